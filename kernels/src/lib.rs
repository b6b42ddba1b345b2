//! The convolutions of EfficientNet-Lite and of ResNet on the CPU, and a dense layer that learns, in vectors of four.
//!
//! Activations lie channel-last (`[height, width, channels]`), because then a 1×1 convolution is a plain
//! matrix product over contiguous rows and a depthwise one a multiplication of contiguous channels. There
//! is no `unsafe`. With the feature `threads` each layer is split into bands among rayon's threads.
//! A crate of its own, so that it alone is compiled for speed in a build that is otherwise for size.

mod lanes;

mod bands;
mod feature_map;
mod window;

mod activation;

mod pointwise;

mod depthwise;
mod full;
mod pooling;

mod map_batch;

mod residual;

mod gradient;

mod optimiser;

mod dense;

mod learning;

mod batch_convolution;
mod batch_norm;
mod batch_places;

mod distance;

pub use activation::Activation;
pub use bands::with_threads_awake;
pub use batch_norm::{ChannelLearner, NormalisedBatch};
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use feature_map::{Border, FeatureMap};
pub use full::Full;
pub use learning::{Gradient, LayerMoments};
pub use map_batch::MapBatch;
pub use optimiser::{Moments, Rule, Step, StepConstants};
pub use pointwise::Pointwise;
pub use pooling::MaxPool;
pub use residual::run_inverted_residual;
pub use window::{Padding, Window};
