//! The backbone's layers as plain numbers, so that what they learned can be kept.

use std::sync::Arc;

use super::architecture::LayerShape;
use super::batch_norm::BatchNorm;
use super::cpu::CpuBackbone;
use super::layer::{Convolution, Layer};
use super::unfolded::UnfoldedLayer;
use crate::error::{EngineError, EngineResult};
use crate::protocol::{Floats, SavedLayer, SavedNorm, SavedTail};

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

    /// The layers from `first` on, with their batch norm apart where what is known of it is what the layer was folded
    /// from: what comes back is then the same, bit for bit.
    pub fn saved_tail(&self, first: usize) -> SavedTail {
        let mut layers = self.saved_layers(first);
        let mut norms = vec![SavedNorm::default(); layers.len()];
        for (number, (layer, norm)) in (first..).zip(layers.iter_mut().zip(&mut norms)) {
            if let Some(unfolded) = self.unfolded_as_learned(number) {
                let BatchNorm { scale, shift, mean, variance } = unfolded.norm.clone();
                *layer = SavedLayer { weight: Floats(unfolded.weight()), bias: Floats::default() };
                let [scale, shift, mean, variance] = [scale, shift, mean, variance].map(Floats);
                *norm = SavedNorm { scale, shift, mean, variance };
            }
        }
        if norms.iter().all(|norm| *norm == SavedNorm::default()) {
            norms.clear();
        }
        SavedTail { first_layer: first as u32, layers, norms }
    }

    /// The same network with what was saved in place.
    ///
    /// # Errors
    /// `HeadMismatch` when it does not fit the layers, or holds other than finite numbers.
    pub fn with_saved_tail(&self, saved: &SavedTail) -> EngineResult<Self> {
        let SavedTail { first_layer, layers, norms } = saved;
        let first = *first_layer as usize;
        if norms.is_empty() {
            return self.with_saved_layers(first, layers);
        }
        let architecture = self.architecture().clone();
        let shapes = architecture.layers();
        if shapes.len().checked_sub(first) != Some(layers.len()) || norms.len() != layers.len() {
            return Err(EngineError::HeadMismatch);
        }
        // What is apart is put in place afterwards.
        let own = self.saved_layers(first);
        let folded: Vec<SavedLayer> = own
            .into_iter()
            .zip(layers.iter().zip(norms))
            .map(|(own, (saved, norm))| if *norm == SavedNorm::default() { saved.clone() } else { own })
            .collect();
        let mut network = self.with_saved_layers(first, &folded)?;
        let apart =
            layers.iter().zip(norms).enumerate().filter(|(_, (_, norm))| **norm != SavedNorm::default());
        for (index, (layer, norm)) in apart {
            let restored = restored(&shapes[first + index], layer, norm).ok_or(EngineError::HeadMismatch)?;
            if self.batch_norm(first + index).is_none() {
                return Err(EngineError::HeadMismatch);
            }
            network.set_unfolded(first + index, Arc::new(restored));
        }
        Ok(network)
    }
}

fn restored(shape: &LayerShape, layer: &SavedLayer, norm: &SavedNorm) -> Option<UnfoldedLayer> {
    let SavedNorm { scale, shift, mean, variance } = norm;
    let numbers = [&layer.weight, scale, shift, mean, variance];
    let is_finite = numbers.iter().all(|numbers| numbers.0.iter().all(|value| value.is_finite()));
    let is_sound = is_finite && variance.0.iter().all(|variance| *variance >= 0.0);
    let [scale, shift, mean, variance] = [scale, shift, mean, variance].map(|numbers| numbers.0.clone());
    let norm = BatchNorm { scale, shift, mean, variance };
    is_sound.then(|| UnfoldedLayer::new(shape, &layer.weight.0, norm)).flatten()
}

fn saved(convolution: &Convolution) -> SavedLayer {
    let outputs = 0..convolution.outputs();
    SavedLayer {
        weight: Floats(outputs.clone().flat_map(|output| convolution.weights(output)).collect()),
        bias: Floats(outputs.map(|output| convolution.bias(output)).collect()),
    }
}
