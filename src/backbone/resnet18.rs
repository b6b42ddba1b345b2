//! ResNet-18 in burn, whole and able to learn, with the names that torchvision gives its tensors.

use burn::module::{Module, Param};
use burn::nn::conv::Conv2d;
use burn::nn::{BatchNorm, Linear};
use burn::tensor::activation::relu;
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Device, Tensor};

use super::resnet18_blocks::{BasicBlock, ConvolutionShape, TensorSource, batch_norm, normalise, tensor};
use super::resnet18_initialisation::resnet18_initialisation;
use crate::error::EngineResult;

/// The network of 18 layers (He et al. 2015, sections 3.3 and 4.1, table 1).
///
/// On a device with autodiff it learns and its batch norm follows the batches; `Module::valid` gives the same network
/// for answering, whose batch norm uses the running statistics.
#[derive(Module, Debug)]
pub struct ResNet18 {
    conv1: Conv2d,
    bn1: BatchNorm,
    layer1: Vec<BasicBlock>,
    layer2: Vec<BasicBlock>,
    layer3: Vec<BasicBlock>,
    layer4: Vec<BasicBlock>,
    fc: Linear,
}

impl ResNet18 {
    /// Length of the feature vector of one picture.
    pub const FEATURE_LENGTH: usize = 512;
    const STEM_CHANNELS: usize = 64;

    /// A network that knows nothing, initialised as torchvision does it (see `resnet18_initialisation`).
    ///
    /// # Errors
    /// None in fact: the initialisation has values for every tensor.
    pub fn new(num_classes: usize, seed: u64, device: &Device) -> EngineResult<Self> {
        Self::from_tensors(&mut resnet18_initialisation(seed), num_classes, device)
    }

    /// A network of these tensors, by torchvision's names and in PyTorch's shapes: `conv1.weight`, …,
    /// `layer2.0.downsample.1.running_var`, …, `fc.weight` `[num_classes, 512]`, `fc.bias`.
    ///
    /// # Errors
    /// Whatever the source answers for a tensor that it does not have.
    pub fn from_tensors(
        tensors: &mut TensorSource<'_>,
        num_classes: usize,
        device: &Device,
    ) -> EngineResult<Self> {
        let stem =
            ConvolutionShape { channels_in: 3, channels_out: Self::STEM_CHANNELS, kernel: 7, stride: 2 };
        let conv1 = stem.build(tensors, "conv1", device)?;
        let bn1 = batch_norm(tensors, "bn1", Self::STEM_CHANNELS, device)?;
        // The first stage keeps what max pooling left; each further one halves the side and doubles the channels.
        let mut stage = |name: &str, channels_in: usize, channels_out: usize| {
            let stride = channels_out / channels_in;
            let first =
                BasicBlock::build(tensors, &format!("{name}.0"), channels_in, channels_out, stride, device)?;
            let second =
                BasicBlock::build(tensors, &format!("{name}.1"), channels_out, channels_out, 1, device)?;
            EngineResult::Ok(vec![first, second])
        };
        let (layer1, layer2) = (stage("layer1", 64, 64)?, stage("layer2", 64, 128)?);
        let (layer3, layer4) = (stage("layer3", 128, 256)?, stage("layer4", 256, Self::FEATURE_LENGTH)?);
        // burn keeps the inputs of a dense layer in rows, PyTorch in columns.
        let weight = tensor(tensors, "fc.weight", [num_classes, Self::FEATURE_LENGTH], device)?.transpose();
        let bias = tensor(tensors, "fc.bias", [num_classes], device)?;
        let fc = Linear { weight: Param::from_tensor(weight), bias: Some(Param::from_tensor(bias)) };
        Ok(Self { conv1, bn1, layer1, layer2, layer3, layer4, fc })
    }

    /// `[batch, 3, height, width]`, normalised → `[batch, 512]`
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<2> {
        let stem = relu(normalise(&self.bn1, self.conv1.forward(pictures))); // [batch, 64, height / 2, width / 2]
        let pooling = MaxPoolOptions::new([3, 3]).with_stride([2, 2]).with_padding([1, 1]);
        let mut activations = max_pool2d(stem, pooling); // [batch, 64, height / 4, width / 4]
        for block in [&self.layer1, &self.layer2, &self.layer3, &self.layer4].into_iter().flatten() {
            activations = block.forward(activations);
        }
        activations.mean_dims(&[2, 3]).flatten(1, 3) // of [batch, 512, height / 32, width / 32]
    }

    /// `[batch, 3, height, width]`, normalised → `[batch, num_classes]`
    pub fn logits(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.fc.forward(self.features(pictures))
    }
}
