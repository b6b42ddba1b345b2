//! The networks that turn a picture into features.

mod architecture;
mod branch_shares;
mod lite0;
mod resnet18_layers;

#[cfg(feature = "burn")]
mod blocks;
#[cfg(feature = "burn")]
mod efficientnet_lite0;
#[cfg(feature = "burn")]
mod resnet18;
#[cfg(feature = "burn")]
mod resnet18_blocks;
#[cfg(feature = "burn")]
mod resnet18_tensors;

mod batch_norm;
mod layer;
mod maps;
mod unfolded;

mod batch_look;
mod cpu;
mod forward;

mod batch_tape;
mod gradient;

mod saved_layers;

mod resnet18_initialisation;
mod untrained;

#[cfg(all(target_family = "wasm", feature = "gpu"))]
mod gpu;
#[cfg(not(all(target_family = "wasm", feature = "gpu")))]
#[path = "no_gpu.rs"]
mod gpu;

pub use architecture::{Architecture, INPUT_SIDE, LayerShape, Operation};
pub use batch_norm::BatchNorm;
pub use batch_tape::{BatchTape, LayerSlope};
pub use branch_shares::BranchShares;
pub use cpu::CpuBackbone;
#[cfg(feature = "burn")]
pub use efficientnet_lite0::{EfficientNetLite0, ImageNetClassifier};
pub use gpu::shape::{LayerKind, LearningLayer, Room, Source, TailShape};
pub use gpu::{GpuAccess, GpuBackbone, GpuTail, LayerNumbers};
pub use gradient::{BackwardNetwork, Start, Tape};
pub use layer::{Convolution, Layer};
pub use lite0::FEATURE_LENGTH as LITE0_FEATURE_LENGTH;
#[cfg(feature = "burn")]
pub use resnet18::ResNet18;
#[cfg(feature = "burn")]
pub use resnet18_blocks::TensorSource;
pub use resnet18_initialisation::resnet18_initialisation;
pub use resnet18_layers::resnet18_tensors;
#[cfg(feature = "burn")]
pub use resnet18_tensors::NamedTensor;
pub use unfolded::UnfoldedLayer;
pub use untrained::untrained_weights;
