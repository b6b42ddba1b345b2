//! Teaching the last blocks of the backbone together with the head, instead of the head alone.
//!
//! The maps that the first learning block reads are the same in every epoch, so whoever trains keeps them and only the
//! tail is computed. Batch norm is folded into the weights and learns with them.

use afterimage_kernels::{Border, FeatureMap, Gradient, LayerMoments, Rule, Step};

use crate::backbone::{Architecture, BackwardNetwork, BranchShares, CpuBackbone, LayerShape, Tape};
use crate::error::EngineResult;
use crate::features::{normalise, normalising_factor};
use crate::head::Head;
use crate::learner::{Learner, StepReport};
use crate::protocol::LayerMovement;

/// How the tail learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TailSettings {
    /// The first block that learns, from 0; everything behind it learns as well, and for 0 what is before
    /// it too.
    pub first_block: usize,
    pub rule: Rule,
    /// Of the last layer; smaller than the head's, because what is there is good already.
    pub learning_rate: f32,
    /// What the rate is multiplied by from each block to the one before (Howard & Ruder 2018, section 3.2).
    pub rate_decay: f32,
    pub weight_decay: f32,
}

impl TailSettings {
    /// How fast a layer learns: the slower, the more blocks are behind it.
    pub fn rate_of_layer(&self, architecture: &Architecture, number: usize) -> f32 {
        let num_blocks = architecture.num_blocks();
        let blocks_behind = match architecture.layers()[number].block {
            Some(block) => num_blocks - block,
            // What stands before all blocks, or behind them.
            None if number < architecture.first_layer(1) => num_blocks,
            None => 0,
        };
        self.learning_rate * self.rate_decay.powi(blocks_behind as i32)
    }
}

/// Gradients longer than this are scaled down, each tensor's by itself.
pub(crate) const MAX_GRADIENT_NORM: f32 = 1.0;

/// A copy of the backbone of which the tail learns.
#[derive(Debug)]
pub struct Tuner {
    settings: TailSettings,
    network: CpuBackbone,
    backward: BackwardNetwork,
    first_layer: usize,
    /// Those from `first_layer` on that have weights.
    layers: Vec<LearningLayer>,
    steps: u32,
    steps_of_epoch: u32,
    /// Where the schedule is.
    rate_factor: f32,
    /// For the pictures of the next step.
    shares: Vec<BranchShares>,
}

#[derive(Debug)]
struct LearningLayer {
    number: usize,
    learning_rate: f32,
    gradient: Gradient,
    moments: LayerMoments,
    /// Sum of the gradient's lengths over the steps of this epoch.
    gradient_norms: f32,
}

/// What somebody else's steps made of a tuner's network.
#[derive(Debug)]
pub struct Learned {
    pub network: CpuBackbone,
    /// For each learning layer the sum of its gradient's lengths over the steps.
    pub gradient_norms: Vec<f32>,
    /// Taken in this epoch.
    pub steps: u32,
}

impl Tuner {
    /// Everything as it was before tuning.
    pub fn new(network: &CpuBackbone, settings: TailSettings) -> Self {
        let architecture = network.architecture();
        let first_layer = architecture.first_layer(settings.first_block);
        let learning = |(number, _): (usize, &LayerShape)| {
            let gradient = network.convolution(number)?.gradient();
            let learning_rate = settings.rate_of_layer(architecture, number);
            let moments = gradient.moments(settings.rule);
            Some(LearningLayer { number, learning_rate, moments, gradient, gradient_norms: 0.0 })
        };
        let layers = architecture.layers().iter().enumerate();
        let layers = layers.skip(first_layer).filter_map(learning).collect();
        Self {
            settings,
            network: network.clone(),
            backward: BackwardNetwork::new(network),
            first_layer,
            layers,
            steps: 0,
            steps_of_epoch: 0,
            rate_factor: 1.0,
            shares: Vec::new(),
        }
    }

    /// The tuned network.
    pub fn network(&self) -> &CpuBackbone {
        &self.network
    }

    /// Multiplies the learning rates of the next steps.
    pub fn set_rate_factor(&mut self, rate_factor: f32) {
        self.rate_factor = rate_factor;
    }

    /// How much branches count for each picture of the next step; without this, all count once.
    pub fn set_branch_shares(&mut self, shares: Vec<BranchShares>) {
        self.shares = shares;
    }

    /// How the tail learns.
    pub fn settings(&self) -> &TailSettings {
        &self.settings
    }

    /// Goes back to another network with the same layers; what the optimiser remembers is forgotten.
    pub fn restore(&mut self, network: &CpuBackbone) {
        *self = Self::new(network, self.settings);
    }

    /// What the first learning block reads of an RGBA picture of `side` × `side` pixels.
    ///
    /// # Errors
    /// `PixelsMalformed`, as `CpuBackbone::features`.
    pub fn cut_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<FeatureMap> {
        self.network.cut_map(self.settings.first_block, pixels, side)
    }

    /// Features (not normalised) of a picture, from the map that the first learning block reads.
    pub fn features(&mut self, map: &FeatureMap) -> Vec<f32> {
        self.network.features_from(self.settings.first_block, map)
    }

    /// The same of several pictures.
    pub fn features_of_batch(&mut self, maps: &[&FeatureMap]) -> Vec<Vec<f32>> {
        self.network.features_of_batch(self.settings.first_block, maps)
    }

    /// One step of gradient descent for tail and head, on the maps that the first learning block reads.
    pub fn step(
        &mut self,
        head: &mut Head,
        learner: &mut Learner,
        maps: &[&FeatureMap],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> StepReport {
        let last = self.backward.last_layer();
        let mut shares = std::mem::take(&mut self.shares).into_iter();
        let record = |map: &&FeatureMap| {
            let shares = shares.next().unwrap_or_default();
            Tape::record_from(&mut self.network, self.settings.first_block, map, last, shares)
        };
        let tapes: Vec<Tape> = maps.iter().map(record).collect();
        let features: Vec<Vec<f32>> = tapes
            .iter()
            .map(|tape| tape.map(last).map(FeatureMap::channel_means).unwrap_or_default())
            .collect();
        let (report, of_features) = step_of_head(head, learner, &features, labels, weights);
        if !report.loss.is_finite() {
            return report;
        }
        for layer in &mut self.layers {
            layer.gradient.clear();
        }
        for ((tape, map), of_features) in tapes.iter().zip(maps).zip(&of_features) {
            self.add_gradients(tape, map, of_features);
        }
        self.learn();
        report
    }

    /// Adds what one picture says to the gradients of all layers.
    fn add_gradients(&mut self, tape: &Tape, map: &FeatureMap, of_features: &[f32]) {
        let Self { network, backward, layers, first_layer, .. } = self;
        let Some(final_map) = tape.map(backward.last_layer()) else { return };
        let share = 1.0 / final_map.num_pixels() as f32;
        let mut gradient = FeatureMap::zeros(final_map.side(), final_map.channels(), Border::default());
        for pixel in gradient.values_mut().chunks_exact_mut(of_features.len()) {
            for (value, of_feature) in pixel.iter_mut().zip(of_features) {
                *value = of_feature * share;
            }
        }
        backward.visit_sums(tape, gradient, *first_layer, |number, of_sums| {
            let learning = layers.iter_mut().find(|layer| layer.number == number);
            if let (Some(learning), Some(convolution)) = (learning, network.convolution(number)) {
                let input = tape.input_of(number).unwrap_or(map);
                convolution.add_gradient(input, of_sums, &mut learning.gradient);
            }
        });
    }

    fn learn(&mut self) {
        self.steps += 1;
        self.steps_of_epoch += 1;
        for layer in &mut self.layers {
            let LearningLayer { number, learning_rate, gradient, moments, gradient_norms } = layer;
            *gradient_norms += gradient.squared_norm().sqrt();
            let step = Step {
                rule: self.settings.rule,
                learning_rate: *learning_rate * self.rate_factor,
                weight_decay: self.settings.weight_decay,
                max_gradient_norm: MAX_GRADIENT_NORM,
                number: self.steps,
            };
            if let Some(convolution) = self.network.convolution_mut(*number) {
                convolution.learn(gradient, moments, &step);
            }
        }
        self.backward.update(&self.network, self.first_layer);
    }

    /// Of each learning layer, before the schedule.
    pub fn learning_rates(&self) -> Vec<f32> {
        self.layers.iter().map(|layer| layer.learning_rate).collect()
    }

    /// Takes over what was learned from its network by somebody else, as if it had done so itself in this epoch.
    pub fn take_learned(&mut self, learned: Learned) {
        self.network = learned.network;
        self.backward.update(&self.network, self.first_layer);
        self.steps_of_epoch = learned.steps;
        for (layer, gradient_norms) in self.layers.iter_mut().zip(learned.gradient_norms) {
            layer.gradient_norms = gradient_norms;
        }
    }

    /// How far each learning layer went since the epoch began with the network `before`.
    pub fn movement(&self, before: &CpuBackbone, pretrained: &CpuBackbone) -> Vec<LayerMovement> {
        let steps = self.steps_of_epoch.max(1) as f32;
        let of_layer = |layer: &LearningLayer| {
            let number = layer.number;
            let now = self.network.convolution(number)?;
            Some(LayerMovement {
                layer: number as u32,
                gradient_norm: layer.gradient_norms / steps,
                update_norm: now.squared_distance(before.convolution(number)?).sqrt(),
                distance: now.squared_distance(pretrained.convolution(number)?).sqrt(),
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

    /// Length of the gradient of each learning layer at the last step, the first layer first.
    pub fn gradient_norms(&self) -> Vec<f32> {
        self.layers.iter().map(|layer| layer.gradient.squared_norm().sqrt()).collect()
    }
}

/// One step of the head on features that are not normalised, a vector a picture; also gives how the loss before the
/// step grows with each of them. Nothing is learned from a loss that is not finite.
pub fn step_of_head(
    head: &mut Head,
    learner: &mut Learner,
    features: &[Vec<f32>],
    labels: &[usize],
    weights: Option<&[f32]>,
) -> (StepReport, Vec<Vec<f32>>) {
    let normalised: Vec<f32> = features.iter().flat_map(|features| normalise(features)).collect();
    let (report, of_normalised) = learner.step_and_input_gradient(head, &normalised, labels, weights);
    let length = (normalised.len() / features.len().max(1)).max(1);
    let rows = of_normalised.chunks_exact(length).zip(normalised.chunks_exact(length));
    let of_features = rows.zip(features).map(|((gradient, normalised), features)| {
        through_normalisation(gradient, normalised, normalising_factor(features))
    });
    (report, of_features.collect())
}

/// From the gradient by features of one length to that by the features themselves: what would only make them longer
/// changes nothing.
pub(crate) fn through_normalisation(gradient: &[f32], normalised: &[f32], factor: f32) -> Vec<f32> {
    let squared: f32 = normalised.iter().map(|value| value * value).sum();
    if squared == 0.0 {
        return vec![0.0; gradient.len()];
    }
    let along = gradient.iter().zip(normalised).map(|(one, other)| one * other).sum::<f32>() / squared;
    gradient.iter().zip(normalised).map(|(one, other)| factor * (one - along * other)).collect()
}
