//! The command line as clap reads it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::configs::Given;
use super::terminal;
use crate::config::{FailOn, Selector};
use crate::finding::{Confidence, Profile, Severity};
use crate::output::{OutputFormat, TableFormat};

/// A static security linter for API descriptions: OpenAPI 2.0 to 3.2 and WSDL
///
/// Reads files, never a network, and runs no code from them. Works without configuration.
#[derive(Debug, Parser)]
#[command(name = "apivet", version, arg_required_else_help = true, max_term_width = 100, after_help = EXIT_CODES)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes, the same for every command and format:
  0  nothing at or above --fail-on
  1  findings
  2  something could not be checked, or wrong usage or configuration

`apivet api.yaml` is short for `apivet check api.yaml`.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Look for weaknesses in API descriptions
    ///
    /// Directories are searched for descriptions, told by what is in the files; hidden files and those in .gitignore are
    /// left out. A file named here must be a description. A path or pattern that matches nothing ends with exit code 2.
    Check(Box<CheckArgs>),
    /// Adopt apivet on an API that has findings: keep them in a file, so that only new ones count
    Baseline {
        #[command(subcommand)]
        action: BaselineAction,
    },
    /// Print who may call what: each operation with its requirement and servers
    ///
    /// Reads OpenAPI descriptions, follows references, and shows the requirement that is in effect, be it the
    /// operation's own or that of the root.
    AuthTable(TableArgs),
    /// Print what protects each message: the alternatives in effect by port, operation and message
    ///
    /// Reads WSDL descriptions and documents of policies, merges the policies that are attached to service, port,
    /// operation and message, and shows what every alternative does: transport, integrity, confidentiality, proof of
    /// client and service, freshness.
    Policy(TableArgs),
    /// Show what a rule looks for, why, and what to do instead
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Show what configuration and policy come to
    Config {
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Serve an editor: the language server, over standard input and output
    ///
    /// Finds what `check` finds, in what is open and not yet saved. Editors start it themselves.
    #[cfg(feature = "lsp")]
    Lsp(LspArgs),
    /// Print what a shell needs to complete commands and flags
    Completions(CompletionsArgs),
    /// Print the manual page, or that of a command
    #[command(hide = true)]
    Man(ManArgs),
}

#[cfg(feature = "lsp")]
#[derive(Debug, Args)]
pub(super) struct LspArgs {
    #[command(flatten)]
    pub(super) given: GivenArgs,
    /// Which rules run: recommended, strict or audit [default: recommended]
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<Profile>,
    /// Where the pages of the rules can be read; FAMILY/RULE.md is put behind it
    #[arg(long, value_name = "URL")]
    pub(super) docs_url: Option<String>,
    /// Accepted because some editors pass it: there is no other way
    #[arg(long, hide = true)]
    pub(super) stdio: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command
    pub(super) command: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) lint: LintArgs,

    /// What standard output carries: pretty, compact, json, sarif, github, gitlab, junit, checkstyle, azure, markdown or
    /// rdjson [default: pretty; inside GitHub Actions with annotations and a job summary]
    #[arg(short, long, value_name = "FORMAT")]
    pub(super) format: Option<OutputFormat>,
    /// Write the report to a file too; may be repeated
    #[arg(short, long, value_name = "FORMAT=FILE", value_parser = format_and_file)]
    pub(super) output: Vec<(OutputFormat, PathBuf)>,

    /// Fail on findings of this severity and worse: critical, high, medium, low, info or never [default: medium]
    #[arg(long, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Show only findings of this severity and worse; the exit code stays the same
    #[arg(long, value_name = "SEVERITY")]
    pub(super) min_severity: Option<Severity>,
    /// Show only findings of this confidence and surer: high, medium or low; the exit code stays the same
    #[arg(long, value_name = "CONFIDENCE")]
    pub(super) min_confidence: Option<Confidence>,

    #[command(flatten)]
    pub(super) known: KnownArgs,

    /// Print the files that would be checked, one a line, and stop
    #[arg(long)]
    pub(super) list_files: bool,
    /// Colours in standard output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineAction {
    /// Write all findings of today to a new .apivet-baseline.json
    Create(BaselineArgs),
    /// Remove entries whose finding is no more
    Update(UpdateArgs),
    /// List entries whose finding is no more, and findings that are not in it; exit code 1 when there are any
    Check(BaselineArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct BaselineArgs {
    #[command(flatten)]
    pub(super) lint: LintArgs,
    /// The file [default: .apivet-baseline.json, the nearest above what is linted, else in the root of the project]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    #[command(flatten)]
    pub(super) all: BaselineArgs,
    /// Add the findings that are new as well
    #[arg(long)]
    pub(super) accept_new: bool,
}

/// What is linted, and with what.
#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Files, directories, patterns such as 'apis/**/*.yaml', or - for standard input
    #[arg(value_name = "PATH|GLOB|-")]
    paths: Vec<String>,

    /// Which rules run: recommended, strict or audit [default: recommended]
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<Profile>,
    /// Run only this rule, family (transport) or OWASP tag (API8); may be repeated
    ///
    /// A rule named by its id runs whatever the profile and the configuration say; a family or tag picks among the
    /// rules that would run anyway.
    #[arg(long, value_name = "RULE")]
    pub(super) rule: Vec<Selector>,
    /// Do not run this rule, family or OWASP tag; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(super) skip_rule: Vec<Selector>,

    #[command(flatten)]
    pub(super) given: GivenArgs,
    /// Report what an ignore or a declared control would hide
    #[arg(long)]
    pub(super) no_ignores: bool,

    /// Name of the text on standard input; references are resolved against its folder
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<String>,
    /// For commit hooks: leave out named files that are no API descriptions, and check those that read a named file
    #[arg(long)]
    pub(super) skip_unrecognized: bool,

    /// For commit hooks: check those that read a file which the commit takes away, as git tells; without a path only those
    #[arg(long, requires = "skip_unrecognized")]
    pub(super) deleted: bool,

    /// How many descriptions to check at a time [default: one for each processor]; the result is the same
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Say only what went wrong on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

impl LintArgs {
    /// What is to be linted; without a word the working directory.
    pub(super) fn paths(&self) -> Vec<String> {
        match self.paths.as_slice() {
            [] if !self.deleted => vec![".".to_owned()],
            paths => paths.to_vec(),
        }
    }
}

/// What rules the files that are looked at.
#[derive(Debug, Args)]
pub(super) struct GivenArgs {
    /// Use this configuration for all files [default: the nearest apivet.yaml, .apivet.yaml or .github/apivet.yaml]
    #[arg(short, long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
    /// What an organisation demands of every project [default: what the environment variable APIVET_POLICY names]
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Option<PathBuf>,
}

impl GivenArgs {
    /// With the policy that the environment names where no flag does.
    pub(super) fn found(&self) -> Given {
        let policy = terminal::policy(self.policy.as_deref());
        Given { config: self.config.clone(), no_config: self.no_config, policy }
    }
}

/// Which findings are known and do not count.
#[derive(Debug, Args)]
pub(super) struct KnownArgs {
    /// Report only what is new since a revision of git: its merge base with what is checked out, and what is there now
    #[arg(long, value_name = "REVISION")]
    pub(super) since: Option<String>,
    /// The findings that are known and do not count [default: the nearest .apivet-baseline.json above each file]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Use no baseline
    #[arg(long, conflicts_with = "baseline")]
    pub(super) no_baseline: bool,
    /// Fail when the baseline has entries for findings that are no more
    #[arg(long, conflicts_with = "no_baseline")]
    pub(super) baseline_strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct TableArgs {
    /// The descriptions
    #[arg(value_name = "FILE", required = true)]
    pub(super) paths: Vec<String>,
    /// pretty, json or markdown
    #[arg(short, long, value_name = "FORMAT", default_value = "pretty")]
    pub(super) format: TableFormat,
    #[command(flatten)]
    pub(super) given: GivenArgs,
    /// Colours in standard output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigAction {
    /// Print what applies to a file or folder, and where each of it is written
    Show(ShowArgs),
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// A description or a folder
    #[arg(value_name = "FILE", default_value = ".", hide_default_value = true)]
    pub(super) path: PathBuf,
    /// pretty or json
    #[arg(short, long, value_name = "FORMAT", default_value = "pretty", hide_possible_values = true)]
    pub(super) format: RulesFormat,
    #[command(flatten)]
    pub(super) given: GivenArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Id of the rule
    pub(super) rule: String,
    /// Colours in standard output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// pretty or json
    #[arg(short, long, value_name = "FORMAT", default_value = "pretty", hide_possible_values = true)]
    pub(super) format: RulesFormat,
    /// Only the rules this profile runs: recommended, strict or audit
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<Profile>,
    /// Only this rule, family (transport) or OWASP tag (API8, API8:2023); may be repeated
    #[arg(long, value_name = "RULE")]
    pub(super) rule: Vec<Selector>,
    /// Colours in standard output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    Pretty,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

fn format_and_file(text: &str) -> Result<(OutputFormat, PathBuf), String> {
    match text.split_once('=') {
        Some((format, file)) if !file.is_empty() => Ok((format.parse()?, PathBuf::from(file))),
        _ => Err("write it as FORMAT=FILE, such as sarif=apivet.sarif".to_owned()),
    }
}
