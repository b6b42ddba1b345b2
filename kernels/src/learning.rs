//! Convolutions that learn: the gradient of their weights, and a step along it.

use std::ops::Range;

use crate::FeatureMap;
use crate::bands::for_each_item;
use crate::depthwise::Depthwise;
use crate::full::Full;
use crate::lanes::{Lanes, load_at};
use crate::optimiser::{Moments, PreparedStep, Rule, Step};
use crate::pointwise::{PANEL, Pointwise};

/// Vectors of four in each panel of a 1×1 convolution.
const VECTORS: usize = PANEL / 4;
/// Inputs of a 1×1 convolution computed at once: with two vectors each, eight sums.
const TILE: usize = 4;
/// Patches of a k×k convolution whose products are added up at once.
const PATCHES: usize = 64;

/// The gradient of a layer's weights and biases, in the layout of the layer, summed over pictures.
#[derive(Clone, Debug)]
pub struct Gradient {
    weights: Vec<[f32; 4]>,
    bias: Vec<[f32; 4]>,
}

/// What an optimiser remembers of a layer's weights and biases.
#[derive(Clone, Debug)]
pub struct LayerMoments([Moments; 2]);

impl Gradient {
    pub(crate) fn zeros([weights, bias]: [usize; 2]) -> Self {
        Self { weights: vec![[0.0; 4]; weights], bias: vec![[0.0; 4]; bias] }
    }

    /// Forgets all pictures.
    pub fn clear(&mut self) {
        self.weights.fill([0.0; 4]);
        self.bias.fill([0.0; 4]);
    }

    /// Forgets the part of the biases, for a layer whose biases stay as they are.
    pub fn clear_biases(&mut self) {
        self.bias.fill([0.0; 4]);
    }

    /// Puts other numbers in place; what fills the last vectors up stays zero.
    pub(crate) fn set(&mut self, [weights, bias]: [&[f32]; 2]) {
        self.weights.as_flattened_mut()[..weights.len()].copy_from_slice(weights);
        self.bias.as_flattened_mut()[..bias.len()].copy_from_slice(bias);
    }

    /// Adds the gradient of `Pointwise::of_inputs` to that of the whole layer, which has so many inputs.
    pub(crate) fn add_of_inputs(&mut self, part: &Self, runs: &[Range<usize>], inputs: usize) {
        let length = runs.iter().map(Range::len).sum::<usize>() * VECTORS;
        let panels = self.weights.chunks_exact_mut(inputs * VECTORS).zip(part.weights.chunks_exact(length));
        for (whole, mut part) in panels {
            for run in runs {
                let (of_run, others) = part.split_at(run.len() * VECTORS);
                part = others;
                add(&mut whole[run.start * VECTORS..run.end * VECTORS], of_run);
            }
        }
        add(&mut self.bias, &part.bias);
    }

    /// Squared length.
    pub fn squared_norm(&self) -> f32 {
        let values = self.weights.as_flattened().iter().chain(self.bias.as_flattened());
        values.map(|value| value * value).sum()
    }

    /// The gradient of weights and biases, in the layout of the layer.
    #[cfg(test)]
    pub(crate) fn numbers(&self) -> Vec<f32> {
        [self.weights.as_flattened(), self.bias.as_flattened()].concat()
    }

    /// A moment for each number.
    pub fn moments(&self, rule: Rule) -> LayerMoments {
        LayerMoments([Moments::zeros(rule, self.weights.len()), Moments::zeros(rule, self.bias.len())])
    }

    /// Takes a step along the gradient; all that fills a layer up to whole vectors stays zero.
    pub(crate) fn apply(&self, parameters: [&mut [[f32; 4]]; 2], moments: &mut LayerMoments, step: &Step) {
        let parts = parameters.into_iter().zip([&self.weights, &self.bias]).zip(&mut moments.0);
        for ((parameters, gradient), moments) in parts {
            let flat = gradient.as_flattened();
            let prepared = PreparedStep::new(step, flat.iter().map(|value| value * value).sum());
            let mut seconds = moments.second.iter_mut();
            for ((parameter, gradient), first) in parameters.iter_mut().zip(gradient).zip(&mut moments.first)
            {
                match seconds.next() {
                    Some(second) => prepared.apply_adaptive(Lanes::load(gradient), parameter, first, second),
                    None => prepared.apply_momentum(Lanes::load(gradient), parameter, first),
                }
            }
        }
    }
}

fn add(values: &mut [[f32; 4]], others: &[[f32; 4]]) {
    for (value, other) in values.iter_mut().zip(others) {
        Lanes::load(value).add(Lanes::load(other)).store(value);
    }
}

impl Pointwise {
    /// No gradient yet.
    pub fn gradient(&self) -> Gradient {
        Gradient::zeros([self.panels.len() * VECTORS, self.bias.len() * VECTORS])
    }

    /// Adds what one picture says: the map it read and the gradient of its sums, both without a border.
    pub fn add_gradient(&self, input: &FeatureMap, of_sums: &FeatureMap, gradient: &mut Gradient) {
        self.add_gradient_of_rows(input.values(), of_sums.values(), gradient);
    }

    /// `rows` is `[pixels, inputs]`, `of_sums` `[pixels, outputs]`.
    pub(crate) fn add_gradient_of_rows(&self, rows: &[f32], of_sums: &[f32], gradient: &mut Gradient) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        let weights = gradient.weights.chunks_exact_mut(inputs * VECTORS);
        let panels: Vec<_> = weights.zip(gradient.bias.chunks_exact_mut(VECTORS)).enumerate().collect();
        for_each_item(panels, rows.len() * outputs, |(panel, (weights, bias))| {
            // The panel's own columns of the gradient, so that they are read in one go.
            let columns: Vec<[Lanes; VECTORS]> = of_sums
                .chunks_exact(outputs)
                .map(|pixel| {
                    let mut values = [0.0; PANEL];
                    let own = &pixel[panel * PANEL..outputs.min((panel + 1) * PANEL)];
                    values[..own.len()].copy_from_slice(own);
                    [load_at(&values, 0), load_at(&values, 4)]
                })
                .collect();
            for (bias, vector) in bias.iter_mut().zip(0..) {
                let sum = columns.iter().fold(Lanes::load(bias), |sum, column| sum.add(column[vector]));
                sum.store(bias);
            }
            for (tile, weights) in weights.chunks_mut(TILE * VECTORS).enumerate() {
                match weights.len() == TILE * VECTORS {
                    true => add_products::<TILE>(rows, inputs, tile * TILE, &columns, weights),
                    false => {
                        for (index, weights) in weights.chunks_mut(VECTORS).enumerate() {
                            add_products::<1>(rows, inputs, tile * TILE + index, &columns, weights);
                        }
                    }
                }
            }
        });
    }

    /// One step of the optimiser.
    pub fn learn(&mut self, gradient: &Gradient, moments: &mut LayerMoments, step: &Step) {
        let weights = self.panels.as_flattened_mut().as_chunks_mut().0;
        gradient.apply([weights, self.bias.as_flattened_mut().as_chunks_mut().0], moments, step);
    }
}

/// `COUNT` inputs from `first` on, by one panel.
#[inline(always)]
fn add_products<const COUNT: usize>(
    rows: &[f32],
    inputs: usize,
    first: usize,
    columns: &[[Lanes; VECTORS]],
    weights: &mut [[f32; 4]],
) {
    let mut sums = [[Lanes::splat(0.0); VECTORS]; COUNT];
    for (row, column) in rows.chunks_exact(inputs).zip(columns) {
        let values = &row[first..first + COUNT];
        for (sums, value) in sums.iter_mut().zip(values) {
            for (sum, of_sum) in sums.iter_mut().zip(column) {
                *sum = sum.add_product(Lanes::splat(*value), *of_sum);
            }
        }
    }
    for (weight, sum) in weights.iter_mut().zip(sums.as_flattened()) {
        sum.add(Lanes::load(weight)).store(weight);
    }
}

impl Depthwise {
    /// No gradient yet.
    pub fn gradient(&self) -> Gradient {
        Gradient::zeros([self.weights.len(), self.bias.len()])
    }

    /// Adds what one picture says: the map it read with the border of `border`, and the gradient of its sums without.
    pub fn add_gradient(&self, input: &FeatureMap, of_sums: &FeatureMap, gradient: &mut Gradient) {
        match self.kernel {
            3 => self.add_gradient_of::<3>(input, of_sums, gradient),
            _ => self.add_gradient_of::<5>(input, of_sums, gradient),
        }
    }

    fn add_gradient_of<const KERNEL: usize>(
        &self,
        input: &FeatureMap,
        of_sums: &FeatureMap,
        gradient: &mut Gradient,
    ) {
        let (channels, stride) = (self.channels, self.stride);
        let row_length = input.padded_side() * channels;
        let side = of_sums.side();
        let weights = gradient.weights.chunks_exact_mut(KERNEL * KERNEL);
        let groups: Vec<_> = weights.zip(&mut gradient.bias).enumerate().collect();
        for_each_item(groups, of_sums.values().len() * KERNEL * KERNEL, |(group, (weights, bias))| {
            let mut bias_sum = Lanes::load(bias);
            for pixel in 0..side * side {
                bias_sum = bias_sum.add(load_at(of_sums.values(), pixel * channels + group * 4));
            }
            bias_sum.store(bias);
            for (tap_row, weights) in weights.chunks_exact_mut(KERNEL).enumerate() {
                let mut sums = [Lanes::splat(0.0); KERNEL];
                for y in 0..side {
                    let line = &input.values()[(y * stride + tap_row) * row_length..][..row_length];
                    for x in 0..side {
                        let of_sum = load_at(of_sums.values(), (y * side + x) * channels + group * 4);
                        for (tap, sum) in sums.iter_mut().enumerate() {
                            let value = load_at(line, (x * stride + tap) * channels + group * 4);
                            *sum = sum.add_product(value, of_sum);
                        }
                    }
                }
                for (weight, sum) in weights.iter_mut().zip(sums) {
                    sum.add(Lanes::load(weight)).store(weight);
                }
            }
        });
    }

    /// One step of the optimiser.
    pub fn learn(&mut self, gradient: &Gradient, moments: &mut LayerMoments, step: &Step) {
        gradient.apply([&mut self.weights, &mut self.bias], moments, step);
    }
}

impl Full {
    /// No gradient yet.
    pub fn gradient(&self) -> Gradient {
        self.product.gradient()
    }

    /// Adds what one picture says: the map it read with the border of `border`, and the gradient of its sums without.
    pub fn add_gradient(&self, input: &FeatureMap, of_sums: &FeatureMap, gradient: &mut Gradient) {
        let (side, outputs) = (of_sums.side(), self.outputs());
        let patch_length = self.inputs() * self.kernel() * self.kernel();
        // The whole gradient is gone through for each part, so small maps come as one.
        let pixels_at_once = PATCHES.max(side);
        let mut patches = vec![0.0; pixels_at_once.min(side * side) * patch_length];
        for (part, of_part) in of_sums.values().chunks(pixels_at_once * outputs).enumerate() {
            let patches = &mut patches[..of_part.len() / outputs * patch_length];
            self.copy_patches(input, part * pixels_at_once, patches);
            self.product.add_gradient_of_rows(patches, of_part, gradient);
        }
    }

    /// One step of the optimiser.
    pub fn learn(&mut self, gradient: &Gradient, moments: &mut LayerMoments, step: &Step) {
        self.product.learn(gradient, moments, step);
    }
}

#[cfg(test)]
mod tests {
    use super::Gradient;
    use crate::{Activation, Border, Depthwise, FeatureMap, Full, Pointwise, Rule, Step, Window};

    const STEP: Step =
        Step { rule: Rule::Sgd, learning_rate: 1.0, weight_decay: 0.0, max_gradient_norm: 1e9, number: 1 };

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|index| ((index * 41 + seed * 89) % 31) as f32 / 15.5 - 1.0).collect()
    }

    fn map(side: usize, channels: usize, border: Border, seed: usize) -> FeatureMap {
        let mut map = FeatureMap::zeros(side, channels, Border::default());
        map.values_mut().copy_from_slice(&numbers(side * side * channels, seed));
        map.with_border(border)
    }

    fn dot(one: &FeatureMap, other: &FeatureMap) -> f32 {
        one.values().iter().zip(other.values()).map(|(one, other)| one * other).sum()
    }

    /// `⟨output, g⟩` is linear in the parameters: a step of −gradient lowers it by the gradient's squared length.
    fn assert_gradient(before: &FeatureMap, after: &FeatureMap, of_sums: &FeatureMap, gradient: &Gradient) {
        let lowered = dot(before, of_sums) - dot(after, of_sums);
        let expected = gradient.squared_norm();
        assert!(expected > 1.0 && (lowered - expected).abs() < 2e-3 * expected, "{lowered} {expected}");
    }

    #[test]
    fn a_step_of_a_pointwise_layer_goes_down_its_gradient() {
        for (side, inputs, outputs) in [(5, 12, 24), (3, 9, 20), (7, 16, 8)] {
            let mut layer =
                Pointwise::new(&numbers(inputs * outputs, 1), &numbers(outputs, 2), Activation::None);
            let input = map(side, inputs, Border::default(), 3);
            let of_sums = map(side, outputs, Border::default(), 4);
            let (mut before, mut after) = (FeatureMap::default(), FeatureMap::default());
            layer.run(&input, None, Border::default(), &mut before);
            let mut gradient = layer.gradient();
            layer.add_gradient(&input, &of_sums, &mut gradient);
            let mut moments = gradient.moments(Rule::Sgd);
            layer.learn(&gradient, &mut moments, &STEP);
            layer.run(&input, None, Border::default(), &mut after);
            assert_gradient(&before, &after, &of_sums, &gradient);
        }
    }

    #[test]
    fn a_step_of_a_depthwise_layer_goes_down_its_gradient() {
        for (side, kernel, stride) in [(7, 3, 1), (8, 3, 2), (7, 5, 1), (9, 5, 2)] {
            let weights = numbers(8 * kernel * kernel, 1);
            let layer = Depthwise::new(&weights, &numbers(8, 2), kernel, stride, Activation::None);
            let Some(mut layer) = layer else { unreachable!("the shape is supported") };
            let input = map(side, 8, layer.border(side), 3);
            let (mut before, mut after) = (FeatureMap::default(), FeatureMap::default());
            layer.run(&input, &mut before);
            let of_sums = map(before.side(), 8, Border::default(), 4);
            let mut gradient = layer.gradient();
            layer.add_gradient(&input, &of_sums, &mut gradient);
            let mut moments = gradient.moments(Rule::Sgd);
            layer.learn(&gradient, &mut moments, &STEP);
            layer.run(&input, &mut after);
            assert_gradient(&before, &after, &of_sums, &gradient);
        }
    }

    #[test]
    fn a_step_of_a_full_convolution_goes_down_its_gradient() {
        let centred = [(9, 3, 1), (12, 3, 2), (14, 7, 2), (9, 1, 2)]
            .map(|(side, kernel, stride)| (side, Window::centred(kernel, stride)));
        for (side, window) in [(9, Window::same(3, 2))].into_iter().chain(centred) {
            let weights = numbers(8 * 3 * window.kernel * window.kernel, 1);
            let mut layer = Full::new(&weights, &numbers(8, 2), window, Activation::None);
            let input = map(side, 3, layer.border(side), 3);
            let (mut before, mut after) = (FeatureMap::default(), FeatureMap::default());
            layer.run(&input, None, Border::default(), &mut before);
            let of_sums = map(before.side(), 8, Border::default(), 4);
            let mut gradient = layer.gradient();
            layer.add_gradient(&input, &of_sums, &mut gradient);
            let mut moments = gradient.moments(Rule::Sgd);
            layer.learn(&gradient, &mut moments, &STEP);
            layer.run(&input, None, Border::default(), &mut after);
            assert_gradient(&before, &after, &of_sums, &gradient);
        }
    }
}
