//! What apivet says about itself: pages of rules, completions, manual pages.

use super::Folder;

#[test]
fn completions_and_manual_pages_name_every_command_and_flag() {
    let folder = Folder::new();
    let run = |arguments: &[&str]| {
        let output = folder.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", folder.text(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // The commands are those that the help lists, the flags those of the help of `check`.
    let help = run(&["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let commands: Vec<&str> = commands.into_iter().filter(|name| !name.is_empty()).collect();
    assert!(commands.contains(&"check") && commands.contains(&"completions"), "{commands:?}");
    let check = run(&["check", "--help"]);
    let flags: Vec<&str> = check.split_whitespace().filter(|word| word.starts_with("--")).collect();
    assert!(flags.contains(&"--fail-on"), "{flags:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]);
        for command in &commands {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("fail-on"), "{shell}");
    }
    let page = run(&["man"]);
    assert!(page.contains(".TH apivet 1"), "{page}");
    for command in commands.iter().filter(|command| **command != "help") {
        assert!(page.replace('\\', "").contains(&format!("apivet-{command}(1)")), "{command} in {page}");
        assert!(run(&["man", command]).contains(&format!(".TH apivet-{command} 1")), "{command}");
    }
    let page = run(&["man", "check"]).replace('\\', "");
    for flag in ["--fail-on", "--output", "--skip-unrecognized"] {
        assert!(page.contains(flag), "{flag} in {page}");
    }
}

#[test]
fn every_rule_is_explained() {
    let folder = Folder::new();
    let explain = |id: &str, colour: &str| {
        let output = folder.command(&["explain", id, "--color", colour]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{id}");
        String::from_utf8(output.stdout).unwrap()
    };
    for rule in apivet::rules::RULES {
        let meta = &rule.meta;
        let text = explain(meta.id, "never");
        assert_eq!(text.lines().next(), Some(meta.title));
        for line in [
            format!("  rule        {} ({})", meta.id, meta.family),
            format!("  severity    {}, confidence {}", meta.severity, meta.confidence),
            format!("  profile     {}", meta.profile),
            format!("  applies to  {}", meta.applies.join(", ")),
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
        }
        assert!(!text.contains("```") && !text.contains("\n#") && !text.contains('\x1b'), "{text}");
        let coloured = explain(meta.id, "always");
        assert!(coloured.starts_with(&format!("\x1b[1m{}\x1b[0m\n", meta.title)), "{coloured}");
        assert_eq!(explain(meta.id, "never").lines().count(), coloured.lines().count());
    }
}
