//! Ordinary k×k convolution, as a matrix product over patches; the network has one, its stem.

use crate::bands::for_each_band;
use crate::{Activation, Border, FeatureMap, Pointwise};

/// A convolution over all input channels.
#[derive(Clone, Debug)]
pub struct Full {
    kernel: usize,
    stride: usize,
    product: Pointwise,
}

impl Full {
    /// `weight` is `[outputs, inputs, kernel, kernel]` row by row.
    pub fn new(weight: &[f32], bias: &[f32], kernel: usize, stride: usize, activation: Activation) -> Self {
        let outputs = bias.len();
        let taps = kernel * kernel;
        let inputs = weight.len() / outputs / taps;
        // A patch lies row, column, channel; the weights are reordered to match.
        let mut reordered = vec![0.0; weight.len()];
        for output in 0..outputs {
            for input in 0..inputs {
                for tap in 0..taps {
                    reordered[(output * taps + tap) * inputs + input] =
                        weight[(output * inputs + input) * taps + tap];
                }
            }
        }
        Self { kernel, stride, product: Pointwise::new(&reordered, bias, activation) }
    }

    /// The border its input needs.
    pub fn border(&self, side: usize) -> Border {
        Border::same(side, self.kernel, self.stride)
    }

    /// `input` with the border of `border` → `output` with `output_border`.
    pub fn run(&self, input: &FeatureMap, output_border: Border, output: &mut FeatureMap) {
        let side = input.side().div_ceil(self.stride);
        output.reshape(side, self.product.outputs(), output_border);
        let lines = output.lines();
        let patch_length = self.product.inputs();
        let multiply_adds = output.num_pixels() * patch_length * self.product.outputs();
        for_each_band(output.inner_lines_mut(), lines.length, multiply_adds, |first_line, band| {
            // The patches of as many pixels as a line of the output has, which is one row where it has a border.
            let mut patches = vec![0.0; lines.num_pixels * patch_length];
            for (index, line) in band.chunks_exact_mut(lines.length).enumerate() {
                let first_pixel = (first_line + index) * lines.num_pixels;
                for (pixel, patch) in patches.chunks_exact_mut(patch_length).enumerate() {
                    self.copy_patch(input, (first_pixel + pixel) / side, (first_pixel + pixel) % side, patch);
                }
                self.product.multiply(&patches, None, lines, line);
            }
        });
    }

    fn copy_patch(&self, input: &FeatureMap, y: usize, x: usize, patch: &mut [f32]) {
        let row = input.padded_side() * input.channels();
        let run = self.kernel * input.channels();
        for (tap, part) in patch.chunks_exact_mut(run).enumerate() {
            let start = (y * self.stride + tap) * row + x * self.stride * input.channels();
            part.copy_from_slice(&input.values()[start..start + run]);
        }
    }
}
