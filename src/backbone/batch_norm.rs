//! Batch norm's numbers: as it answers, a factor and a shift for each channel, which a convolution can take in.

use crate::error::EngineResult;
use crate::weights::Weights;

/// What PyTorch adds to a variance before it takes the root.
pub const EPSILON: f32 = 1e-5;
/// How much of a batch goes into the running statistics, as in PyTorch.
const MOMENTUM: f32 = 0.1;

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

    /// What each channel is shifted by after that: β − μ γ / sqrt(σ² + ε).
    pub fn biases(&self) -> impl Iterator<Item = f32> {
        let numbers = self.shift.iter().zip(&self.mean).zip(self.factors());
        numbers.map(|((shift, mean), factor)| shift - mean * factor)
    }

    /// As it begins: nothing changes (section 3.1).
    pub fn identity(channels: usize) -> Self {
        let [zeros, ones] = [0.0, 1.0].map(|value| vec![value; channels]);
        Self { scale: ones.clone(), shift: zeros.clone(), mean: zeros, variance: ones }
    }

    /// Moves the running statistics towards those of a batch of `count` values a channel; `variance` is the mean of the
    /// squares, and what is kept is the estimate without bias. One value says nothing about its variance.
    pub fn move_statistics(&mut self, mean: &[f32], variance: &[f32], count: usize) {
        if count < 2 {
            return;
        }
        let unbiased = count as f32 / (count - 1) as f32;
        for (own, mean) in self.mean.iter_mut().zip(mean) {
            *own += MOMENTUM * (mean - *own);
        }
        for (own, variance) in self.variance.iter_mut().zip(variance) {
            *own += MOMENTUM * (variance * unbiased - *own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BatchNorm;

    #[test]
    fn statistics_move_a_tenth_of_the_way() {
        let mut norm = BatchNorm::identity(2);
        norm.move_statistics(&[1.0, -2.0], &[4.0, 0.5], 1);
        assert_eq!(norm, BatchNorm::identity(2), "one value has no variance");
        norm.move_statistics(&[1.0, -2.0], &[4.0, 0.5], 5);
        let close = |found: &[f32], expected: [f32; 2]| {
            found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6)
        };
        assert!(close(&norm.mean, [0.1, -0.2]), "{norm:?}");
        assert!(close(&norm.variance, [0.9 + 0.5, 0.9 + 0.0625]), "{norm:?}");
        let factor = 1.0 / (1.4_f32 + 1e-5).sqrt();
        assert!((norm.factors().next().unwrap_or_default() - factor).abs() < 1e-6);
        assert!((norm.biases().next().unwrap_or_default() + 0.1 * factor).abs() < 1e-6);
    }
}
