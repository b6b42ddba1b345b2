//! ResNet-18's tensors from outside: how they begin, and what they and their gradients are by torchvision's names.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor};
use rand::Rng;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::resnet18::ResNet18;
use crate::error::EngineResult;

/// A tensor with torchvision's name and in PyTorch's shape; values row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// Values for every tensor as torchvision initialises ResNet, in the order in which they are asked for.
///
/// Convolutions are normal with variance `2 / fan_out` (He et al. 2015, "Delving deep into rectifiers", section 2.2,
/// the backward case), batch norm starts as the identity, and the last layer is uniform within `1 / sqrt(inputs)`.
pub fn resnet18_initialisation(seed: u64) -> impl FnMut(&str, &[usize]) -> EngineResult<Vec<f32>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    move |name, shape| {
        let count = shape.iter().product();
        Ok(match shape {
            [channels_out, _, height, width] => {
                let deviation = (2.0 / (channels_out * height * width) as f64).sqrt();
                (0..count).map(|_| (normal(&mut random) * deviation) as f32).collect()
            }
            _ if name.starts_with("fc.") => {
                let bound = 1.0 / (ResNet18::FEATURE_LENGTH as f32).sqrt();
                match Uniform::new(-bound, bound) {
                    Ok(uniform) => uniform.sample_iter(&mut random).take(count).collect(),
                    Err(_) => vec![0.0; count],
                }
            }
            _ if name.ends_with(".weight") || name.ends_with(".running_var") => vec![1.0; count],
            _ => vec![0.0; count],
        })
    }
}

/// One number of the normal distribution (Box & Muller 1958).
fn normal(random: &mut ChaCha8Rng) -> f64 {
    // In (0, 1], because zero has no logarithm.
    let mut uniform = || ((random.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
    let radius = (-2.0 * uniform().ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform()).cos()
}

impl ResNet18 {
    /// Everything that a PyTorch state dictionary of this network holds, besides the counts of batches.
    pub fn tensors(&self) -> Vec<NamedTensor> {
        // Running statistics lag behind by one batch until the network is asked for its answering form.
        collect(&self.valid(), None)
    }

    /// The gradient of every parameter that took part.
    pub fn gradients(&self, gradients: &Gradients) -> Vec<NamedTensor> {
        collect(self, Some(gradients))
    }
}

fn collect(network: &ResNet18, gradients: Option<&Gradients>) -> Vec<NamedTensor> {
    let mut collector = Collector { path: Vec::new(), gradients, found: Vec::new() };
    network.visit(&mut collector);
    collector.found
}

struct Collector<'a> {
    path: Vec<String>,
    /// Whose gradients are wanted instead of the values.
    gradients: Option<&'a Gradients>,
    found: Vec<NamedTensor>,
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        let name = self.path.join(".").replace(".gamma", ".weight").replace(".beta", ".bias");
        let value = parameter.val();
        let Some(tensor) = self.gradients.map_or(Some(value.clone()), |gradients| value.grad(gradients))
        else {
            return;
        };
        // burn keeps the inputs of a dense layer in rows, PyTorch in columns.
        let tensor = if D == 2 { tensor.swap_dims(0, 1) } else { tensor };
        let shape = tensor.dims().to_vec();
        self.found.push(NamedTensor { name, shape, values: tensor.into_data().iter::<f32>().collect() });
    }
}
