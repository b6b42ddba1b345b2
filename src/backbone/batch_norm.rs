//! Batch norm as it answers: a factor and a shift for each channel, which a convolution can take in.

use crate::error::EngineResult;
use crate::weights::Weights;

/// What PyTorch adds to a variance before it takes the root.
const EPSILON: f32 = 1e-5;

/// The numbers of one batch norm, one a channel each (Ioffe & Szegedy 2015, algorithm 2).
#[derive(Clone, Debug, PartialEq)]
pub struct BatchNorm {
    /// γ, what a normalised value is multiplied by; it learns.
    pub scale: Vec<f32>,
    /// β, what is added then; it learns.
    pub shift: Vec<f32>,
    /// The running statistics of what comes in.
    pub mean: Vec<f32>,
    pub variance: Vec<f32>,
}

impl BatchNorm {
    /// By torchvision's names: `{name}.weight`, `.bias`, `.running_mean` and `.running_var`.
    ///
    /// # Errors
    /// `WeightsUnexpected` when one is absent or has another shape.
    pub fn from_weights(weights: &Weights, name: &str, channels: usize) -> EngineResult<Self> {
        let numbers = |kind| weights.values(&format!("{name}.{kind}"), &[channels]).map(<[f32]>::to_vec);
        Ok(Self {
            scale: numbers("weight")?,
            shift: numbers("bias")?,
            mean: numbers("running_mean")?,
            variance: numbers("running_var")?,
        })
    }

    /// What each channel is multiplied by in all: γ / sqrt(σ² + ε).
    pub fn factors(&self) -> impl Iterator<Item = f32> {
        self.scale.iter().zip(&self.variance).map(|(scale, variance)| scale / (variance + EPSILON).sqrt())
    }

    /// The convolution before it and itself as one convolution with a bias. `weight` is `[channels, …]`.
    pub fn fold(&self, weight: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let length = weight.len() / self.scale.len().max(1);
        let channels = weight.chunks_exact(length.max(1)).zip(self.factors());
        let folded = channels.flat_map(|(channel, factor)| channel.iter().map(move |value| value * factor));
        let shifts = self.shift.iter().zip(&self.mean).zip(self.factors());
        (folded.collect(), shifts.map(|((shift, mean), factor)| shift - mean * factor).collect())
    }
}
