//! Native tools of Afterimage, never imported by the engine: see `src/bin/`, and `examples/` for `transfer`.

pub mod efficientnet_weights;
pub mod npy;
pub mod state_dictionary;
pub mod transfer;
