//! The program from outside: every `tests/cli/*.txt` is a session in an own folder, plus what data cannot express.
//!
//! ```text
//! What the case shows.
//!
//! +++ apis/a.yaml          a file of the folder; `+++ empty/` is a directory
//! openapi: 3.1.0
//!
//! $ mv apis/a.yaml b.yaml   other programs run silently and have to succeed; what `cat` prints is shown
//! $ NO_COLOR=1 apivet check apis < input.yaml
//! --- exit 0
//! --- stdout               both streams in full; left out when empty
//! --- stderr
//! ```
//!
//! `UPDATE=1 cargo test --test cli` writes what came out into the files; read the difference before you commit it.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "cli/cut.rs"]
mod cut;
#[path = "cli/manual.rs"]
mod manual;

/// An own folder that looks like a repository, so that nothing above it counts.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("apivet-cli-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = fs::canonicalize(std::env::temp_dir()).unwrap().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join(".git")).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.0.join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_apivet"));
        command.args(arguments).current_dir(&self.0).env_clear().stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn text(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let version = concat!("apivet ", env!("CARGO_PKG_VERSION"));
        text.replace(&*self.0.to_string_lossy(), "[FOLDER]").replace(version, "apivet [VERSION]")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a session; gives it back as it should be written.
fn session(text: &str) -> String {
    let folder = Folder::new();
    let (setup, commands) = text.split_at(text.find("\n$ ").unwrap() + 1);
    for file in setup.split("\n+++ ").skip(1) {
        let (name, content) = file.split_once('\n').unwrap();
        folder.write(name, content.trim_end_matches('\n').to_owned().as_str());
    }
    let mut out = setup.to_owned();
    for line in commands.lines().filter(|line| line.starts_with("$ ")) {
        let output = run(&folder, &line[2..]);
        if !words(line).iter().any(|word| word == "apivet") {
            assert!(output.status.success(), "{line}: {}", folder.text(&output.stderr));
            let shown = if line.starts_with("$ cat ") { folder.text(&output.stdout) } else { String::new() };
            out.push_str(&format!("{line}\n{shown}\n"));
            continue;
        }
        out.push_str(&format!("{line}\n--- exit {}\n", output.status.code().unwrap()));
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                let text = folder.text(bytes);
                let end = if text.ends_with('\n') { "" } else { "[NO END OF LINE]\n" };
                out.push_str(&format!("--- {name}\n{text}{end}"));
            }
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}

/// One line of a shell: variables, words in quotes or not, `< file`.
fn run(folder: &Folder, line: &str) -> Output {
    let mut words: Vec<String> = words(line);
    let Some(variables) = words.iter().position(|word| word == "apivet") else {
        let mut command = Command::new(&words[0]);
        for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
            command.env(name, "test");
        }
        command.env("GIT_AUTHOR_DATE", "2030-01-01T00:00:00Z").env("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        return command.args(&words[1..]).current_dir(&folder.0).output().unwrap();
    };
    let mut arguments = words.split_off(variables);
    let input = arguments.iter().position(|word| word == "<").map(|at| arguments.split_off(at)[1].clone());
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let mut command = folder.command(&arguments);
    for variable in &words {
        let (name, value) = variable.split_once('=').unwrap();
        command.env(name, value);
    }
    if let Some(input) = input {
        command.stdin(fs::File::open(folder.0.join(input)).unwrap());
    }
    command.output().unwrap()
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[test]
fn sessions_end_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(!paths.is_empty(), "no case in {}", folder.display());
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in paths {
        let expected = fs::read_to_string(&path).unwrap();
        let found = session(&expected);
        if found == expected {
            continue;
        }
        if update {
            fs::write(&path, found).unwrap();
        } else {
            wrong.push(format!("{}\n{}", path.display(), difference(&expected, &found)));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 accepts what came out", wrong.join("\n"));
}

/// The lines around the first that differs.
fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(6);
    let mut text = String::new();
    for line in &found[from.min(found.len())..same] {
        text.push_str(&format!("    {line}\n"));
    }
    for (mark, lines) in [("-", &expected), ("+", &found)] {
        for line in lines.iter().skip(same).take(8) {
            text.push_str(&format!("  {mark} {line}\n"));
        }
    }
    text
}

#[test]
fn the_result_does_not_depend_on_the_number_of_jobs_or_the_order_of_arguments() {
    let folder = Folder::new();
    let names: Vec<String> = (0..20).map(|n| format!("apis/{n}.yaml")).collect();
    for name in &names {
        folder
            .write(name, &format!("openapi: 3.1.0\ninfo: {{title: {name}, version: '1'}}\npaths: {{}}\npaths: {{}}\n"));
    }
    let run = |jobs: &str, paths: &[&str]| {
        let arguments = [&["check", "--format", "json", "--jobs", jobs], paths].concat();
        let output = folder.command(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", folder.text(&output.stderr));
        (folder.text(&output.stdout), folder.text(&output.stderr))
    };
    let alone = run("1", &["apis"]);
    let reversed: Vec<&str> = names.iter().rev().map(String::as_str).collect();
    for _ in 0..5 {
        assert_eq!(run("8", &["apis"]), alone);
        assert_eq!(run("3", &reversed), alone);
    }
}

#[test]
fn colours_follow_the_flag_then_the_environment_then_the_stream() {
    let folder = Folder::new();
    for (flag, variables, coloured) in [
        ("auto", vec![], false),
        ("always", vec![], true),
        ("auto", vec![("FORCE_COLOR", "1")], true),
        ("auto", vec![("FORCE_COLOR", "0")], false),
        ("auto", vec![("CLICOLOR_FORCE", "1")], true),
        ("auto", vec![("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false),
        ("auto", vec![("FORCE_COLOR", "1"), ("NO_COLOR", "")], true),
        ("always", vec![("NO_COLOR", "1")], true),
        ("never", vec![("FORCE_COLOR", "1")], false),
    ] {
        let output = folder.command(&["rules", "--color", flag]).envs(variables.iter().copied()).output().unwrap();
        assert_eq!(folder.text(&output.stdout).contains('\x1b'), coloured, "{flag} {variables:?}");
    }
}

#[test]
fn rules_are_listed_for_people_and_for_programs() {
    let folder = Folder::new();
    let run = |arguments: &[&str]| {
        let output = folder.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let json: serde_json::Value = serde_json::from_str(&run(&["rules", "--format", "json"])).unwrap();
    let listed: Vec<&str> = json["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let known: Vec<&str> = apivet::rules::RULES.iter().map(|rule| rule.meta.id).collect();
    assert_eq!(listed, known);
    let table = run(&["rules"]);
    for rule in apivet::rules::RULES {
        assert!(
            table.lines().any(|line| line.contains(&format!("  {} ", rule.meta.id)) && line.contains(rule.meta.title)),
            "{rule:?}"
        );
    }
    let few = run(&["rules", "--rule", "API4:2023", "--rule", "duplicate-key"]);
    assert!(few.contains("  duplicate-key ") && !few.contains("  server-cleartext "), "{few}");
    let recommended = run(&["rules", "--profile", "recommended"]);
    for rule in apivet::rules::RULES {
        let is_listed = recommended.lines().any(|line| line.split_whitespace().next() == Some(rule.meta.id));
        assert_eq!(is_listed, rule.meta.profile == apivet::finding::Profile::Recommended, "{rule:?}");
    }
}

/// What a session cannot hold; bad texts stand in `tests/cli/bad_input.txt` and `odd_inputs.txt`.
#[test]
fn every_bad_input_gives_a_sentence_and_the_good_one_is_still_checked() {
    let folder = Folder::new();
    folder.write("good.yaml", "openapi: 3.1.0\ninfo: {title: Good, version: '1'}\npaths: {}\npaths: {}\n");
    let n = 100_000;
    let head = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n";
    let wsdl = "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\">";
    let inputs: [(&str, Vec<u8>, &str); 9] = [
        (
            "binary.yaml",
            b"\0\x01\x02\xff\xfe\x7fELF".to_vec(),
            "a binary file, not text; if it is a description, save the file as UTF-8",
        ),
        (
            "latin.yaml",
            b"openapi: 3.1.0\ninfo: {title: Caf\xe9, version: '1'}\npaths: {}\n".to_vec(),
            "not valid UTF-8 at 2:18; save the file as UTF-8",
        ),
        ("open.json", "[".repeat(n).into(), "syntax error at 1:513: the text is nested deeper than 512 levels"),
        ("open.yaml", "[".repeat(n).into(), "syntax error at 1:513: nested deeper than 512 levels (limit `depth`)"),
        (
            "closed.json",
            format!("{{\"openapi\": \"3.0.1\", \"x\": {}{}}}", "[".repeat(20_000), "]".repeat(20_000)).into(),
            "syntax error at 1:538: the text is nested deeper than 512 levels",
        ),
        (
            "closed.yaml",
            format!("{head}x-deep: {}{}\n", "[".repeat(n), "]".repeat(n)).into(),
            "syntax error at 4:521: nested deeper than 512 levels (limit `depth`)",
        ),
        ("elements.xml", "<a>".repeat(n).into(), "syntax error at 1:1538: the text is nested deeper than 512 levels"),
        (
            "elements.wsdl",
            format!("{wsdl}{}{}</definitions>", "<a>".repeat(n), "</a>".repeat(n)).into(),
            "syntax error at 1:1589: the text is nested deeper than 512 levels",
        ),
        ("large.yaml", vec![], "314572800 bytes is over the limit of 268435456 bytes (limit `file-size`)"),
    ];
    let mut arguments = vec!["check", "--format", "compact", "good.yaml"];
    for (name, bytes, _) in &inputs {
        fs::write(folder.0.join(name), bytes).unwrap();
        arguments.push(name);
    }
    // A hole in the file: nobody could read it so fast.
    fs::File::options().write(true).open(folder.0.join("large.yaml")).unwrap().set_len(300 * 1024 * 1024).unwrap();
    let output = folder.command(&arguments).output().unwrap();
    let (stdout, stderr) = (folder.text(&output.stdout), folder.text(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stdout.contains("good.yaml:4:1: high[duplicate-key]"), "{stdout}");
    let mut expected: Vec<String> =
        inputs.iter().map(|(name, _, sentence)| format!("apivet: {name}: {sentence}")).collect();
    expected.sort();
    let said: Vec<&str> = stderr.lines().filter(|line| line.starts_with("apivet: ")).collect();
    assert_eq!(said, expected);
}

#[test]
fn what_is_large_or_hostile_but_valid_is_checked() {
    let folder = Folder::new();
    let head = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n";
    let keys: String = (0..200_000).map(|key| format!("  k{key}: 1\n")).collect();
    folder.write("keys.yaml", &format!("{head}x-many:\n{keys}"));
    // Nine aliases of nine aliases, nine times over.
    let aliases: String =
        (1..10).map(|n| format!("x-{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))).collect();
    folder.write("aliases.yaml", &format!("{head}x-0: &a0 [x]\n{aliases}"));
    let entities: String = (1..10).map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(9))).collect();
    let wsdl =
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><documentation>&e9;</documentation></definitions>";
    folder.write("entities.wsdl", &format!("<!DOCTYPE definitions [<!ENTITY e0 'x'>{entities}]>\n{wsdl}"));
    folder.write("secret.txt", "the content of another file");
    let wsdl = "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><documentation>&x;</documentation></definitions>";
    folder.write("external.wsdl", &format!("<!DOCTYPE definitions [<!ENTITY x SYSTEM 'secret.txt'>]>\n{wsdl}"));
    let files = ["keys.yaml", "aliases.yaml", "entities.wsdl", "external.wsdl"];
    let output = folder.command(&[&["check", "--format", "json"], &files[..]].concat()).output().unwrap();
    let (stdout, stderr) = (folder.text(&output.stdout), folder.text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(!stdout.contains("the content of another file"), "{stdout}");
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    for input in report["inputs"].as_array().unwrap() {
        assert_eq!(input["status"], "checked", "{input}");
    }
    for (rule, path) in [("xml-entity-expansion", "entities.wsdl"), ("xml-external-entity", "external.wsdl")] {
        let is_it = |f: &&serde_json::Value| f["rule"] == rule && f["location"]["path"] == path;
        assert!(report["findings"].as_array().unwrap().iter().any(|f| is_it(&f)), "{rule} in {stdout}");
    }
}

/// The examples of this repository, copied so that what lies around them does not count.
#[test]
fn the_examples_show_what_the_readme_says() {
    let folder = Folder::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&examples) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&examples).unwrap().to_string_lossy().replace('\\', "/");
            folder.write(&format!("examples/{name}"), &fs::read_to_string(entry.path()).unwrap());
            count += 1;
        }
    }
    assert!(count >= 6, "{count} example files");
    let check = |arguments: &[&str]| {
        let output = folder.command(&[&["check", "--format", "compact"], arguments].concat()).output().unwrap();
        (output.status.code(), folder.text(&output.stdout), folder.text(&output.stderr))
    };
    let (code, stdout, stderr) = check(&["examples/"]);
    assert_eq!(code, Some(1), "{stderr}");
    for file in ["problems.yaml", "payment.wsdl", "split/paths/books.yaml", "split/schemas/book.yaml"] {
        assert!(stdout.lines().any(|line| line.starts_with(&format!("examples/{file}:"))), "{file} in {stdout}");
    }
    assert!(stderr.starts_with("checked 4 documents (1 openapi-3.0, 2 openapi-3.1, 1 wsdl-1.1): "), "{stderr}");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let shown = readme.split("```\n").nth(1).unwrap();
    let output = folder.command(&["check", "examples/"]).output().unwrap();
    assert!(folder.text(&output.stdout).contains(shown), "README.md shows\n{shown}");
    for profile in ["recommended", "strict"] {
        let (code, stdout, _) = check(&["--profile", profile, "--fail-on", "info", "examples/clean.yaml"]);
        assert_eq!((code, &*stdout), (Some(0), ""), "{profile}");
    }
}

#[test]
fn names_and_texts_cannot_steer_the_terminal() {
    let folder = Folder::new();
    let name = "a\x1b]0;owned\x07.yaml";
    folder.write(
        name,
        "openapi: \"3.1.0\"\ninfo: {title: A, version: '1'}\n\"a\\e[31m\": 1\n\"a\\e[31m\": 2\npaths: {}\n",
    );
    for format in ["pretty", "compact", "json", "sarif", "github"] {
        let output = folder.command(&["check", name, "gone\x1b[2J", "--format", format]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!output.stdout.is_empty());
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{format}");
    }
    let output = folder.command(&["check", "--list-files"]).output().unwrap();
    assert_eq!(folder.text(&output.stdout), "a␛]0;owned␇.yaml\n");
}

#[test]
fn a_reader_that_goes_away_changes_nothing_and_causes_no_panic() {
    let folder = Folder::new();
    folder.write("api.yaml", "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\npaths: {}\n");
    let check = |format| (vec!["check", "--quiet", "api.yaml", "--format", format], 1);
    for (arguments, code) in [
        check("pretty"),
        check("compact"),
        check("json"),
        check("sarif"),
        check("github"),
        (vec!["check", "--list-files"], 0),
        (vec!["rules"], 0),
        (vec!["explain", "duplicate-key"], 0),
        (vec!["--help"], 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(&arguments).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(folder.text(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn a_closed_standard_error_does_not_matter_either() {
    let folder = Folder::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = folder.command(&["check", "nope.yaml"]).stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn an_unreadable_directory_is_said_and_the_rest_is_still_taken() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    const NOBODY: u32 = 65_534;
    let folder = Folder::new();
    folder.write("apis/a.yaml", "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\npaths: {}\n");
    folder.write("apis/locked/b.yaml", "openapi: 3.1.0\n");
    folder.write("alone.yaml", "openapi: 3.1.0\n");
    for locked in ["apis/locked", "alone.yaml"] {
        fs::set_permissions(folder.0.join(locked), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let arguments = ["check", "--rule", "duplicate-key", "--format", "compact", "apis", "alone.yaml"];
    let mut command = folder.command(&arguments);
    if fs::read_dir(folder.0.join("apis/locked")).is_ok() {
        // Root reads everything, so somebody else has to look.
        let program = folder.0.join("program");
        // By another process: one that this process has open for writing may not be run while other tests start theirs.
        assert!(Command::new("cp").arg(env!("CARGO_BIN_EXE_apivet")).arg(&program).status().unwrap().success());
        command = Command::new(program);
        command.args(arguments).current_dir(&folder.0).env_clear().uid(NOBODY);
    }
    let output = command.output().unwrap();
    fs::set_permissions(folder.0.join("apis/locked"), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(folder.text(&output.stdout).starts_with("apis/a.yaml:4:1: high[duplicate-key]"));
    let said = folder.text(&output.stderr);
    let said: Vec<&str> = said.lines().take(2).collect();
    let why = "cannot be read: permission denied";
    assert_eq!(said, [format!("apivet: alone.yaml: {why}"), format!("apivet: apis/locked: {why}")]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn key_near_the_end_of_a_large_file_is_found() {
    let folder = Folder::new();
    let mut text = String::from("info: {title: Large, version: '1'}\nmore:\n");
    while text.len() < 4_000_000 {
        text.push_str("  - a line that says nothing about what this file is\n");
    }
    folder.write("apis/large.yaml", &format!("{text}swagger: '2.0'\n"));
    folder.write("apis/other.yaml", &text);
    let output = folder.command(&["check", "--list-files"]).output().unwrap();
    assert_eq!(folder.text(&output.stdout), "apis/large.yaml\n");
}
