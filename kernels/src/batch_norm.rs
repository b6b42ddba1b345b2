//! Batch norm as it learns: every channel by the mean and the deviation that it has in the batch, and the way back
//! (Ioffe & Szegedy 2015, algorithm 1 and section 3.1).

use crate::{Activation, Full, Gradient, LayerMoments, MapBatch, Rule, Step};

/// Numbers added up at once in single precision, before the sum is carried on in double.
const ROWS: usize = 32;

/// What a batch of maps has been made of: each channel with mean 0 and variance 1.
#[derive(Clone, Debug)]
pub struct NormalisedBatch {
    /// x̂ = (x − μ) / sqrt(σ² + ε)
    pub values: MapBatch,
    /// μ of each channel.
    pub mean: Vec<f32>,
    /// σ² of each channel, the mean of the squares and not more.
    pub variance: Vec<f32>,
    /// 1 / sqrt(σ² + ε) of each channel.
    factors: Vec<f32>,
}

impl NormalisedBatch {
    /// Normalises sums `[pictures, side, side, channels]`; `epsilon` is added to every variance.
    pub fn new(mut sums: MapBatch, epsilon: f32) -> Self {
        let share = 1.0 / sums.num_pixels().max(1) as f64;
        let mean: Vec<f32> = channel_sums(&sums, |_, value| value).map(|sum| (sum * share) as f32).collect();
        let squares = channel_sums(&sums, |channel, value| (value - mean[channel]) * (value - mean[channel]));
        let variance: Vec<f32> = squares.map(|sum| (sum * share) as f32).collect();
        let factors: Vec<f32> = variance.iter().map(|variance| 1.0 / (variance + epsilon).sqrt()).collect();
        let work = sums.values().len();
        let channels = factors.len();
        sums.for_each_pixels(work, |_, band| {
            for pixel in band.chunks_exact_mut(channels) {
                for (value, (mean, factor)) in pixel.iter_mut().zip(mean.iter().zip(&factors)) {
                    *value = (*value - mean) * factor;
                }
            }
        });
        Self { values: sums, mean, variance, factors }
    }

    /// `activation(γ x̂ + β + skip)`
    pub fn output(
        &self,
        scale: &[f32],
        shift: &[f32],
        skip: Option<&MapBatch>,
        activation: Activation,
    ) -> MapBatch {
        let mut output = self.values.clone();
        let (work, channels) = (output.values().len(), output.channels());
        output.for_each_pixels(work, |first, band| {
            let skip = skip.map(|skip| &skip.values()[first * channels..]);
            for (index, pixel) in band.chunks_exact_mut(channels).enumerate() {
                for (value, (scale, shift)) in pixel.iter_mut().zip(scale.iter().zip(shift)) {
                    *value = *value * scale + shift;
                }
                if let Some(skip) = skip {
                    let added = &skip[index * channels..(index + 1) * channels];
                    pixel.iter_mut().zip(added).for_each(|(value, skip)| *value += skip);
                }
                pixel.iter_mut().for_each(|value| *value = activation.of(*value));
            }
        });
        output
    }

    /// From the gradient of `γ x̂ + β` to that of the sums, in its place; gives the gradients of γ and of β.
    pub fn back(&self, gradient: &mut MapBatch, scale: &[f32]) -> [Vec<f32>; 2] {
        let share = 1.0 / self.values.num_pixels().max(1) as f32;
        let of_shift: Vec<f32> = channel_sums(gradient, |_, value| value).map(|sum| sum as f32).collect();
        let of_scale: Vec<f32> =
            channel_products(gradient, &self.values).into_iter().map(|sum| sum as f32).collect();
        let (work, channels) = (gradient.values().len(), gradient.channels());
        let factors: Vec<f32> =
            scale.iter().zip(&self.factors).map(|(scale, factor)| scale * factor).collect();
        let [means, products] =
            [&of_shift, &of_scale].map(|sums| sums.iter().map(|sum| sum * share).collect::<Vec<f32>>());
        gradient.for_each_pixels(work, |first, band| {
            let normalised = &self.values.values()[first * channels..];
            for (pixel, normalised) in band.chunks_exact_mut(channels).zip(normalised.chunks_exact(channels))
            {
                let of_channels = means.iter().zip(&products).zip(&factors);
                for ((value, normalised), ((mean, product), factor)) in
                    pixel.iter_mut().zip(normalised).zip(of_channels)
                {
                    *value = (*value - mean - normalised * product) * factor;
                }
            }
        });
        [of_scale, of_shift]
    }
}

/// The sum over all pixels of what `term` makes of each value, by channel.
fn channel_sums(batch: &MapBatch, term: impl Fn(usize, f32) -> f32) -> impl Iterator<Item = f64> {
    let channels = batch.channels();
    let mut sums = vec![0.0_f64; channels];
    let mut part = vec![0.0_f32; channels];
    for rows in batch.values().chunks(ROWS * channels.max(1)) {
        part.fill(0.0);
        for row in rows.chunks_exact(channels) {
            for (channel, (sum, value)) in part.iter_mut().zip(row).enumerate() {
                *sum += term(channel, *value);
            }
        }
        sums.iter_mut().zip(&part).for_each(|(sum, part)| *sum += f64::from(*part));
    }
    sums.into_iter()
}

/// The sum over all pixels of the products of two batches, by channel.
fn channel_products(one: &MapBatch, other: &MapBatch) -> Vec<f64> {
    let channels = one.channels();
    let mut sums = vec![0.0_f64; channels];
    let mut part = vec![0.0_f32; channels];
    let length = ROWS * channels.max(1);
    for (one, other) in one.values().chunks(length).zip(other.values().chunks(length)) {
        part.fill(0.0);
        for (one, other) in one.chunks_exact(channels).zip(other.chunks_exact(channels)) {
            for (sum, (one, other)) in part.iter_mut().zip(one.iter().zip(other)) {
                *sum += one * other;
            }
        }
        sums.iter_mut().zip(&part).for_each(|(sum, part)| *sum += f64::from(*part));
    }
    sums
}

/// γ and β of one batch norm on their way, filled up to whole vectors.
#[derive(Clone, Debug)]
pub struct ChannelLearner {
    gradient: Gradient,
    moments: LayerMoments,
}

impl ChannelLearner {
    /// No gradient yet, for so many channels.
    pub fn new(channels: usize, rule: Rule) -> Self {
        let gradient = Gradient::zeros([channels.div_ceil(4); 2]);
        Self { moments: gradient.moments(rule), gradient }
    }

    /// Takes in what a batch says.
    pub fn set_gradient(&mut self, of_scale: &[f32], of_shift: &[f32]) {
        self.gradient.set([of_scale, of_shift]);
    }

    /// Squared length of the gradient.
    pub fn squared_norm(&self) -> f32 {
        self.gradient.squared_norm()
    }

    /// One step of the optimiser.
    pub fn learn(&mut self, scale: &mut [f32], shift: &mut [f32], step: &Step) {
        let mut padded = [&*scale, &*shift].map(|numbers| {
            let mut padded = vec![[0.0; 4]; numbers.len().div_ceil(4)];
            padded.as_flattened_mut()[..numbers.len()].copy_from_slice(numbers);
            padded
        });
        let [of_scale, of_shift] = &mut padded;
        self.gradient.apply([of_scale, of_shift], &mut self.moments, step);
        for (numbers, padded) in [scale, shift].into_iter().zip(&padded) {
            numbers.copy_from_slice(&padded.as_flattened()[..numbers.len()]);
        }
    }
}

impl Full {
    /// Writes the same convolution with every output multiplied by its factor and with these biases, over
    /// `folded`, which has the same shape and keeps its activation.
    pub fn fold_into(&self, factors: &[f32], biases: &[f32], folded: &mut Self) {
        self.product.fold_into(factors, biases, &mut folded.product);
    }
}

#[cfg(test)]
mod tests {
    use super::{ChannelLearner, NormalisedBatch};
    use crate::{Activation, Full, MapBatch, Rule, Step, Window};

    const EPSILON: f32 = 1e-5;
    const CHANNELS: usize = 6;

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|index| ((index * 61 + seed * 71) % 103) as f32 / 51.5 - 1.0).collect()
    }

    fn batch(seed: usize) -> MapBatch {
        let mut batch = MapBatch::zeros(5, 3, CHANNELS);
        let values = numbers(batch.values().len(), seed);
        batch.values_mut().copy_from_slice(&values);
        // Means that are far from zero, and another one in each channel.
        batch.values_mut().iter_mut().enumerate().for_each(|(at, value)| *value += (at % CHANNELS) as f32);
        batch
    }

    fn dot(one: &MapBatch, other: &MapBatch) -> f64 {
        one.values().iter().zip(other.values()).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum()
    }

    #[test]
    fn every_channel_has_mean_zero_and_variance_one() {
        let sums = batch(1);
        let normalised = NormalisedBatch::new(sums.clone(), 0.0);
        for channel in 0..CHANNELS {
            let of_channel = |batch: &MapBatch| -> Vec<f64> {
                batch.values().iter().skip(channel).step_by(CHANNELS).map(|value| f64::from(*value)).collect()
            };
            let moments = |values: Vec<f64>| {
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
                (mean, squares / values.len() as f64)
            };
            let (mean, variance) = moments(of_channel(&normalised.values));
            assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-5, "{channel}: {mean} {variance}");
            let (mean, variance) = moments(of_channel(&sums));
            assert!((f64::from(normalised.mean[channel]) - mean).abs() < 1e-5);
            assert!((f64::from(normalised.variance[channel]) - variance).abs() < 1e-5);
        }
    }

    #[test]
    fn the_output_is_scaled_shifted_added_to_and_activated() {
        let (normalised, skip) = (NormalisedBatch::new(batch(1), EPSILON), batch(2));
        let (scale, shift) = (numbers(CHANNELS, 3), numbers(CHANNELS, 4));
        let output = normalised.output(&scale, &shift, Some(&skip), Activation::Relu);
        for (at, value) in output.values().iter().enumerate() {
            let sum = normalised.values.values()[at] * scale[at % CHANNELS] + shift[at % CHANNELS];
            assert!((value - (sum + skip.values()[at]).max(0.0)).abs() < 1e-5);
        }
    }

    /// `⟨γ x̂ + β, g⟩` by finite differences, in every direction there is.
    #[test]
    fn the_way_back_is_the_slope() {
        let (sums, gradient) = (batch(1), batch(5));
        let (scale, shift) = (numbers(CHANNELS, 3), numbers(CHANNELS, 4));
        let value = |sums: &MapBatch, scale: &[f32], shift: &[f32]| {
            let normalised = NormalisedBatch::new(sums.clone(), EPSILON);
            dot(&normalised.output(scale, shift, None, Activation::None), &gradient)
        };
        let mut of_sums = gradient.clone();
        let [of_scale, of_shift] = NormalisedBatch::new(sums.clone(), EPSILON).back(&mut of_sums, &scale);
        let assert_slope = |what: &str, up: f64, down: f64, found: f32| {
            let slope = (up - down) / 2e-2;
            assert!(
                (slope - f64::from(found)).abs() < 2e-2 * slope.abs().max(1.0),
                "{what}: {slope} {found}"
            );
        };
        for at in (0..sums.values().len()).step_by(7) {
            let moved = |change: f32| {
                let mut moved = sums.clone();
                moved.values_mut()[at] += change;
                value(&moved, &scale, &shift)
            };
            assert_slope("a sum", moved(1e-2), moved(-1e-2), of_sums.values()[at]);
        }
        for channel in 0..CHANNELS {
            let moved = |numbers: &[f32], change: f32| {
                let mut moved = numbers.to_vec();
                moved[channel] += change;
                moved
            };
            let [up, down] = [1e-2, -1e-2].map(|change| value(&sums, &moved(&scale, change), &shift));
            assert_slope("γ", up, down, of_scale[channel]);
            let [up, down] = [1e-2, -1e-2].map(|change| value(&sums, &scale, &moved(&shift, change)));
            assert_slope("β", up, down, of_shift[channel]);
        }
        // What would only move or stretch all of a channel changes nothing.
        let all = |of: &MapBatch| -> f32 { of.values().iter().step_by(CHANNELS).sum() };
        assert!(all(&of_sums).abs() < 1e-3);
    }

    #[test]
    fn one_value_a_channel_says_nothing() {
        let mut one = MapBatch::zeros(1, 1, CHANNELS);
        one.values_mut().copy_from_slice(&numbers(CHANNELS, 1));
        let normalised = NormalisedBatch::new(one.clone(), EPSILON);
        assert!(normalised.values.values().iter().all(|value| *value == 0.0));
        normalised.back(&mut one, &[1.0; CHANNELS]);
        assert!(one.values().iter().all(|value| value.abs() < 1e-3));
    }

    #[test]
    fn scale_and_shift_go_down_their_gradients() {
        let (mut scale, mut shift) = (vec![1.0; CHANNELS], vec![0.0; CHANNELS]);
        let mut learner = ChannelLearner::new(CHANNELS, Rule::Sgd);
        let (of_scale, of_shift) = (numbers(CHANNELS, 1), numbers(CHANNELS, 2));
        learner.set_gradient(&of_scale, &of_shift);
        let squares = of_scale.iter().chain(&of_shift).map(|value| value * value).sum::<f32>();
        assert!((learner.squared_norm() - squares).abs() < 1e-5);
        let step = Step {
            rule: Rule::Sgd,
            learning_rate: 0.5,
            weight_decay: 0.0,
            max_gradient_norm: 1e9,
            number: 1,
        };
        learner.learn(&mut scale, &mut shift, &step);
        for channel in 0..CHANNELS {
            assert!((scale[channel] - (1.0 - 0.5 * of_scale[channel])).abs() < 1e-6);
            assert!((shift[channel] + 0.5 * of_shift[channel]).abs() < 1e-6);
        }
    }

    #[test]
    fn a_folded_convolution_is_the_convolution_and_then_the_factors() {
        let window = Window::centred(3, 1);
        let raw = Full::new(&numbers(CHANNELS * 2 * 9, 1), &[0.0; CHANNELS], window, Activation::None);
        let mut folded = Full::new(&vec![9.0; CHANNELS * 2 * 9], &[9.0; CHANNELS], window, Activation::Relu);
        let (factors, biases) = (numbers(CHANNELS, 3), numbers(CHANNELS, 4));
        raw.fold_into(&factors, &biases, &mut folded);
        let mut input = MapBatch::zeros(2, 4, 2);
        let values = numbers(input.values().len(), 5);
        input.values_mut().copy_from_slice(&values);
        let (sums, found) = (raw.run_batch(&input, None), folded.run_batch(&input, None));
        for (at, (sum, found)) in sums.values().iter().zip(found.values()).enumerate() {
            let expected = (sum * factors[at % CHANNELS] + biases[at % CHANNELS]).max(0.0);
            assert!((found - expected).abs() < 1e-5);
        }
    }
}
