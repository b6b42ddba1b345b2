//! The CIFAR-10 recipe: a network learns from a folder of pictures and says how many others it gets right.
//!
//! `cargo run --example cifar10_transfer -- FOLDER`; without a folder it prints what else it can do. The default profile
//! is fast where the arithmetic is, and is the tests' own; `--release` would compile burn once more and gain little.

use std::process::ExitCode;

use lab::transfer::{Options, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let finished = Options::from_arguments(&arguments)
        .and_then(|options| run(&options, &mut std::io::stdout(), &mut std::io::stderr()));
    match finished {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
