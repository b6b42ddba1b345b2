//! The network in burn, as readable as the paper: what every faster path is compared with.

use burn::module::{Module, Param, ParamId};
use burn::tensor::{Device, Tensor, TensorData};

use super::blocks::{Convolution, ConvolutionShape, InvertedResidual};
use super::lite0::{FEATURE_LENGTH, HEAD_CHANNELS, STEM_CHANNELS, blocks};
use crate::error::EngineResult;
use crate::weights::Weights;

/// The network up to and including global average pooling.
#[derive(Module, Debug)]
pub struct EfficientNetLite0 {
    stem: Convolution,
    blocks: Vec<InvertedResidual>,
    head: Convolution,
}

impl EfficientNetLite0 {
    /// Builds the network on a device.
    ///
    /// # Errors
    /// `WeightsUnexpected` when the file holds another network.
    pub fn from_weights(mut weights: Weights, device: &Device) -> EngineResult<Self> {
        let stem = ConvolutionShape {
            channels_in: 3,
            channels_out: STEM_CHANNELS,
            kernel: 3,
            stride: 2,
            is_depthwise: false,
        };
        let stem = Convolution::from_weights(&mut weights, "stem", stem, true, device)?;
        let blocks = blocks()
            .map(|(name, shape)| InvertedResidual::from_weights(&mut weights, &name, shape, device))
            .collect::<EngineResult<_>>()?;
        let head = ConvolutionShape {
            channels_in: HEAD_CHANNELS,
            channels_out: FEATURE_LENGTH,
            kernel: 1,
            stride: 1,
            is_depthwise: false,
        };
        let head = Convolution::from_weights(&mut weights, "head", head, true, device)?;
        Ok(Self { stem, blocks, head })
    }

    /// The device its weights are on.
    pub fn device(&self) -> Device {
        self.stem.device()
    }

    /// `[batch, 3, side, side]` → `[batch, 1280]`
    pub fn features(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.final_map(pictures).mean_dims(&[2, 3]).flatten(1, 3)
    }

    /// The last map before pooling: `[batch, 3, side, side]` → `[batch, 1280, side / 32, side / 32]`
    pub fn final_map(&self, pictures: Tensor<4>) -> Tensor<4> {
        let mut activations = self.stem.forward(pictures); // [batch, 32, side/2, side/2]
        for block in &self.blocks {
            activations = block.forward(activations);
        }
        self.head.forward(activations)
    }
}

/// The 1000-way ImageNet layer on top of the features, in a file of its own.
#[derive(Module, Debug)]
pub struct ImageNetClassifier {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl ImageNetClassifier {
    /// What the weight file must call itself.
    pub const NETWORK: &'static str = "efficientnet-lite0/imagenet-classifier";
    const NUM_CLASSES: usize = 1000;

    /// Builds the layer on a device.
    ///
    /// # Errors
    /// `WeightsUnexpected` when the file holds another network.
    pub fn from_weights(mut weights: Weights, device: &Device) -> EngineResult<Self> {
        let shape = [Self::NUM_CLASSES, FEATURE_LENGTH];
        let weight = TensorData::new(weights.take("classifier.weight", &shape)?, shape);
        let bias =
            TensorData::new(weights.take("classifier.bias", &[Self::NUM_CLASSES])?, [Self::NUM_CLASSES]);
        Ok(Self {
            weight: Param::initialized(ParamId::new(), Tensor::from_data(weight, device)),
            bias: Param::initialized(ParamId::new(), Tensor::from_data(bias, device)),
        })
    }

    /// `[batch, 1280]` → `[batch, 1000]`
    pub fn logits(&self, features: Tensor<2>) -> Tensor<2> {
        features.matmul(self.weight.val().transpose()) + self.bias.val().unsqueeze()
    }
}
