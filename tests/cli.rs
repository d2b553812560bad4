//! The program from outside: every `tests/cli/*.txt` is a session in an own folder, plus what data cannot express.
//!
//! ```text
//! What the case shows.
//!
//! +++ apis/a.yaml          a file of the folder; `+++ empty/` is a directory
//! openapi: 3.1.0
//!
//! $ NO_COLOR=1 apivet check apis < input.yaml
//! --- exit 0
//! --- stdout               both streams in full; left out when empty
//! --- stderr
//! ```
//!
//! `UPDATE=1 cargo test --test cli` writes what came out into the files; read the difference before you commit it.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

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
        text.replace(&*self.0.to_string_lossy(), "[FOLDER]").replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
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
    let (setup, commands) = match text.find("\n$ ") {
        Some(at) => text.split_at(at + 1),
        None => panic!("the case has no command"),
    };
    for file in setup.split("\n+++ ").skip(1) {
        let (name, content) = file.split_once('\n').unwrap();
        folder.write(name, content.trim_end_matches('\n').to_owned().as_str());
    }
    let mut out = setup.to_owned();
    for line in commands.lines().filter(|line| line.starts_with("$ ")) {
        let output = run(&folder, &line[2..]);
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
    let variables = words.iter().position(|word| word == "apivet").unwrap();
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

fn sessions(folder: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
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
fn sessions_end_as_written() {
    sessions("cli");
}

#[test]
fn a_reader_that_goes_away_changes_nothing_and_causes_no_panic() {
    let folder = Folder::new();
    for (arguments, code) in [(vec!["rules"], 0), (vec!["explain", "duplicate-key"], 0), (vec!["--help"], 0)] {
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

    let folder = Folder::new();
    folder.write("apis/a.yaml", "openapi: 3.1.0\n");
    folder.write("apis/locked/b.yaml", "openapi: 3.1.0\n");
    fs::set_permissions(folder.0.join("apis/locked"), fs::Permissions::from_mode(0)).unwrap();
    let is_root = fs::read_dir(folder.0.join("apis/locked")).is_ok();
    let output = folder.command(&["check", "--list-files", "apis"]).output().unwrap();
    fs::set_permissions(folder.0.join("apis/locked"), fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        // The system lets this user read everything. Not `eprintln`, which the test harness would swallow.
        let _ = writeln!(std::io::stderr(), "NOT CHECKED: unreadable directories, because root reads them all");
        return;
    }
    assert_eq!(folder.text(&output.stdout), "apis/a.yaml\n");
    assert_eq!(folder.text(&output.stderr), "apivet: apis/locked: cannot be read: permission denied\n");
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
