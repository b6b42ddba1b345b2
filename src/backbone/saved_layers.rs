//! The backbone's layers as plain numbers, so that what they learned can be kept.

use std::sync::Arc;

use super::cpu::CpuBackbone;
use super::layer::{Convolution, Layer};
use crate::error::{EngineError, EngineResult};
use crate::protocol::{Floats, SavedLayer};

impl CpuBackbone {
    /// The layers from `first` on. Weights are `[outputs, inputs, kernel, kernel]` row by row, with one input for a
    /// depthwise layer; a layer without weights is kept as one of no numbers.
    pub fn saved_layers(&self, first: usize) -> Vec<SavedLayer> {
        let layers = first..self.architecture.layers().len();
        layers.map(|layer| self.convolution(layer).map(saved).unwrap_or_default()).collect()
    }

    /// The same network with other numbers from layer `first` to the end.
    ///
    /// # Errors
    /// `HeadMismatch` when they do not fit the layers, or are no finite numbers.
    pub fn with_saved_layers(&self, first: usize, saved: &[SavedLayer]) -> EngineResult<Self> {
        let shapes = self.architecture.layers();
        if first + saved.len() != shapes.len() {
            return Err(EngineError::HeadMismatch);
        }
        let mut network = self.clone();
        let own = network.layers.iter_mut().zip(shapes).skip(first);
        for ((layer, shape), SavedLayer { weight, bias }) in own.zip(saved) {
            let is_finite = weight.0.iter().chain(&bias.0).all(|value| value.is_finite());
            let fits = weight.0.len() == shape.num_weights() && bias.0.len() == shape.num_biases();
            if !is_finite || !fits {
                return Err(EngineError::HeadMismatch);
            }
            if shape.num_weights() > 0 {
                let convolution = Convolution::new(shape, &weight.0, &bias.0);
                *layer = Arc::new(Layer::Convolution(convolution.ok_or(EngineError::HeadMismatch)?));
            }
        }
        Ok(network)
    }
}

fn saved(convolution: &Convolution) -> SavedLayer {
    let outputs = 0..convolution.outputs();
    SavedLayer {
        weight: Floats(outputs.clone().flat_map(|output| convolution.weights(output)).collect()),
        bias: Floats(outputs.map(|output| convolution.bias(output)).collect()),
    }
}
