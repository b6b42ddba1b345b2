//! The networks that the recipe teaches: each with a last layer for the classes at hand.

use std::path::Path;

use afterimage::backbone::{EfficientNetLite0, LITE0_FEATURE_LENGTH, ResNet18, resnet18_initialisation};
use afterimage::error::EngineError;
use afterimage::weights::WeightReader;
use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Outcome;
use crate::state_dictionary::read_state_dictionary;

/// A network as the recipe sees it.
pub(crate) trait PictureNetwork: Module {
    /// `[batch, 3, side, side]`, normalised → `[batch, classes]`
    fn logits(&self, pictures: Tensor<4>) -> Tensor<2>;
}

impl PictureNetwork for ResNet18 {
    fn logits(&self, pictures: Tensor<4>) -> Tensor<2> {
        ResNet18::logits(self, pictures)
    }
}

/// ResNet-18 with the weights of a file, or with random ones. The last layer is always new: the classes are others.
///
/// # Errors
/// A sentence about the file, or about the first tensor that it does not have.
pub(crate) fn resnet18(
    weights: Option<&Path>,
    num_classes: usize,
    seed: u64,
    device: &Device,
) -> Outcome<ResNet18> {
    let mut fresh = resnet18_initialisation(seed);
    let Some(path) = weights else {
        return ResNet18::from_tensors(&mut fresh, num_classes, device).map_err(|error| in_words(&error));
    };
    let mut tensors = read_state_dictionary(path)?;
    let mut refusal = String::new();
    let mut source = |name: &str, shape: &[usize]| match tensors.remove(name) {
        _ if name.starts_with("fc.") => fresh(name, shape),
        Some((found, values)) if found == shape => Ok(values),
        other => {
            let found =
                other.map_or("it has none".to_owned(), |(found, _)| format!("its shape is {found:?}"));
            refusal = format!(
                "{} does not hold ResNet-18 as torchvision names it: {name} should have the shape {shape:?}, and {found}.",
                path.display()
            );
            Err(EngineError::WeightsUnexpected { tensor: name.to_owned() })
        }
    };
    let network = ResNet18::from_tensors(&mut source, num_classes, device);
    network.map_err(|_| refusal.into())
}

/// EfficientNet-Lite0 as the page has it, batch norm folded into the convolutions, and a dense layer on its features.
///
/// All of it learns. Without batch norm the folded weights and biases learn in its stead.
#[derive(Module, Debug)]
pub(crate) struct FoldedEfficientNet {
    backbone: EfficientNetLite0,
    last: Linear,
}

impl FoldedEfficientNet {
    /// Reads a weight file that `./build.sh weights` made.
    ///
    /// # Errors
    /// A sentence about the file.
    pub(crate) fn read(path: &Path, num_classes: usize, seed: u64, device: &Device) -> Outcome<Self> {
        let named = path.display();
        let file = std::fs::read(path).map_err(|error| {
            format!("The weights in {named} cannot be read: {error}. `./build.sh weights` makes weights/efficientnet-lite0.weights.")
        })?;
        let unfit =
            |error| format!("{named} is no weight file of EfficientNet-Lite0 ({}).", in_words(&error));
        let mut reader = WeightReader::default();
        reader.push(&file).map_err(unfit)?;
        let weights = reader.finish().map_err(unfit)?;
        let backbone = EfficientNetLite0::from_weights(weights, device).map_err(unfit)?.unfreeze();
        Ok(Self { backbone, last: last_layer(num_classes, seed, device)? })
    }
}

impl PictureNetwork for FoldedEfficientNet {
    fn logits(&self, pictures: Tensor<4>) -> Tensor<2> {
        self.last.forward(self.backbone.features(pictures))
    }
}

/// A dense layer that begins as PyTorch's: uniform within `1 / sqrt(inputs)`.
pub(crate) fn last_layer(num_classes: usize, seed: u64, device: &Device) -> Outcome<Linear> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let bound = 1.0 / (LITE0_FEATURE_LENGTH as f32).sqrt();
    let mut values = uniform(bound, LITE0_FEATURE_LENGTH * num_classes + num_classes, &mut random)?;
    let bias = values.split_off(LITE0_FEATURE_LENGTH * num_classes);
    let weight = TensorData::new(values, [LITE0_FEATURE_LENGTH, num_classes]);
    Ok(Linear {
        weight: Param::from_tensor(Tensor::from_data(weight, device)),
        bias: Some(Param::from_tensor(Tensor::from_data(TensorData::new(bias, [num_classes]), device))),
    })
}

/// So many numbers within the bound.
pub(crate) fn uniform(bound: f32, count: usize, random: &mut ChaCha8Rng) -> Outcome<Vec<f32>> {
    Ok(Uniform::new_inclusive(-bound, bound)?.sample_iter(random).take(count).collect())
}

fn in_words(error: &EngineError) -> Box<dyn std::error::Error> {
    match error {
        EngineError::WeightsForeign => "it begins in another way".into(),
        EngineError::WeightsTruncated { .. } => "it was cut off".into(),
        EngineError::WeightsUnexpected { tensor } => {
            format!("{tensor} is missing or has another shape").into()
        }
        other => format!("{other:?}").into(),
    }
}
