//! Teaching blocks together with their batch norm, as PyTorch's training mode does: the network that learns is normalised
//! by what each batch is like itself, the one that looks by running statistics (Ioffe & Szegedy 2015, section 3.1).

use std::sync::Arc;

use afterimage_kernels::{ChannelLearner, FeatureMap, Gradient, LayerMoments, MapBatch, Step};

use crate::backbone::{BatchTape, CpuBackbone, LayerSlope, UnfoldedLayer};
use crate::error::{EngineError, EngineResult};
use crate::head::Head;
use crate::learner::{Learner, StepReport};
use crate::protocol::LayerMovement;
use crate::tuning::{TailSettings, step_of_head};

/// A copy of the backbone of which the tail learns, batch norm included.
#[derive(Debug)]
pub struct NormTuner {
    settings: TailSettings,
    /// Folded anew after every step, so that it can look at any time.
    network: CpuBackbone,
    layers: Vec<LearningLayer>,
    steps: u32,
    steps_of_epoch: u32,
    /// Where the schedule is.
    rate_factor: f32,
}

#[derive(Debug)]
struct LearningLayer {
    number: usize,
    learning_rate: f32,
    gradient: Gradient,
    moments: LayerMoments,
    channels: ChannelLearner,
    /// Sum of the gradient's lengths over the steps of this epoch.
    gradient_norms: f32,
}

impl NormTuner {
    /// Everything as it was before tuning; every layer from the first block on must have its batch norm at hand
    /// (`CpuBackbone::has_batch_norm`), or nothing learns.
    pub fn new(network: &CpuBackbone, settings: TailSettings) -> Self {
        let mut network = network.clone();
        let architecture = network.architecture().clone();
        let mut layers = Vec::new();
        for number in architecture.first_layer(settings.first_block)..architecture.layers().len() {
            let Some(unfolded) = network.unfolded(number) else { continue };
            let gradient = unfolded.convolution.gradient();
            layers.push(LearningLayer {
                number,
                learning_rate: settings.rate_of_layer(&architecture, number),
                moments: gradient.moments(settings.rule),
                gradient,
                channels: ChannelLearner::new(unfolded.norm.scale.len(), settings.rule),
                gradient_norms: 0.0,
            });
            network.set_unfolded(number, unfolded);
        }
        Self { settings, network, layers, steps: 0, steps_of_epoch: 0, rate_factor: 1.0 }
    }

    /// The tuned network, with running statistics folded in.
    pub fn network(&self) -> &CpuBackbone {
        &self.network
    }

    /// The same, to look with.
    pub fn network_mut(&mut self) -> &mut CpuBackbone {
        &mut self.network
    }

    /// Multiplies the learning rates of the next steps.
    pub fn set_rate_factor(&mut self, rate_factor: f32) {
        self.rate_factor = rate_factor;
    }

    /// How the tail learns.
    pub fn settings(&self) -> &TailSettings {
        &self.settings
    }

    /// Sends a batch through the network, given what the first learning block reads of each picture.
    ///
    /// # Errors
    /// `PixelsMalformed` when the pictures are not all of one size; `BatchNormMissing`.
    pub fn record(&self, maps: &[&FeatureMap]) -> EngineResult<BatchTape> {
        let bytes = |map: &FeatureMap| (map.num_pixels() * 4) as u32;
        let first = maps.first().map_or(0, |map| bytes(map));
        if let Some(other) = maps.iter().find(|map| bytes(map) != first) {
            return Err(EngineError::PixelsMalformed { expected_bytes: first, found_bytes: bytes(other) });
        }
        let batch = MapBatch::from_maps(maps.iter().copied());
        let network = self.network.architecture().network();
        BatchTape::record(&self.network, self.settings.first_block, batch)
            .ok_or(EngineError::BatchNormMissing { network })
    }

    /// One step of gradient descent for tail and head, on the maps that the first learning block reads.
    ///
    /// # Errors
    /// As `record`.
    pub fn step(
        &mut self,
        head: &mut Head,
        learner: &mut Learner,
        maps: &[&FeatureMap],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> EngineResult<StepReport> {
        let tape = self.record(maps)?;
        let length = self.network.architecture().feature_length();
        let features: Vec<Vec<f32>> = tape.features().chunks_exact(length).map(<[f32]>::to_vec).collect();
        let (report, of_features) = step_of_head(head, learner, &features, labels, weights);
        if report.loss.is_finite() {
            self.learn(tape, &of_features.concat());
        }
        Ok(report)
    }

    /// One step along what a batch says, given how the loss grows with each of its features: `[pictures, features]`,
    /// not normalised to one length. Running statistics move towards those of the batch.
    pub fn learn(&mut self, tape: BatchTape, of_features: &[f32]) {
        let Self { network, layers, .. } = self;
        let mut of_batch = Vec::with_capacity(layers.len());
        tape.show_slopes(network, of_features, |slope| {
            let LayerSlope { number, input, of_sums, of_scale, of_shift, normalised } = slope;
            let convolution = network.unfolded_convolution(number);
            let learning = layers.iter_mut().find(|layer| layer.number == number);
            if let Some((LearningLayer { gradient, channels, .. }, convolution)) = learning.zip(convolution) {
                gradient.clear();
                convolution.add_gradient_of_batch(input, of_sums, gradient);
                // Batch norm takes every mean away, and a bias with it.
                gradient.clear_biases();
                channels.set_gradient(&of_scale, &of_shift);
                let (mean, variance) = (normalised.mean.clone(), normalised.variance.clone());
                of_batch.push((number, mean, variance, normalised.values.num_pixels()));
            }
        });
        self.steps += 1;
        self.steps_of_epoch += 1;
        for (number, mean, variance, count) in of_batch {
            let Some(learning) = self.layers.iter_mut().find(|layer| layer.number == number) else {
                continue;
            };
            let LearningLayer { learning_rate, gradient, moments, channels, gradient_norms, .. } = learning;
            *gradient_norms += (gradient.squared_norm() + channels.squared_norm()).sqrt();
            let step = Step {
                rule: self.settings.rule,
                learning_rate: *learning_rate * self.rate_factor,
                weight_decay: self.settings.weight_decay,
                // Normalised by the batch, the larger a layer's weights are the shorter is its gradient.
                max_gradient_norm: f32::MAX,
                number: self.steps,
            };
            self.network.change_unfolded(number, |UnfoldedLayer { convolution, norm }| {
                convolution.learn(gradient, moments, &step);
                channels.learn(&mut norm.scale, &mut norm.shift, &step);
                norm.move_statistics(&mean, &variance, count);
            });
        }
    }

    /// How far weights, γ and β of each learning layer went since the epoch began with the network `before`.
    pub fn movement(&self, before: &CpuBackbone, pretrained: &CpuBackbone) -> Vec<LayerMovement> {
        let steps = self.steps_of_epoch.max(1) as f32;
        let of_layer = |layer: &LearningLayer| {
            let now = self.network.unfolded(layer.number)?;
            let distance = |other: Arc<UnfoldedLayer>| now.squared_distance(&other).sqrt();
            Some(LayerMovement {
                layer: layer.number as u32,
                gradient_norm: layer.gradient_norms / steps,
                update_norm: distance(before.unfolded(layer.number)?),
                distance: distance(pretrained.unfolded(layer.number)?),
            })
        };
        self.layers.iter().filter_map(of_layer).collect()
    }

    /// Counts gradients anew.
    pub fn begin_epoch(&mut self) {
        self.steps_of_epoch = 0;
        for layer in &mut self.layers {
            layer.gradient_norms = 0.0;
        }
    }
}
