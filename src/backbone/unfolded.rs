//! A layer with its batch norm apart, as it learns. It looks with both folded into one convolution.

use std::sync::Arc;

use afterimage_kernels::{Activation, Full};

use super::architecture::{LayerShape, Operation};
use super::batch_norm::BatchNorm;
use super::cpu::CpuBackbone;
use super::layer::{Convolution, Layer};

/// Below this a folded weight says nothing any more about the weight that it was made of.
const LEAST_FACTOR: f32 = 1e-6;

/// A convolution without biases, and the batch norm behind it.
#[derive(Clone, Debug)]
pub struct UnfoldedLayer {
    /// Gives the sums that are normalised.
    pub convolution: Full,
    pub norm: BatchNorm,
}

impl UnfoldedLayer {
    /// Nothing when the shape is not that of an ordinary convolution, or the numbers are too few or too many.
    pub fn new(shape: &LayerShape, weight: &[f32], norm: BatchNorm) -> Option<Self> {
        let BatchNorm { scale, shift, mean, variance } = &norm;
        let fits = [scale, shift, mean, variance].iter().all(|numbers| numbers.len() == shape.channels_out);
        let is_ordinary = matches!(shape.operation, Operation::Full | Operation::Pointwise);
        let biases = vec![0.0; shape.channels_out];
        (fits && is_ordinary && weight.len() == shape.num_weights())
            .then(|| Self { convolution: Full::new(weight, &biases, shape.window, Activation::None), norm })
    }

    /// `[outputs, inputs, kernel, kernel]`
    pub fn weight(&self) -> Vec<f32> {
        (0..self.convolution.outputs()).flat_map(|output| self.convolution.weights(output)).collect()
    }

    /// Both as one convolution that hands on what `activation` makes of its sums.
    pub fn folded(&self, activation: Activation) -> Full {
        let mut folded = self.convolution.with_activation(activation);
        self.fold_into(&mut folded);
        folded
    }

    /// Squared distance of all numbers that learn: weights, γ and β.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        let of = |one: &[f32], other: &[f32]| -> f32 {
            one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum()
        };
        self.convolution.squared_distance(&other.convolution)
            + of(&self.norm.scale, &other.norm.scale)
            + of(&self.norm.shift, &other.norm.shift)
    }

    fn fold_into(&self, folded: &mut Full) {
        let [factors, biases]: [Vec<f32>; 2] = [self.norm.factors().collect(), self.norm.biases().collect()];
        self.convolution.fold_into(&factors, &biases, folded);
    }

    fn is_folded_in(&self, folded: &Full) -> bool {
        self.folded(Activation::None).squared_distance(folded) == 0.0
    }

    /// What would be folded into `folded`, with the statistics that are known: it answers as that does. Where γ was
    /// too small to divide by, it becomes what leaves the weights as they are.
    fn unfolding(&self, shape: &LayerShape, folded: &Full) -> Option<Self> {
        let mut norm = self.norm.clone();
        let mut weight = Vec::with_capacity(shape.num_weights());
        for (channel, factor) in self.norm.factors().enumerate() {
            let learned = folded.weights(channel);
            let is_silent = learned.iter().all(|weight| *weight == 0.0);
            let factor = match factor.abs() < LEAST_FACTOR {
                true if is_silent => {
                    weight.extend(self.convolution.weights(channel));
                    norm.shift[channel] = folded.bias(channel) + norm.mean[channel] * factor;
                    continue;
                }
                true => {
                    norm.scale[channel] /= factor;
                    1.0
                }
                false => factor,
            };
            weight.extend(learned.iter().map(|weight| weight / factor));
            norm.shift[channel] = folded.bias(channel) + norm.mean[channel] * factor;
        }
        Self::new(shape, &weight, norm)
    }
}

impl CpuBackbone {
    /// A layer with its batch norm apart; nothing where it has none, or the weight file has it folded already. Where the
    /// folded layer has learned by itself since, this is one that answers as it does.
    pub fn unfolded(&self, layer: usize) -> Option<Arc<UnfoldedLayer>> {
        if let Some(kept) = self.unfolded_as_learned(layer) {
            return Some(kept.clone());
        }
        let kept = self.unfolded.get(layer)?.as_ref()?;
        let Convolution::Full(folded) = self.convolution(layer)? else { return None };
        kept.unfolding(self.architecture.layers().get(layer)?, folded).map(Arc::new)
    }

    /// A layer with its batch norm apart, as long as that is what is folded into the layer.
    pub(super) fn unfolded_as_learned(&self, layer: usize) -> Option<&Arc<UnfoldedLayer>> {
        let kept = self.unfolded.get(layer)?.as_ref()?;
        match self.convolution(layer)? {
            Convolution::Full(folded) => kept.is_folded_in(folded).then_some(kept),
            _ => None,
        }
    }

    /// The convolution of a layer whose batch norm is apart.
    pub fn unfolded_convolution(&self, layer: usize) -> Option<&Full> {
        self.unfolded.get(layer)?.as_ref().map(|unfolded| &unfolded.convolution)
    }

    /// Puts another layer in place, to learn from it and, folded, to look with it.
    pub fn set_unfolded(&mut self, layer: usize, unfolded: Arc<UnfoldedLayer>) {
        let (Some(shape), Some(folded)) = (self.architecture.layers().get(layer), self.layers.get_mut(layer))
        else {
            return;
        };
        *folded = Arc::new(Layer::Convolution(Convolution::Full(unfolded.folded(shape.activation))));
        self.unfolded[layer] = Some(unfolded);
    }

    /// Changes a layer whose batch norm is apart, and folds it anew. Other networks that share it keep it as it is.
    pub fn change_unfolded(&mut self, layer: usize, change: impl FnOnce(&mut UnfoldedLayer)) {
        let layers = self.unfolded.get_mut(layer).and_then(Option::as_mut).zip(self.layers.get_mut(layer));
        let Some((unfolded, folded)) = layers else { return };
        let unfolded = Arc::make_mut(unfolded);
        change(unfolded);
        if let Layer::Convolution(Convolution::Full(folded)) = Arc::make_mut(folded) {
            unfolded.fold_into(folded);
        }
    }

    /// Whether every layer from `first` on that has weights has its batch norm at hand.
    pub fn has_batch_norm(&self, first: usize) -> bool {
        (first..self.layers.len())
            .all(|layer| self.convolution(layer).is_none() || self.unfolded[layer].is_some())
    }

    /// The batch norm that is folded into a layer, or was before the folded layer learned by itself.
    pub fn batch_norm(&self, layer: usize) -> Option<&BatchNorm> {
        self.unfolded.get(layer)?.as_ref().map(|unfolded| &unfolded.norm)
    }

    /// Whether a layer is another one than that of the other network: as it looks, or with its batch norm apart.
    pub fn differs(&self, other: &Self, layer: usize) -> bool {
        let folded = self.convolution(layer).zip(other.convolution(layer));
        let [own, others] = [self, other].map(|network| network.unfolded.get(layer).and_then(Option::as_ref));
        let is_apart = |(own, other): (&Arc<UnfoldedLayer>, &Arc<UnfoldedLayer>)| {
            !Arc::ptr_eq(own, other) && (own.squared_distance(other) > 0.0 || own.norm != other.norm)
        };
        folded.is_some_and(|(own, other)| own.squared_distance(other) > 0.0)
            || own.zip(others).is_some_and(is_apart)
    }
}
