//! 1×1 convolution: a matrix product of pixels by channels, with bias, activation and skip fused in.

use std::array;
use std::ops::Range;

use crate::bands::for_each_band;
use crate::feature_map::Lines;
use crate::lanes::Lanes;
use crate::{Activation, Border, FeatureMap};

/// Output channels computed at once: two vectors of four.
pub(crate) const PANEL: usize = 8;
/// Pixels computed at once. Four rows of two vectors keep eight sums in registers, with room for the rest;
/// five or six rows, other widths and unrolling were all measured slower.
const ROWS: usize = 4;
/// Pixels whose inputs stay in the cache while all output channels pass over them.
pub(crate) const BLOCK: usize = 12 * ROWS;

/// A 1×1 convolution with its weights laid out for the kernel.
#[derive(Clone, Debug)]
pub struct Pointwise {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    /// `[outputs / PANEL][inputs]`
    pub(crate) panels: Vec<[f32; PANEL]>,
    /// `[outputs / PANEL]`
    pub(crate) bias: Vec<[f32; PANEL]>,
    activation: Activation,
}

impl Pointwise {
    /// `weight` is `[outputs, inputs]` row by row; outputs that are no multiple of 8 are filled up with zeros.
    pub fn new(weight: &[f32], bias: &[f32], activation: Activation) -> Self {
        let outputs = bias.len();
        let inputs = weight.len() / outputs;
        let at = |panel: usize, lane: usize, input: usize| {
            weight.get((panel * PANEL + lane) * inputs + input).copied().unwrap_or(0.0)
        };
        let panels = (0..outputs.div_ceil(PANEL))
            .flat_map(|panel| (0..inputs).map(move |input| array::from_fn(|lane| at(panel, lane, input))))
            .collect();
        let bias = bias
            .chunks(PANEL)
            .map(|chunk| array::from_fn(|lane| chunk.get(lane).copied().unwrap_or(0.0)))
            .collect();
        Self { inputs, outputs, panels, bias, activation }
    }

    /// Channels it takes.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Channels it gives.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// What `input` is multiplied by on its way to `output`.
    pub fn weight(&self, output: usize, input: usize) -> f32 {
        self.panels[output / PANEL * self.inputs + input][output % PANEL]
    }

    /// What is added to the sum of `output`.
    pub fn bias(&self, output: usize) -> f32 {
        self.bias[output / PANEL][output % PANEL]
    }

    /// The same for some of the inputs only.
    pub(crate) fn of_inputs(&self, runs: &[Range<usize>]) -> Self {
        let panels = self.panels.chunks_exact(self.inputs);
        let panels = panels.flat_map(|panel| runs.iter().flat_map(|run| &panel[run.clone()])).copied();
        let inputs = runs.iter().map(Range::len).sum();
        Self { inputs, panels: panels.collect(), bias: self.bias.clone(), ..*self }
    }

    /// Takes gradients of the outputs to gradients of the inputs: the same weights the other way round.
    pub fn transposed(&self) -> Self {
        let weight: Vec<f32> = (0..self.inputs)
            .flat_map(|input| (0..self.outputs).map(move |output| self.weight(output, input)))
            .collect();
        Self::new(&weight, &vec![0.0; self.inputs], Activation::None)
    }

    /// Writes these weights, each output's times its factor, and these biases over those of a layer of the same shape.
    pub(crate) fn fold_into(&self, factors: &[f32], biases: &[f32], folded: &mut Self) {
        let panels = self.panels.chunks_exact(self.inputs).zip(folded.panels.chunks_exact_mut(self.inputs));
        let of_panels = factors.chunks(PANEL).zip(biases.chunks(PANEL)).zip(&mut folded.bias);
        for ((panel, folded), ((factors, biases), folded_bias)) in panels.zip(of_panels) {
            let filled = |numbers: &[f32]| array::from_fn(|lane| numbers.get(lane).copied().unwrap_or(0.0));
            let factors: [f32; PANEL] = filled(factors);
            *folded_bias = filled(biases);
            for (folded, weights) in folded.iter_mut().zip(panel) {
                *folded = array::from_fn(|lane| weights[lane] * factors[lane]);
            }
        }
    }

    /// The sums themselves.
    #[must_use]
    pub fn without_activation(&self) -> Self {
        self.with_activation(Activation::None)
    }

    /// The same sums, handed on in another way.
    pub(crate) fn with_activation(&self, activation: Activation) -> Self {
        Self { activation, ..self.clone() }
    }

    /// `input` `[pixels, inputs]` (without a border) → `output`, of the input's side and with `border`;
    /// `skip` `[pixels, outputs]` is added before the activation.
    pub fn run(
        &self,
        input: &FeatureMap,
        skip: Option<&FeatureMap>,
        border: Border,
        output: &mut FeatureMap,
    ) {
        output.reshape(input.side(), self.outputs, border);
        let lines = output.lines();
        let multiply_adds = output.num_pixels() * self.inputs * self.outputs;
        for_each_band(output.inner_lines_mut(), lines.length, multiply_adds, |first_line, band| {
            let first = first_line * lines.num_pixels;
            let end = first + band.len() / lines.length * lines.num_pixels;
            let skip = skip.map(|skip| &skip.values()[first * self.outputs..end * self.outputs]);
            self.multiply(&input.values()[first * self.inputs..end * self.inputs], skip, lines, band);
        });
    }

    /// `rows` `[pixels, inputs]` → `band`, whole lines of the output, one after the other;
    /// `skip` is `[pixels, outputs]`.
    pub(crate) fn multiply(&self, rows: &[f32], skip: Option<&[f32]>, lines: Lines, band: &mut [f32]) {
        let mut offsets = lines.offsets(self.outputs);
        let mut starts = [0; BLOCK];
        for (block, rows) in rows.chunks(BLOCK * self.inputs).enumerate() {
            let num_pixels = rows.len() / self.inputs;
            for start in &mut starts[..num_pixels] {
                *start = offsets.next_offset();
            }
            let skip = skip.map(|skip| &skip[block * BLOCK * self.outputs..][..num_pixels * self.outputs]);
            for (panel_index, panel) in self.panels.chunks_exact(self.inputs).enumerate() {
                let target = Target { panel: panel_index, starts: &starts[..num_pixels], skip };
                let mut pixel = 0;
                while pixel < num_pixels {
                    let rows = &rows[pixel * self.inputs..];
                    pixel += match num_pixels - pixel {
                        ROWS.. => self.tile::<ROWS>(rows, panel, target, pixel, band),
                        2.. => self.tile::<2>(rows, panel, target, pixel, band),
                        _ => self.tile::<1>(rows, panel, target, pixel, band),
                    };
                }
            }
        }
    }

    /// `COUNT` pixels by `PANEL` outputs; gives `COUNT`.
    #[inline(always)]
    fn tile<const COUNT: usize>(
        &self,
        rows: &[f32],
        panel: &[[f32; PANEL]],
        target: Target<'_>,
        pixel: usize,
        band: &mut [f32],
    ) -> usize {
        let rows = array::from_fn(|row| &rows[row * self.inputs..(row + 1) * self.inputs]);
        let sums: [[Lanes; 2]; COUNT] = sums(rows, panel, &self.bias[target.panel]);
        let channel = target.panel * PANEL;
        for (row, [mut low, mut high]) in sums.into_iter().enumerate() {
            let mut values = [0.0; PANEL];
            let end = (channel + PANEL).min(self.outputs);
            if let Some(skip) = target.skip {
                let skipped = &skip[(pixel + row) * self.outputs..][channel..end];
                match skipped.first_chunk() {
                    Some(skipped) => values = *skipped,
                    None => values[..skipped.len()].copy_from_slice(skipped),
                }
                let [of_low, of_high] = halves(&values);
                (low, high) = (low.add(of_low), high.add(of_high));
            }
            let (halves, _) = values.as_chunks_mut();
            self.activation.apply(low).store(&mut halves[0]);
            self.activation.apply(high).store(&mut halves[1]);
            let start = target.starts[pixel + row];
            match band[start + channel..].first_chunk_mut::<PANEL>() {
                Some(stored) if end == channel + PANEL => *stored = values,
                _ => band[start + channel..start + end].copy_from_slice(&values[..end - channel]),
            }
        }
        COUNT
    }
}

/// Where a block's sums go.
#[derive(Clone, Copy)]
struct Target<'a> {
    panel: usize,
    /// Of each pixel of the block, in the band.
    starts: &'a [usize],
    skip: Option<&'a [f32]>,
}

/// The innermost loop: `COUNT × PANEL` sums over the inputs.
#[inline(always)]
fn sums<const COUNT: usize>(
    rows: [&[f32]; COUNT],
    panel: &[[f32; PANEL]],
    bias: &[f32; PANEL],
) -> [[Lanes; 2]; COUNT] {
    let mut sums = [halves(bias); COUNT];
    let rows = rows.map(|row| &row[..panel.len()]);
    for (input, weights) in panel.iter().enumerate() {
        let weights = halves(weights);
        for (sums, row) in sums.iter_mut().zip(rows) {
            let value = Lanes::splat(row[input]);
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum = sum.add_product(value, weight);
            }
        }
    }
    sums
}

#[inline(always)]
fn halves(values: &[f32; PANEL]) -> [Lanes; 2] {
    let [a, b, c, d, e, f, g, h] = *values;
    [Lanes::load(&[a, b, c, d]), Lanes::load(&[e, f, g, h])]
}
