//! The pretrained network that turns a picture into features.

mod blocks;
mod cpu;
mod efficientnet_lite0;

pub use cpu::CpuBackbone;
pub use efficientnet_lite0::{EfficientNetLite0, ImageNetClassifier};
