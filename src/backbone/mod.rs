//! The pretrained network that turns a picture into features.

mod architecture;

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

mod layers;

mod cpu;

mod gradient;

mod saved_layers;

mod untrained;

#[cfg(all(target_family = "wasm", feature = "gpu"))]
mod gpu;
#[cfg(not(all(target_family = "wasm", feature = "gpu")))]
#[path = "no_gpu.rs"]
mod gpu;

pub use architecture::{FEATURE_LENGTH, INPUT_SIDE, NETWORK, TOTAL_STRIDE};
pub use cpu::{Convolution, ConvolutionMut, CpuBackbone};
#[cfg(feature = "burn")]
pub use efficientnet_lite0::{EfficientNetLite0, ImageNetClassifier};
pub use gpu::shape::{LayerKind, LearningLayer, Room, Source, TailShape};
pub use gpu::{GpuAccess, GpuBackbone, GpuTail, LayerNumbers};
pub use gradient::{BackwardNetwork, Start, Tape};
pub use layers::{ConvolutionKind, ConvolutionLayer, convolution_layers, first_layer, layer_sides};
#[cfg(feature = "burn")]
pub use resnet18::ResNet18;
#[cfg(feature = "burn")]
pub use resnet18_blocks::TensorSource;
#[cfg(feature = "burn")]
pub use resnet18_tensors::{NamedTensor, resnet18_initialisation};
