//! EfficientNet-Lite0 as it is taught from scratch: with batch norm behind every convolution.
//!
//! The page's weights have batch norm folded in, which is as good to answer with and to go on from. Random weights
//! without it hardly learn, and pretrained ones would gain by the comparison.

use afterimage::backbone::{Architecture, Operation};
use afterimage::protocol::NetworkName;
use afterimage_kernels::Activation;
use burn::module::{Module, Param};
use burn::nn::conv::Conv2d;
use burn::nn::{BatchNorm, BatchNormConfig, Linear, PaddingConfig2d};
use burn::tensor::{Device, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Outcome;
use super::networks::{PictureNetwork, last_layer, uniform};

/// TF-Lite's for this network.
const EPSILON: f64 = 1e-3;

/// The whole network with random weights.
#[derive(Module, Debug)]
pub(crate) struct UnfoldedEfficientNet {
    layers: Vec<Layer>,
    last: Linear,
}

/// A convolution, its batch norm, and what comes behind them.
#[derive(Module, Debug)]
struct Layer {
    convolution: Conv2d,
    norm: BatchNorm,
    /// Followed by ReLU6.
    is_activated: bool,
    /// What it gives is added again later, at the end of the block that follows.
    is_kept: bool,
    /// What was kept is added to it.
    has_skip: bool,
}

impl UnfoldedEfficientNet {
    /// Convolutions begin uniform with variance `2 / fan_in` (He et al. 2015, section 2.2), batch norm as the identity.
    pub(crate) fn new(num_classes: usize, seed: u64, device: &Device) -> Outcome<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let architecture = Architecture::of(NetworkName::EfficientNetLite0);
        let shapes = architecture.layers();
        let kept: Vec<usize> = shapes.iter().filter_map(|layer| layer.skip).collect();
        let mut layers = Vec::new();
        for (number, shape) in shapes.iter().enumerate() {
            let (channels_in, channels_out, kernel) =
                (shape.channels_in, shape.channels_out, shape.window.kernel);
            let groups = if shape.operation == Operation::Depthwise { channels_in } else { 1 };
            let weight_shape = [channels_out, channels_in / groups, kernel, kernel];
            let fan_in = weight_shape[1..].iter().product::<usize>();
            let values = uniform((6.0 / fan_in as f32).sqrt(), weight_shape.iter().product(), &mut random)?;
            let weight = Tensor::from_data(TensorData::new(values, weight_shape), device);
            layers.push(Layer {
                convolution: Conv2d {
                    weight: Param::from_tensor(weight),
                    bias: None,
                    stride: [shape.window.stride, shape.window.stride],
                    kernel_size: [kernel, kernel],
                    dilation: [1, 1],
                    groups,
                    padding: PaddingConfig2d::Same,
                },
                norm: BatchNormConfig::new(channels_out).with_epsilon(EPSILON).init(device),
                is_activated: shape.activation != Activation::None,
                is_kept: kept.contains(&number),
                has_skip: shape.skip.is_some(),
            });
        }
        Ok(Self { layers, last: last_layer(num_classes, seed, device)? })
    }
}

impl PictureNetwork for UnfoldedEfficientNet {
    fn logits(&self, pictures: Tensor<4>) -> Tensor<2> {
        let mut activations = pictures;
        let mut kept = None;
        for layer in &self.layers {
            activations = layer.norm.forward(layer.convolution.forward(activations));
            if layer.is_activated {
                activations = activations.clamp(0.0, 6.0);
            }
            if let Some(input) = kept.take_if(|_| layer.has_skip) {
                activations = activations + input;
            }
            if layer.is_kept {
                kept = Some(activations.clone());
            }
        }
        self.last.forward(activations.mean_dims(&[2, 3]).flatten(1, 3))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use afterimage::backbone::{Architecture, EfficientNetLite0};
    use afterimage::protocol::NetworkName;
    use afterimage::weights::{TensorToWrite, WeightReader, write_weights};
    use burn::module::Param;
    use burn::tensor::{Device, Tensor, TensorData};

    use super::{EPSILON, UnfoldedEfficientNet};
    use crate::transfer::networks::PictureNetwork;

    #[test]
    fn folded_it_is_the_network_of_the_page() {
        let (device, side) = (Device::flex(), 45);
        let mut network = UnfoldedEfficientNet::new(3, 8, &device).unwrap();
        let mut tensors = Vec::new();
        let architecture = Architecture::of(NetworkName::EfficientNetLite0);
        for (layer, shape) in network.layers.iter_mut().zip(architecture.layers()) {
            let weight = layer.convolution.weight.val();
            // Batch norm that has seen nothing divides by the root of 1 + ε.
            let factor = (1.0 / (1.0 + EPSILON).sqrt()) as f32;
            let values: Vec<f32> =
                weight.clone().into_data().iter::<f32>().map(|value| value * factor).collect();
            tensors.push(TensorToWrite::float32(&format!("{}.weight", shape.name), &weight.dims(), &values));
            let bias: Vec<f32> =
                (0..shape.channels_out).map(|channel| (channel * 29 % 41) as f32 / 100.0).collect();
            let beta = TensorData::new(bias.clone(), [bias.len()]);
            layer.norm.beta = Param::from_tensor(Tensor::from_data(beta, &device));
            tensors.push(TensorToWrite::float32(&format!("{}.bias", shape.name), &[bias.len()], &bias));
        }
        let file = write_weights(NetworkName::EfficientNetLite0.weight_file(), &tensors, |payload| {
            zstd::bulk::compress(payload, 1).unwrap()
        });
        let mut reader = WeightReader::default();
        reader.push(&file).unwrap();
        let folded = EfficientNetLite0::from_weights(reader.finish().unwrap(), &device).unwrap();
        let values: Vec<f32> =
            (0..3 * side * side).map(|place| (place * 37 % 101) as f32 / 50.0 - 1.0).collect();
        let picture = Tensor::from_data(TensorData::new(values, [1, 3, side, side]), &device);
        let expected = network.last.forward(folded.features(picture.clone()));
        let difference = (network.logits(picture) - expected.clone()).abs().max().into_scalar::<f32>();
        assert!(expected.abs().max().into_scalar::<f32>() > 0.01);
        assert!(difference <= 1e-4, "{difference}");
    }
}
