//! On which terms a finding may be hidden: what the policy of an organisation says of ignores, baselines and `--since`.

use std::cmp::Ordering;

use super::Stated;
use crate::source::Spot;

/// See the module. The default is no policy: everything holds as it is written.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Rules that nothing in a project hides.
    pub(super) locked: Vec<(&'static str, Spot)>,
    /// An ignore needs a reason.
    pub(super) reason: Option<Spot>,
    /// An ignore needs a last day.
    pub(super) expires: Option<Spot>,
    /// Days from today to the last day of an ignore, at most.
    pub(super) longest: Option<Stated<u32>>,
    /// What a baseline may hold, where the policy says so.
    pub(super) baseline: Option<Stated<Held>>,
    /// What may be left out as it was there before, where the policy says so.
    pub(super) since: Option<Stated<Held>>,
}

/// Whose findings may count as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Those of all rules.
    All,
    /// Those of rules that are not locked.
    Unlocked,
    /// No rule's.
    None,
}

impl std::str::FromStr for Held {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "unlocked" => Ok(Self::Unlocked),
            "none" => Ok(Self::None),
            _ => Err(format!("`{text}` is none of all, unlocked, none")),
        }
    }
}

/// An ignore of one rule, wherever it is written.
#[derive(Clone, Copy, Debug)]
pub struct Ignoring<'a> {
    /// Id of the rule.
    pub rule: &'a str,
    /// Why, where it says so.
    pub reason: Option<&'a str>,
    /// Last day it holds, `YYYY-MM-DD`.
    pub expires: Option<&'a str>,
}

/// Why something is not obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The end of a sentence.
    pub why: String,
    /// The place in the policy.
    pub by: Spot,
}

impl Terms {
    /// The place that locks a rule.
    pub fn lock(&self, rule: &str) -> Option<&Spot> {
        self.locked.iter().find(|(locked, _)| *locked == rule).map(|(_, by)| by)
    }

    /// Why an ignore is not obeyed. Without `today`, as `YYYY-MM-DD`, no end is too far.
    pub fn refuse(&self, ignoring: &Ignoring<'_>, today: Option<&str>) -> Option<Refusal> {
        let refusal = |why: String, by: &Spot| Some(Refusal { why, by: by.clone() });
        if let Some(by) = self.lock(ignoring.rule) {
            return refusal("the policy locks the rule".into(), by);
        }
        if let Some(by) = self.reason.as_ref().filter(|_| ignoring.reason.is_none()) {
            return refusal("the policy requires a reason".into(), by);
        }
        let Some(last) = ignoring.expires else {
            let by = self.expires.as_ref().or(self.longest.as_ref().map(|longest| &longest.by))?;
            return refusal("the policy requires a last day, `expires`".into(), by);
        };
        let longest = self.longest.as_ref()?;
        let ahead = day(last)? - day(today?)?;
        match ahead.cmp(&i64::from(longest.value)) {
            Ordering::Greater => {
                let days = longest.value;
                refusal(format!("it ends on {last}, and the policy allows {days} days from today"), &longest.by)
            }
            _ => None,
        }
    }

    /// The place that keeps findings of a rule out of baselines.
    pub fn keeps_out(&self, rule: &str) -> Option<&Spot> {
        match &self.baseline {
            None => self.lock(rule),
            Some(held) => self.not_held(held, rule),
        }
    }

    /// The place that has findings of a rule count although they were there before.
    pub fn recounts(&self, rule: &str) -> Option<&Spot> {
        self.not_held(self.since.as_ref()?, rule)
    }

    fn not_held<'a>(&'a self, held: &'a Stated<Held>, rule: &str) -> Option<&'a Spot> {
        match held.value {
            Held::All => None,
            Held::Unlocked => self.lock(rule).map(|_| &held.by),
            Held::None => Some(&held.by),
        }
    }
}

/// The number of a day `YYYY-MM-DD` in the Gregorian calendar, for differences.
fn day(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // Years are counted from March, so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted_over_ends_of_months_and_years() {
        let between = |from, to| day(to).unwrap() - day(from).unwrap();
        assert_eq!(between("2027-01-31", "2027-02-01"), 1);
        assert_eq!(between("2028-02-28", "2028-03-01"), 2);
        assert_eq!(between("2100-02-28", "2100-03-01"), 1);
        assert_eq!(between("2026-12-31", "2027-12-31"), 365);
        assert_eq!(between("1970-01-01", "2026-01-01"), 20_454);
        assert_eq!(between("2027-01-02", "2027-01-01"), -1);
    }
}
