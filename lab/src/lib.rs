//! Native tools of Afterimage, never imported by the engine: see `src/bin/`.

pub mod efficientnet_weights;
pub mod npy;
