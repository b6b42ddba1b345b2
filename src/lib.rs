//! Afterimage's engine, in the order data flows.
//!
//! ```text
//! pixels ─▶ backbone ─▶ features ─▶ dataset ─▶ head ─▶ loss ─▶ learner ─▶ metrics ─▶ training
//!              ▲
//!           weights                     all of it owned by engine, spoken to through protocol
//! ```
//!
//! A module imports only what stands above it in this list (besides `error` and `protocol`).

pub mod error;
pub mod protocol;

pub mod augmentation;
pub mod device;
pub mod pixels;
pub mod weights;

pub mod backbone;
pub mod features;

pub mod dataset;
pub mod head;
pub mod loss;
pub mod schedule;

pub mod learner;
pub mod metrics;

pub mod cut_maps;
pub mod shown_pictures;

pub mod tuning;

pub mod norm_tuning;

pub mod tail_tuner;

pub mod gpu_tuner;

pub mod history;
pub mod labelled_features;
pub mod tail;
pub mod training;

pub mod probes;

pub mod engine;

#[cfg(target_family = "wasm")]
mod browser;
