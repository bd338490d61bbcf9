//! Entry point of `tidecrew`: reads the command line, runs the command, says what went wrong and what to do.

use std::process::ExitCode;

use clap::Parser;
use gateway::{
    cli::Cli,
    commands::{self, complain},
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    match actix_web::rt::System::with_tokio_rt(|| runtime).block_on(commands::run(cli)) {
        Ok(code) => code,
        Err(error) => complain(&error.to_string()),
    }
}
