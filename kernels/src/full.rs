//! Ordinary k×k convolution, as a matrix product over patches; the network has one, its stem.

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

    /// `input` with the border of `border` → `output` with `output_border`; `patches` is scratch memory.
    pub fn run(
        &self,
        input: &FeatureMap,
        output_border: Border,
        patches: &mut Vec<f32>,
        output: &mut FeatureMap,
    ) {
        let side = input.side().div_ceil(self.stride);
        let row = input.padded_side() * input.channels();
        let run = self.kernel * input.channels();
        patches.clear();
        for y in 0..side {
            for x in 0..side {
                for tap in 0..self.kernel {
                    let start = (y * self.stride + tap) * row + x * self.stride * input.channels();
                    patches.extend_from_slice(&input.values()[start..start + run]);
                }
            }
        }
        output.reshape(side, self.product.outputs(), output_border);
        self.product.multiply(patches, None, output);
    }
}
