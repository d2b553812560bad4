//! What shells and `man` want to know of the commands, made from the command line's own definition.

use std::io;

use clap::CommandFactory as _;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::terminal::{self, say};
use crate::finding::Outcome;

/// `apivet completions SHELL`.
pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "apivet", &mut script);
    printed(&script)
}

/// `apivet man [COMMAND]`.
pub(super) fn page(args: &ManArgs) -> Outcome {
    let mut all = Cli::command();
    all.build();
    let wanted = match &args.command {
        None => Some(all.clone()),
        Some(name) => {
            // Its page is called by one word, `apivet-check`: that is the name to display once all is built.
            all.get_subcommands().find(|command| command.get_name() == name).cloned()
        }
    };
    let Some(command) = wanted else {
        let names: Vec<_> = all.get_subcommands().map(clap::Command::get_name).collect();
        say(&format!("apivet: there is no such command; the commands are {}", names.join(", ")));
        return Outcome::NotChecked;
    };
    let mut page = Vec::new();
    match clap_mangen::Man::new(command).render(&mut page) {
        Ok(()) => printed(&page),
        Err(error) => failed(&error),
    }
}

fn printed(text: &[u8]) -> Outcome {
    terminal::print(|out| out.write_all(text)).map_or_else(|error| failed(&error), |()| Outcome::Clean)
}

fn failed(error: &io::Error) -> Outcome {
    say(&format!("apivet: standard output: cannot be written: {error}"));
    Outcome::NotChecked
}
