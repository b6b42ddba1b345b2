//! The CIFAR-10 recipe, natively: a whole network learns from a folder of pictures, and says how well it does.
//!
//! ```text
//! options ─▶ pictures (folder or zip, split) ─▶ augment (crop, flip, normalise) ─▶ training ─▶ plot
//!                                                        networks ──────────────────┘
//! ```

mod augment;
mod networks;
mod options;
mod pictures;
mod plot;
mod run;
mod split;
mod training;
mod unfolded_efficientnet;

#[cfg(test)]
mod tests;

pub use options::{NetworkKind, Options, USAGE};
pub use pictures::{Picture, Pictures};
pub use run::run;

/// The result of whatever can fail here; errors are sentences for whoever typed the command.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
