//! Names of properties that say they hold data about a person, by whole words.

use crate::words;

/// Names of one word.
const SINGLE: &[&str] = &[
    "email",
    "mail",
    "phone",
    "telephone",
    "mobile",
    "cellphone",
    "msisdn",
    "birthdate",
    "birthday",
    "dob",
    "dateofbirth",
    "iban",
    "passport",
    "ssn",
    "nationalid",
    "taxid",
    "vin",
    "vehicleid",
    "ethnicity",
    "religion",
    "diagnosis",
];

/// Names of two or three words.
const SEVERAL: &[&[&str]] = &[
    &["e", "mail"],
    &["phone", "number"],
    &["mobile", "number"],
    &["birth", "date"],
    &["date", "of", "birth"],
    &["account", "number"],
    &["bank", "account"],
    &["card", "number"],
    &["passport", "number"],
    &["national", "id"],
    &["tax", "id"],
    &["driver", "license"],
    &["drivers", "license"],
    &["license", "plate"],
    &["vehicle", "id"],
    &["blood", "type"],
    &["medical", "record"],
    &["home", "address"],
    &["street", "address"],
    &["postal", "address"],
    &["email", "address"],
];

/// Words in front that speak of something else: a flag, a form, the address of a company.
const TURNING: &[&str] = &[
    "is",
    "has",
    "can",
    "send",
    "allow",
    "enable",
    "verify",
    "show",
    "hide",
    "use",
    "notify",
    "require",
    "requires",
    "support",
    "company",
    "business",
    "organization",
    "org",
    "billing",
    "sender",
    "from",
    "reply",
    "noreply",
    "service",
    "server",
    "bot",
    "app",
    "merchant",
    "store",
    "shop",
    "public",
    "masked",
    "hashed",
    "by",
    "per",
    "num",
    "total",
];

/// True when a name says that its value is about a person: `email`, `homePhone`, `date_of_birth`; not `emailVerified`,
/// `supportEmail`, `phoneType`.
pub(super) fn is_personal(name: &str) -> bool {
    let words = words::split(name);
    let Some(last) = words.last() else { return false };
    let ends = SINGLE.contains(&last.as_str())
        || SEVERAL
            .iter()
            .any(|several| words.len() >= several.len() && words[words.len() - several.len()..] == **several);
    ends && !words.iter().any(|word| TURNING.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::is_personal;

    #[test]
    fn whole_words_at_the_end_decide() {
        for name in
            ["email", "userEmail", "vehicleid", "vehicle_id", "dateOfBirth", "home-phone", "bankAccount", "e-mail"]
        {
            assert!(is_personal(name), "{name}");
        }
        for name in ["emailVerified", "supportEmail", "phoneType", "hasPhone", "microphone", "vinyl", "accountNumbers"]
        {
            assert!(!is_personal(name), "{name}");
        }
    }
}
