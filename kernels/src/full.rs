//! Ordinary k×k convolution, as a matrix product over patches; the network has one, its stem.

use crate::bands::for_each_band;
use crate::{Activation, Border, FeatureMap, Pointwise};

/// A convolution over all input channels.
#[derive(Clone, Debug)]
pub struct Full {
    kernel: usize,
    stride: usize,
    pub(crate) product: Pointwise,
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

    /// What a colour at place `tap` of the kernel, counted row by row, is multiplied by on its way to `output`.
    pub fn weight(&self, output: usize, input: usize, tap: usize) -> f32 {
        self.product.weight(output, tap * self.inputs() + input)
    }

    /// What is added to the sum of `output`.
    pub fn bias(&self, output: usize) -> f32 {
        self.product.bias(output)
    }

    /// Channels it takes.
    pub fn inputs(&self) -> usize {
        self.product.inputs() / (self.kernel * self.kernel)
    }

    /// Channels it gives.
    pub fn outputs(&self) -> usize {
        self.product.outputs()
    }

    /// Side of its kernel.
    pub fn kernel(&self) -> usize {
        self.kernel
    }

    /// Pixels from one output to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Takes gradients of the outputs, spread as `FeatureMap::spread` does, to gradients of the inputs.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let (inputs, outputs) = (self.inputs(), self.product.outputs());
        let taps = self.kernel * self.kernel;
        let mut weight = vec![0.0; inputs * outputs * taps];
        for input in 0..inputs {
            for output in 0..outputs {
                for tap in 0..taps {
                    weight[(input * outputs + output) * taps + tap] =
                        self.weight(output, input, taps - 1 - tap);
                }
            }
        }
        Self::new(&weight, &vec![0.0; inputs], self.kernel, 1, Activation::None)
    }

    /// The sums themselves.
    #[must_use]
    pub fn without_activation(&self) -> Self {
        Self { product: self.product.without_activation(), ..self.clone() }
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

    pub(crate) fn copy_patch(&self, input: &FeatureMap, y: usize, x: usize, patch: &mut [f32]) {
        let row = input.padded_side() * input.channels();
        let run = self.kernel * input.channels();
        for (tap, part) in patch.chunks_exact_mut(run).enumerate() {
            let start = (y * self.stride + tap) * row + x * self.stride * input.channels();
            part.copy_from_slice(&input.values()[start..start + run]);
        }
    }
}
