//! The convolutions of EfficientNet-Lite on the CPU, and a dense layer that learns, in vectors of four.
//!
//! Activations lie channel-last (`[height, width, channels]`), because then a 1×1 convolution is a plain
//! matrix product over contiguous rows and a depthwise one a multiplication of contiguous channels. There
//! is no `unsafe`. With the feature `threads` each layer is split into bands among rayon's threads.
//! A crate of its own, so that it alone is compiled for speed in a build that is otherwise for size.

mod lanes;

mod bands;
mod feature_map;

mod pointwise;

mod depthwise;
mod full;

mod residual;

mod gradient;

mod optimiser;

mod dense;

mod learning;

mod distance;

pub use bands::with_threads_awake;
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use feature_map::{Border, FeatureMap};
pub use full::Full;
pub use learning::{Gradient, LayerMoments};
pub use optimiser::{Moments, Rule, Step, StepConstants};
pub use pointwise::Pointwise;
pub use residual::run_inverted_residual;

/// What happens to a sum before it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Clamp to 0 … 6.
    Relu6,
    /// Leave it as it is.
    None,
}
