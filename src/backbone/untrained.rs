//! Layers before they have learned anything, to see what the pretrained ones are worth.

use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::cpu::CpuBackbone;
use super::layers::{ConvolutionLayer, convolution_layers};
use crate::error::EngineResult;
use crate::protocol::{Floats, SavedLayer};

impl CpuBackbone {
    /// The same network with drawn weights from layer `first` on: uniform, with the variance that keeps activations as
    /// large as they are from layer to layer (He et al. 2015, "Delving deep into rectifiers", section 2.2). Biases are
    /// zero.
    ///
    /// # Errors
    /// `HeadMismatch` when there is no such layer.
    pub fn with_untrained_layers(&self, first: usize, seed: u32) -> EngineResult<Self> {
        let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let layers = convolution_layers();
        let drawn: Vec<SavedLayer> =
            layers.iter().skip(first).map(|shape| drawn_layer(shape, &mut random)).collect();
        self.with_saved_layers(first, &drawn)
    }
}

fn drawn_layer(shape: &ConvolutionLayer, random: &mut ChaCha8Rng) -> SavedLayer {
    let num_inputs = shape.num_weights() / shape.channels_out;
    // Half of what a rectified layer reads is lost to zeros.
    let gain = if shape.is_activated { 2.0 } else { 1.0 };
    let most = (3.0 * gain / num_inputs as f32).sqrt();
    let weight = match Uniform::new_inclusive(-most, most) {
        Ok(range) => range.sample_iter(random).take(shape.num_weights()).collect(),
        Err(_) => vec![0.0; shape.num_weights()],
    };
    SavedLayer { weight: Floats(weight), bias: Floats(vec![0.0; shape.channels_out]) }
}
