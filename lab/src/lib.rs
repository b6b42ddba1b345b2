//! Native tools of Afterimage, never imported by the engine: see `src/bin/`, and `examples/` for `transfer`.

pub mod efficientnet_weights;
pub mod npy;
pub mod resnet18_weights;
pub mod state_dictionary;
pub mod transfer;
pub mod weight_files;
