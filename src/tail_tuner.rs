//! How blocks learn: with batch norm folded into them, picture by picture, or apart, batch by batch.

use afterimage_kernels::FeatureMap;

use crate::backbone::{BranchShares, CpuBackbone};
use crate::error::EngineResult;
use crate::head::Head;
use crate::learner::{Learner, StepReport};
use crate::norm_tuning::NormTuner;
use crate::protocol::LayerMovement;
use crate::tuning::{TailSettings, Tuner};

/// A copy of the backbone of which the tail learns in one of the two ways.
#[derive(Debug)]
pub enum TailTuner {
    Folded(Box<Tuner>),
    WithBatchNorm(Box<NormTuner>),
}

impl TailTuner {
    /// Everything as it was before tuning. Batch norm learns only where it is at hand.
    pub fn new(network: &CpuBackbone, settings: TailSettings, batch_norm_learns: bool) -> Self {
        let first = network.architecture().first_layer(settings.first_block);
        match batch_norm_learns && network.has_batch_norm(first) {
            true => Self::WithBatchNorm(Box::new(NormTuner::new(network, settings))),
            false => Self::Folded(Box::new(Tuner::new(network, settings))),
        }
    }

    /// Goes back to another network with the same layers; what the optimiser remembers is forgotten.
    pub fn restore(&mut self, network: &CpuBackbone) {
        *self = Self::new(network, *self.settings(), self.batch_norm_learns());
    }

    /// Whether batch norm learns.
    pub fn batch_norm_learns(&self) -> bool {
        matches!(self, Self::WithBatchNorm(_))
    }

    /// The tuned network.
    pub fn network(&self) -> &CpuBackbone {
        match self {
            Self::Folded(tuner) => tuner.network(),
            Self::WithBatchNorm(tuner) => tuner.network(),
        }
    }

    /// How the tail learns.
    pub fn settings(&self) -> &TailSettings {
        match self {
            Self::Folded(tuner) => tuner.settings(),
            Self::WithBatchNorm(tuner) => tuner.settings(),
        }
    }

    /// Multiplies the learning rates of the next steps.
    pub fn set_rate_factor(&mut self, rate_factor: f32) {
        match self {
            Self::Folded(tuner) => tuner.set_rate_factor(rate_factor),
            Self::WithBatchNorm(tuner) => tuner.set_rate_factor(rate_factor),
        }
    }

    /// How much branches count for each picture of the next step. Where batch norm learns, all count once.
    pub fn set_branch_shares(&mut self, shares: Vec<BranchShares>) {
        if let Self::Folded(tuner) = self {
            tuner.set_branch_shares(shares);
        }
    }

    /// What the first learning block reads of an RGBA picture of `side` × `side` pixels.
    ///
    /// # Errors
    /// `PixelsMalformed`, as `CpuBackbone::features`.
    pub fn cut_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<FeatureMap> {
        match self {
            Self::Folded(tuner) => tuner.cut_map(pixels, side),
            Self::WithBatchNorm(tuner) => {
                let first_block = tuner.settings().first_block;
                tuner.network_mut().cut_map(first_block, pixels, side)
            }
        }
    }

    /// Features (not normalised) of pictures, from the maps that the first learning block reads.
    pub fn features_of_batch(&mut self, maps: &[&FeatureMap]) -> Vec<Vec<f32>> {
        match self {
            Self::Folded(tuner) => tuner.features_of_batch(maps),
            Self::WithBatchNorm(tuner) => {
                let first_block = tuner.settings().first_block;
                tuner.network_mut().features_of_batch(first_block, maps)
            }
        }
    }

    /// One step of gradient descent for tail and head, on the maps that the first learning block reads.
    ///
    /// # Errors
    /// `PixelsMalformed` when batch norm learns and the pictures are not all of one size.
    pub fn step(
        &mut self,
        head: &mut Head,
        learner: &mut Learner,
        maps: &[&FeatureMap],
        labels: &[usize],
        weights: Option<&[f32]>,
    ) -> EngineResult<StepReport> {
        match self {
            Self::Folded(tuner) => Ok(tuner.step(head, learner, maps, labels, weights)),
            Self::WithBatchNorm(tuner) => tuner.step(head, learner, maps, labels, weights),
        }
    }

    /// How far each learning layer went since the epoch began with the network `before`.
    pub fn movement(&self, before: &CpuBackbone, pretrained: &CpuBackbone) -> Vec<LayerMovement> {
        match self {
            Self::Folded(tuner) => tuner.movement(before, pretrained),
            Self::WithBatchNorm(tuner) => tuner.movement(before, pretrained),
        }
    }

    /// Counts gradients anew.
    pub fn begin_epoch(&mut self) {
        match self {
            Self::Folded(tuner) => tuner.begin_epoch(),
            Self::WithBatchNorm(tuner) => tuner.begin_epoch(),
        }
    }
}
