//! The `apivet` program.

fn main() -> std::process::ExitCode {
    apivet::cli::run()
}
