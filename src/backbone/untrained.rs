//! Weights before they have learned anything: of a whole network, or of its last layers, to see what the pretrained
//! ones are worth.

use std::collections::BTreeMap;
use std::sync::Arc;

use afterimage_kernels::Activation;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::architecture::{Architecture, LayerShape};
use super::batch_norm::BatchNorm;
use super::cpu::CpuBackbone;
use super::resnet18_initialisation::resnet18_initialisation;
use super::resnet18_layers::resnet18_tensors;
use super::unfolded::UnfoldedLayer;
use crate::error::EngineResult;
use crate::protocol::{Floats, NetworkName, SavedLayer};
use crate::weights::{DecodedTensor, Weights};

/// Weights for a whole network. ResNet-18 begins as torchvision begins it (`resnet18_initialisation`), the other one as
/// `with_untrained_layers` draws its layers.
///
/// # Errors
/// None in fact: there are values for every tensor.
pub fn untrained_weights(network: NetworkName, seed: u32) -> EngineResult<Weights> {
    let mut tensors = BTreeMap::new();
    let mut add = |name, shape, values| tensors.insert(name, DecodedTensor { shape, values });
    match network {
        NetworkName::ResNet18 => {
            let mut source = resnet18_initialisation(u64::from(seed));
            for (name, shape) in resnet18_tensors() {
                let values = source(&name, &shape)?;
                add(name, shape, values);
            }
        }
        NetworkName::EfficientNetLite0 => {
            let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
            for shape in Architecture::of(network).layers() {
                let SavedLayer { weight, bias } = drawn_layer(shape, &mut random);
                add(format!("{}.weight", shape.name), shape.weight_shape().to_vec(), weight.0);
                add(format!("{}.bias", shape.name), vec![shape.num_biases()], bias.0);
            }
        }
    }
    let name = network.weight_file();
    Ok(Weights::new(name, format!("{name}-untrained-{seed:08x}"), tensors))
}

impl CpuBackbone {
    /// The same network with drawn weights from layer `first` on. Where batch norm is apart, they are drawn as
    /// torchvision draws them, and batch norm begins as the identity. Elsewhere they are uniform, with the variance that
    /// keeps activations as large as they are from layer to layer (He et al. 2015, "Delving deep into rectifiers",
    /// section 2.2), and biases are zero.
    ///
    /// # Errors
    /// `HeadMismatch` when there is no such layer.
    pub fn with_untrained_layers(&self, first: usize, seed: u32) -> EngineResult<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let mut source = resnet18_initialisation(u64::from(seed));
        let architecture = self.architecture().clone();
        let mut folded = self.saved_layers(first);
        let mut apart = Vec::new();
        for (number, (layer, shape)) in
            (first..).zip(folded.iter_mut().zip(architecture.layers().iter().skip(first)))
        {
            match self.batch_norm(number) {
                Some(_) => {
                    let weight = source(&format!("{}.weight", shape.name), &shape.weight_shape())?;
                    let norm = BatchNorm::identity(shape.channels_out);
                    apart.extend(UnfoldedLayer::new(shape, &weight, norm).map(|drawn| (number, drawn)));
                }
                None => *layer = drawn_layer(shape, &mut random),
            }
        }
        let mut network = self.with_saved_layers(first, &folded)?;
        for (number, drawn) in apart {
            network.set_unfolded(number, Arc::new(drawn));
        }
        Ok(network)
    }
}

fn drawn_layer(shape: &LayerShape, random: &mut ChaCha8Rng) -> SavedLayer {
    let num_inputs = shape.num_weights() / shape.num_biases().max(1);
    // Half of what a rectified layer reads is lost to zeros.
    let gain = if shape.activation == Activation::None { 1.0 } else { 2.0 };
    let most = (3.0 * gain / num_inputs.max(1) as f32).sqrt();
    let weight = match Uniform::new_inclusive(-most, most) {
        Ok(range) => range.sample_iter(random).take(shape.num_weights()).collect(),
        Err(_) => vec![0.0; shape.num_weights()],
    };
    SavedLayer { weight: Floats(weight), bias: Floats(vec![0.0; shape.num_biases()]) }
}
