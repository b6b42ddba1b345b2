//! The convolutions of EfficientNet-Lite on one CPU thread, written so that the compiler vectorises them.
//!
//! Activations lie channel-last (`[height, width, channels]`), because then a 1×1 convolution is a plain
//! matrix product over contiguous rows and a depthwise one a multiplication of contiguous channels. There
//! is no `unsafe` and no intrinsic: fixed-size arrays become SSE natively and simd128 in the browser.
//! A crate of its own, so that it alone is compiled for speed in a build that is otherwise for size.

mod depthwise;
mod feature_map;
mod full;
mod pointwise;

pub use depthwise::Depthwise;
pub use feature_map::{Border, FeatureMap};
pub use full::Full;
pub use pointwise::Pointwise;

/// What happens to a sum before it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Clamp to 0 … 6.
    Relu6,
    /// Leave it as it is.
    None,
}
