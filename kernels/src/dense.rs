//! A fully connected layer that learns: its gradient is never stored, each part changes its weights at once.

use core::array;

use crate::bands::{for_each_band, for_each_item};
use crate::lanes::Lanes;
use crate::optimiser::{Moments, PreparedStep, Rule, Step};

/// Outputs in a panel: one vector.
const LANES: usize = 4;
/// Examples of the forward pass, or inputs of the backward pass, computed at once.
const TILE: usize = 8;

/// Weights `[inputs, outputs]` and a bias `[outputs]`.
///
/// Rows of outputs, in what the methods take and give, are `stride` long: `outputs` values, and zeros.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    inputs: usize,
    outputs: usize,
    /// `[panels][inputs]`, so that both passes read them one after the other.
    weight: Vec<[f32; LANES]>,
    /// `[panels]`
    bias: Vec<[f32; LANES]>,
}

impl Dense {
    /// `weight` is `[inputs, outputs]` row by row, `bias` `[outputs]`, and not empty.
    pub fn new(weight: &[f32], bias: &[f32]) -> Self {
        let outputs = bias.len();
        let inputs = weight.len() / outputs;
        let panels = outputs.div_ceil(LANES);
        let weight_at = |panel: usize, input: usize, lane: usize| {
            let output = panel * LANES + lane;
            if output < outputs { weight[input * outputs + output] } else { 0.0 }
        };
        let bias_at = |index: usize| bias.get(index).copied().unwrap_or(0.0);
        Self {
            inputs,
            outputs,
            weight: (0..panels)
                .flat_map(|panel| {
                    (0..inputs).map(move |input| array::from_fn(|lane| weight_at(panel, input, lane)))
                })
                .collect(),
            bias: (0..panels).map(|panel| array::from_fn(|lane| bias_at(panel * LANES + lane))).collect(),
        }
    }

    /// Length of a row it takes.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Values it gives.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Length of a row it gives: `outputs`, filled up.
    pub fn stride(&self) -> usize {
        self.bias.len() * LANES
    }

    /// `[inputs, outputs]`, row by row.
    pub fn weight(&self) -> Vec<f32> {
        let at =
            |input: usize, output: usize| self.weight[output / LANES * self.inputs + input][output % LANES];
        (0..self.inputs).flat_map(|input| (0..self.outputs).map(move |output| at(input, output))).collect()
    }

    /// `[outputs]`
    pub fn bias(&self) -> &[f32] {
        &self.bias.as_flattened()[..self.outputs]
    }

    /// Whether every weight is a finite number.
    pub fn is_finite(&self) -> bool {
        self.weight.as_flattened().iter().chain(self.bias.as_flattened()).all(|value| value.is_finite())
    }

    /// Squared distance of weights and biases from those of another layer; infinite when it has another shape.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        if (self.inputs, self.outputs) != (other.inputs, other.outputs) {
            return f32::INFINITY;
        }
        let of = |one: &[[f32; LANES]], other: &[[f32; LANES]]| -> f32 {
            let pairs = one.as_flattened().iter().zip(other.as_flattened());
            pairs.map(|(one, other)| (one - other) * (one - other)).sum()
        };
        of(&self.weight, &other.weight) + of(&self.bias, &other.bias)
    }

    /// Squared length of weights and biases.
    pub fn squared_length(&self) -> f32 {
        let values = self.weight.as_flattened().iter().chain(self.bias.as_flattened());
        values.map(|value| value * value).sum()
    }

    /// `rows` `[examples, inputs]` → `[examples, stride]`
    pub fn forward(&self, rows: &[f32]) -> Vec<f32> {
        let stride = self.stride();
        let mut outputs = vec![0.0; rows.len() / self.inputs * stride];
        let multiply_adds = rows.len() * stride;
        for_each_band(&mut outputs, stride, multiply_adds, |first_example, band| {
            let end = first_example + band.len() / stride;
            self.forward_band(&rows[first_example * self.inputs..end * self.inputs], band);
        });
        outputs
    }

    fn forward_band(&self, rows: &[f32], outputs: &mut [f32]) {
        let (inputs, stride) = (self.inputs, self.stride());
        // A panel stays in the cache while all examples pass over it.
        for (panel, (weights, bias)) in self.weight.chunks_exact(inputs).zip(&self.bias).enumerate() {
            let (mut rows, mut outputs) = (rows, &mut *outputs);
            while !rows.is_empty() {
                let store = Store { panel, stride };
                let count = match rows.len() / inputs {
                    TILE.. => store.sums::<TILE>(rows, weights, bias, outputs),
                    4.. => store.sums::<4>(rows, weights, bias, outputs),
                    2.. => store.sums::<2>(rows, weights, bias, outputs),
                    _ => store.sums::<1>(rows, weights, bias, outputs),
                };
                (rows, outputs) = (&rows[count * inputs..], &mut outputs[count * stride..]);
            }
        }
    }

    /// What each input contributed to the loss: `deltas` `[examples, stride]` → `[examples, inputs]`.
    pub fn backward(&self, deltas: &[f32]) -> Vec<f32> {
        let mut contributions = Vec::with_capacity(deltas.len() / self.stride() * self.inputs);
        for delta in deltas.chunks_exact(self.stride()) {
            let start = contributions.len();
            contributions.resize(start + self.inputs, 0.0);
            let (delta, _) = delta.as_chunks::<LANES>();
            for (weights, delta) in self.weight.chunks_exact(self.inputs).zip(delta) {
                for (sum, weight) in contributions[start..].iter_mut().zip(weights) {
                    *sum += weight.iter().zip(delta).map(|(weight, delta)| weight * delta).sum::<f32>();
                }
            }
        }
        contributions
    }

    /// What an optimiser has to remember for this layer: of the weights, and of the bias.
    pub fn moments(&self, rule: Rule) -> [Moments; 2] {
        [Moments::zeros(rule, self.weight.len()), Moments::zeros(rule, self.bias.len())]
    }

    /// One step of the optimiser, for the gradient `rowsᵀ × deltas`.
    ///
    /// `rows` is `[examples, inputs]`, `deltas` `[examples, stride]` with zeros past the outputs. The norm that
    /// clipping needs is known beforehand, because `‖Σ x dᵀ‖² = Σ (x·x′)(d·d′)` over pairs of examples. Gives the
    /// square of the gradient's norm, of weights and biases together.
    pub fn learn(&mut self, rows: &[f32], deltas: &[f32], moments: &mut [Moments; 2], step: &Step) -> f32 {
        let [of_weight, of_bias] = moments;
        let stride = self.stride();
        let weight_norm = squared_norm(rows, deltas, self.inputs, stride);
        let prepared = PreparedStep::new(step, weight_norm);
        let columns = transposed(rows, self.inputs);
        let of_panel = |panel: usize| -> Vec<[f32; LANES]> {
            deltas.chunks_exact(stride).map(|row| array::from_fn(|lane| row[panel * LANES + lane])).collect()
        };
        // SGD has no second moments.
        let mut seconds = of_weight.second.chunks_exact_mut(self.inputs);
        let weights_and_firsts =
            self.weight.chunks_exact_mut(self.inputs).zip(of_weight.first.chunks_exact_mut(self.inputs));
        let panels = weights_and_firsts.enumerate().map(|(panel, (weights, firsts))| {
            (panel, Tiles { weights, firsts, seconds: seconds.next().unwrap_or_default() })
        });
        for_each_item(panels.collect(), rows.len() * stride, |(panel, mut tiles)| {
            match prepared.is_adaptive() {
                true => tiles.learn_all::<true>(&columns, &of_panel(panel), &prepared),
                false => tiles.learn_all::<false>(&columns, &of_panel(panel), &prepared),
            }
        });
        let sum = |panel| {
            let rows = of_panel(panel).into_iter();
            rows.fold([0.0; LANES], |sum, delta| array::from_fn(|lane| sum[lane] + delta[lane]))
        };
        let sums_of_deltas: Vec<[f32; LANES]> = (0..self.bias.len()).map(sum).collect();
        let flat = sums_of_deltas.as_flattened();
        let bias_norm = dot(flat, flat);
        let prepared = PreparedStep::new(step, bias_norm);
        let mut bias =
            Tiles { weights: &mut self.bias, firsts: &mut of_bias.first, seconds: &mut of_bias.second };
        for (panel, gradient) in sums_of_deltas.iter().enumerate() {
            match prepared.is_adaptive() {
                true => bias.apply::<true>(panel, Lanes::load(gradient), &prepared),
                false => bias.apply::<false>(panel, Lanes::load(gradient), &prepared),
            }
        }
        weight_norm + bias_norm
    }
}

/// Where the sums of a panel go.
#[derive(Clone, Copy)]
struct Store {
    panel: usize,
    stride: usize,
}

impl Store {
    /// The first `COUNT` examples by one panel; gives `COUNT`.
    #[inline(always)]
    fn sums<const COUNT: usize>(
        self,
        rows: &[f32],
        weights: &[[f32; LANES]],
        bias: &[f32; LANES],
        outputs: &mut [f32],
    ) -> usize {
        let inputs = weights.len();
        let rows: [&[f32]; COUNT] = array::from_fn(|row| &rows[row * inputs..][..inputs]);
        let mut sums = [Lanes::load(bias); COUNT];
        for (input, weight) in weights.iter().enumerate() {
            let weight = Lanes::load(weight);
            for (sum, row) in sums.iter_mut().zip(rows) {
                *sum = sum.add_product(Lanes::splat(row[input]), weight);
            }
        }
        for (sum, outputs) in sums.into_iter().zip(outputs.chunks_exact_mut(self.stride)) {
            let (panels, _) = outputs.as_chunks_mut();
            sum.store(&mut panels[self.panel]);
        }
        COUNT
    }
}

/// The weights of one panel, and what the optimiser remembers of them.
struct Tiles<'a> {
    weights: &'a mut [[f32; LANES]],
    firsts: &'a mut [[f32; LANES]],
    seconds: &'a mut [[f32; LANES]],
}

impl Tiles<'_> {
    /// `columns` is `[inputs, examples]`.
    fn learn_all<const ADAPTIVE: bool>(
        &mut self,
        columns: &[f32],
        deltas: &[[f32; LANES]],
        step: &PreparedStep,
    ) {
        let num_examples = deltas.len();
        for (tile, columns) in columns.chunks(TILE * num_examples).enumerate() {
            if columns.len() == TILE * num_examples {
                self.learn::<TILE, ADAPTIVE>(tile * TILE, columns, deltas, step);
            } else {
                for (index, column) in columns.chunks_exact(num_examples).enumerate() {
                    self.learn::<1, ADAPTIVE>(tile * TILE + index, column, deltas, step);
                }
            }
        }
    }

    /// The gradient of `COUNT` inputs from `first` on; `columns` is `[COUNT, examples]`.
    #[inline(always)]
    fn learn<const COUNT: usize, const ADAPTIVE: bool>(
        &mut self,
        first: usize,
        columns: &[f32],
        deltas: &[[f32; LANES]],
        step: &PreparedStep,
    ) {
        let num_examples = deltas.len();
        let columns: [&[f32]; COUNT] =
            array::from_fn(|input| &columns[input * num_examples..][..num_examples]);
        let mut sums = [Lanes::splat(0.0); COUNT];
        for (example, delta) in deltas.iter().enumerate() {
            let delta = Lanes::load(delta);
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum = sum.add_product(Lanes::splat(column[example]), delta);
            }
        }
        for (input, sum) in sums.into_iter().enumerate() {
            self.apply::<ADAPTIVE>(first + input, sum, step);
        }
    }

    #[inline(always)]
    fn apply<const ADAPTIVE: bool>(&mut self, at: usize, gradient: Lanes, step: &PreparedStep) {
        let (weight, first) = (&mut self.weights[at], &mut self.firsts[at]);
        if ADAPTIVE {
            step.apply_adaptive(gradient, weight, first, &mut self.seconds[at]);
        } else {
            step.apply_momentum(gradient, weight, first);
        }
    }
}

/// `[rows, length]` → `[length, rows]`
fn transposed(values: &[f32], length: usize) -> Vec<f32> {
    let num_rows = values.len() / length;
    let mut columns = vec![0.0; values.len()];
    for (row, values) in values.chunks_exact(length).enumerate() {
        for (column, value) in columns.chunks_exact_mut(num_rows).zip(values) {
            column[row] = *value;
        }
    }
    columns
}

fn squared_norm(rows: &[f32], deltas: &[f32], inputs: usize, stride: usize) -> f32 {
    let examples: Vec<_> = rows.chunks_exact(inputs).zip(deltas.chunks_exact(stride)).collect();
    let mut sum = 0.0;
    for (index, (row, delta)) in examples.iter().enumerate() {
        sum += dot(row, row) * dot(delta, delta);
        for (other_row, other_delta) in &examples[..index] {
            sum += 2.0 * dot(row, other_row) * dot(delta, other_delta);
        }
    }
    // Rounding can leave a tiny negative number where contributions cancel.
    sum.max(0.0)
}

/// Sixteen partial sums; the lengths are equal.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((blocks_a, rest_a), (blocks_b, rest_b)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    let mut sums = [Lanes::splat(0.0); 4];
    for (a, b) in blocks_a.iter().zip(blocks_b) {
        let ((a, _), (b, _)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum = sum.add_product(Lanes::load(a), Lanes::load(b));
        }
    }
    let mut lanes = [0.0; LANES];
    sums[0].add(sums[1]).add(sums[2].add(sums[3])).store(&mut lanes);
    let rest: f32 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::{Dense, squared_norm};
    use crate::{Rule, Step};

    fn numbers(count: u32, seed: u32) -> Vec<f32> {
        let number = |index: u32| ((index + seed).wrapping_mul(2_654_435_761) >> 8) as f32 / (1 << 24) as f32;
        (0..count).map(|index| number(index) - 0.5).collect()
    }

    /// `rowsᵀ × deltas`, written out.
    fn gradient(rows: &[f32], deltas: &[f32], inputs: usize, stride: usize) -> Vec<f32> {
        let mut gradient = vec![0.0; inputs * stride];
        for (row, delta) in rows.chunks_exact(inputs).zip(deltas.chunks_exact(stride)) {
            for (index, value) in gradient.iter_mut().enumerate() {
                *value += row[index / stride] * delta[index % stride];
            }
        }
        gradient
    }

    #[test]
    fn forward_is_the_matrix_product_for_every_shape() {
        for (examples, inputs, outputs) in [(1, 3, 1), (4, 7, 8), (6, 9, 5), (9, 16, 12)] {
            let (weight, bias) = (numbers(inputs * outputs, 1), numbers(outputs, 2));
            let rows = numbers(examples * inputs, 3);
            let layer = Dense::new(&weight, &bias);
            let found = layer.forward(&rows);
            let (inputs, outputs) = (inputs as usize, outputs as usize);
            for (row, found) in rows.chunks_exact(inputs).zip(found.chunks_exact(layer.stride())) {
                for output in 0..outputs {
                    let expected: f32 = (0..inputs).map(|i| row[i] * weight[i * outputs + output]).sum();
                    assert!((found[output] - expected - bias[output]).abs() < 1e-5);
                }
                assert!(found[outputs..].iter().all(|value| *value == 0.0));
            }
        }
    }

    #[test]
    fn the_norm_needs_no_gradient() {
        let (rows, deltas) = (numbers(6 * 9, 1), numbers(6 * 4, 2));
        let expected: f32 = gradient(&rows, &deltas, 9, 4).iter().map(|value| value * value).sum();
        assert!((squared_norm(&rows, &deltas, 9, 4) - expected).abs() < 1e-4 * expected);
    }

    #[test]
    fn a_plain_step_goes_down_the_gradient_and_a_long_one_is_shortened() {
        for (inputs, max_gradient_norm) in [(9_usize, 100.0), (8, 0.5)] {
            let mut layer = Dense::new(&numbers(inputs as u32 * 4, 1), &numbers(4, 2));
            let (rows, deltas) = (numbers(inputs as u32 * 6, 3), numbers(6 * 4, 4));
            let gradient = gradient(&rows, &deltas, inputs, 4);
            let norm = gradient.iter().map(|value| value * value).sum::<f32>().sqrt();
            let scale = (max_gradient_norm / norm).min(1.0);
            let before = layer.weight();
            let step =
                Step { rule: Rule::Sgd, learning_rate: 0.1, weight_decay: 0.0, max_gradient_norm, number: 1 };
            let mut moments = layer.moments(Rule::Sgd);
            layer.learn(&rows, &deltas, &mut moments, &step);
            for ((after, before), gradient) in layer.weight().iter().zip(before).zip(gradient) {
                assert!((after - (before - 0.1 * scale * gradient)).abs() < 1e-5);
            }
        }
    }
}
