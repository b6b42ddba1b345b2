//! 1×1 convolution: a matrix product of pixels by channels, with bias, activation and skip fused in.

use std::array;

use crate::{Activation, Border, FeatureMap};

/// Output channels computed at once: two vectors of four.
const PANEL: usize = 8;
/// Pixels computed at once. Four rows of two vectors keep eight sums in registers, with room for the rest.
const ROWS: usize = 4;
/// Pixels whose inputs stay in the cache while all output channels pass over them.
const BLOCK: usize = 64;

/// A 1×1 convolution with its weights laid out for the kernel.
#[derive(Clone, Debug)]
pub struct Pointwise {
    inputs: usize,
    outputs: usize,
    /// `[outputs / PANEL][inputs]`
    panels: Vec<[f32; PANEL]>,
    /// `[outputs / PANEL]`
    bias: Vec<[f32; PANEL]>,
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

    /// Channels it gives.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// `input` `[pixels, inputs]` (without a border) → `output`, of the input's side and with `border`;
    /// `skip` `[pixels, outputs]` is added after the activation.
    pub fn run(
        &self,
        input: &FeatureMap,
        skip: Option<&FeatureMap>,
        border: Border,
        output: &mut FeatureMap,
    ) {
        output.reshape(input.side(), self.outputs, border);
        let num_pixels = input.num_pixels();
        self.multiply(&input.values()[..num_pixels * self.inputs], skip.map(FeatureMap::values), output);
    }

    /// As `run`, for rows that need not be a map: `[pixels of output, inputs]`.
    pub(crate) fn multiply(&self, rows: &[f32], skip: Option<&[f32]>, output: &mut FeatureMap) {
        let num_pixels = rows.len() / self.inputs;
        for block in (0..num_pixels).step_by(BLOCK) {
            let block_end = (block + BLOCK).min(num_pixels);
            for (panel_index, panel) in self.panels.chunks_exact(self.inputs).enumerate() {
                for first in (block..block_end).step_by(ROWS) {
                    // Past the last pixel the last one is computed again and not stored.
                    let row = |index: usize| {
                        let pixel = (first + index).min(num_pixels - 1);
                        &rows[pixel * self.inputs..(pixel + 1) * self.inputs]
                    };
                    let sums = sums([row(0), row(1), row(2), row(3)], panel, self.bias[panel_index]);
                    for (index, sum) in sums.iter().enumerate().take(block_end - first) {
                        let pixel = first + index;
                        let skipped =
                            skip.map(|skip| &skip[pixel * self.outputs..(pixel + 1) * self.outputs]);
                        self.store(sum, panel_index * PANEL, pixel, skipped, output);
                    }
                }
            }
        }
    }

    fn store(
        &self,
        sum: &[f32; PANEL],
        channel: usize,
        pixel: usize,
        skip: Option<&[f32]>,
        output: &mut FeatureMap,
    ) {
        let mut values = match self.activation {
            Activation::Relu6 => sum.map(|value| value.clamp(0.0, 6.0)),
            Activation::None => *sum,
        };
        let end = (channel + PANEL).min(self.outputs);
        if let Some(skip) = skip {
            for (value, skipped) in values.iter_mut().zip(&skip[channel..end]) {
                *value += skipped;
            }
        }
        let start = output.offset(pixel);
        output.values_mut()[start + channel..start + end].copy_from_slice(&values[..end - channel]);
    }
}

/// The innermost loop: `ROWS × PANEL` sums over the inputs.
#[inline(always)]
fn sums(rows: [&[f32]; ROWS], panel: &[[f32; PANEL]], bias: [f32; PANEL]) -> [[f32; PANEL]; ROWS] {
    let mut sums = [bias; ROWS];
    let [row_0, row_1, row_2, row_3] = rows;
    for ((((weights, a), b), c), d) in panel.iter().zip(row_0).zip(row_1).zip(row_2).zip(row_3) {
        for (sums, value) in sums.iter_mut().zip([a, b, c, d]) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
    }
    sums
}
