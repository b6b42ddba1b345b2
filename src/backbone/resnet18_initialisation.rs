//! How ResNet-18 begins before it has learned anything.

use rand::Rng;
use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::error::EngineResult;

const INPUTS_OF_LAST_LAYER: usize = 512;

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
                let bound = 1.0 / (INPUTS_OF_LAST_LAYER as f32).sqrt();
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
