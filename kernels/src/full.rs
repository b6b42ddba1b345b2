//! Ordinary k×k convolution, as a matrix product over patches.

use crate::bands::for_each_band;
use crate::pointwise::BLOCK;
use crate::{Activation, Border, FeatureMap, Pointwise, Window};

/// A convolution over all input channels.
#[derive(Clone, Debug)]
pub struct Full {
    window: Window,
    pub(crate) product: Pointwise,
}

impl Full {
    /// `weight` is `[outputs, inputs, kernel, kernel]` row by row.
    pub fn new(weight: &[f32], bias: &[f32], window: Window, activation: Activation) -> Self {
        let outputs = bias.len();
        let taps = window.kernel * window.kernel;
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
        Self { window, product: Pointwise::new(&reordered, bias, activation) }
    }

    /// What a colour at place `tap` of the kernel, counted row by row, is multiplied by on its way to `output`.
    pub fn weight(&self, output: usize, input: usize, tap: usize) -> f32 {
        self.product.weight(output, tap * self.inputs() + input)
    }

    /// Those of one output: `[inputs, kernel, kernel]`.
    pub fn weights(&self, output: usize) -> Vec<f32> {
        let taps = self.kernel() * self.kernel();
        let of_input = |input| (0..taps).map(move |tap| self.weight(output, input, tap));
        (0..self.inputs()).flat_map(of_input).collect()
    }

    /// What is added to the sum of `output`.
    pub fn bias(&self, output: usize) -> f32 {
        self.product.bias(output)
    }

    /// Channels it takes.
    pub fn inputs(&self) -> usize {
        self.product.inputs() / (self.kernel() * self.kernel())
    }

    /// Channels it gives.
    pub fn outputs(&self) -> usize {
        self.product.outputs()
    }

    /// The square that one output reads.
    pub fn window(&self) -> Window {
        self.window
    }

    /// Side of its kernel.
    pub fn kernel(&self) -> usize {
        self.window.kernel
    }

    /// Takes gradients of the outputs, spread as `FeatureMap::spread` does, to gradients of the inputs.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let (inputs, outputs) = (self.inputs(), self.product.outputs());
        let taps = self.kernel() * self.kernel();
        let mut weight = vec![0.0; inputs * outputs * taps];
        for input in 0..inputs {
            for output in 0..outputs {
                for tap in 0..taps {
                    weight[(input * outputs + output) * taps + tap] =
                        self.weight(output, input, taps - 1 - tap);
                }
            }
        }
        Self::new(&weight, &vec![0.0; inputs], Window { stride: 1, ..self.window }, Activation::None)
    }

    /// The sums themselves.
    #[must_use]
    pub fn without_activation(&self) -> Self {
        self.with_activation(Activation::None)
    }

    /// The same sums, handed on in another way.
    #[must_use]
    pub fn with_activation(&self, activation: Activation) -> Self {
        Self { window: self.window, product: self.product.with_activation(activation) }
    }

    /// The border its input needs.
    pub fn border(&self, side: usize) -> Border {
        self.window.border(side)
    }

    /// `input` with the border of `border` → `output` with `output_border`; `skip` `[pixels, outputs]` is added before
    /// the activation.
    pub fn run(
        &self,
        input: &FeatureMap,
        skip: Option<&FeatureMap>,
        output_border: Border,
        output: &mut FeatureMap,
    ) {
        let (side, outputs) = (self.window.side_out(input.side()), self.outputs());
        output.reshape(side, outputs, output_border);
        let lines = output.lines();
        let patch_length = self.product.inputs();
        let multiply_adds = output.num_pixels() * patch_length * outputs;
        for_each_band(output.inner_lines_mut(), lines.length, multiply_adds, |first_line, band| {
            // As many patches at once as weights are read for, or a line of the output where that is longer.
            let lines_at_once = (BLOCK / lines.num_pixels).clamp(1, (band.len() / lines.length).max(1));
            let mut patches = vec![0.0; lines_at_once * lines.num_pixels * patch_length];
            for (index, part) in band.chunks_mut(lines_at_once * lines.length).enumerate() {
                let first_pixel = (first_line + index * lines_at_once) * lines.num_pixels;
                let num_pixels = part.len() / lines.length * lines.num_pixels;
                let patches = &mut patches[..num_pixels * patch_length];
                self.copy_patches(input, first_pixel, patches);
                let skip = skip.map(|skip| &skip.values()[first_pixel * outputs..][..num_pixels * outputs]);
                self.product.multiply(patches, skip, lines, part);
            }
        });
    }

    /// Fills `patches` with what the outputs from `first_pixel` on read, one after the other.
    pub(crate) fn copy_patches(&self, input: &FeatureMap, first_pixel: usize, patches: &mut [f32]) {
        let side = self.window.side_out(input.side());
        for (index, patch) in patches.chunks_exact_mut(self.product.inputs()).enumerate() {
            self.copy_patch(input, (first_pixel + index) / side, (first_pixel + index) % side, patch);
        }
    }

    fn copy_patch(&self, input: &FeatureMap, y: usize, x: usize, patch: &mut [f32]) {
        let Window { kernel, stride, .. } = self.window;
        let row = input.padded_side() * input.channels();
        let run = kernel * input.channels();
        for (tap, part) in patch.chunks_exact_mut(run).enumerate() {
            let start = (y * stride + tap) * row + x * stride * input.channels();
            part.copy_from_slice(&input.values()[start..start + run]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Full;
    use crate::{Activation, Border, FeatureMap, Window};

    const INPUTS: usize = 5;
    /// No multiple of a panel.
    const OUTPUTS: usize = 12;

    fn numbers(count: usize, seed: usize) -> Vec<f32> {
        (0..count).map(|index| ((index * 53 + seed * 97) % 37) as f32 / 18.5 - 1.0).collect()
    }

    fn map(side: usize, channels: usize, seed: usize) -> FeatureMap {
        let mut map = FeatureMap::zeros(side, channels, Border::default());
        map.values_mut().copy_from_slice(&numbers(side * side * channels, seed));
        map
    }

    /// One sum written out as PyTorch pads it.
    fn plain(input: &FeatureMap, weight: &[f32], window: Window, [row, column, output]: [usize; 3]) -> f32 {
        let Window { kernel, stride, .. } = window;
        let mut sum = 0.0;
        for tap in 0..kernel * kernel {
            let at = |place: usize, tap: usize| (place * stride + tap).checked_sub(kernel / 2);
            let (Some(y), Some(x)) = (at(row, tap / kernel), at(column, tap % kernel)) else { continue };
            if y < input.side() && x < input.side() {
                let read = input.pixel(y * input.side() + x).iter().enumerate();
                let weight = |channel| weight[(output * INPUTS + channel) * kernel * kernel + tap];
                sum += read.map(|(channel, value)| value * weight(channel)).sum::<f32>();
            }
        }
        sum
    }

    #[test]
    fn every_value_is_the_sum_written_out_with_bias_skip_and_activation() {
        let bias = numbers(OUTPUTS, 2);
        for (kernel, stride) in [(3, 1), (3, 2), (7, 2), (1, 2)] {
            let window = Window::centred(kernel, stride);
            let weight = numbers(OUTPUTS * INPUTS * kernel * kernel, 1);
            let layer = Full::new(&weight, &bias, window, Activation::Relu);
            // The last side fills more than one block of patches.
            for side in [1, 6, 9, 18] {
                let input = map(side, INPUTS, 3);
                let skip = map(window.side_out(side), OUTPUTS, 4);
                for (skip, border) in [
                    (None, Border::default()),
                    (Some(&skip), Border { before: 1, after: 1 }),
                    (Some(&skip), Border::default()),
                ] {
                    let mut found = FeatureMap::default();
                    layer.run(&input.with_border(layer.border(side)), skip, border, &mut found);
                    assert_eq!(found.side(), window.side_out(side));
                    for pixel in 0..found.num_pixels() {
                        for (output, bias) in bias.iter().enumerate() {
                            let place = [pixel / found.side(), pixel % found.side(), output];
                            let skipped = skip.map_or(0.0, |skip| skip.pixel(pixel)[output]);
                            let sum = plain(&input, &weight, window, place) + bias + skipped;
                            let value = found.pixel(pixel)[output];
                            assert!(
                                (value - sum.max(0.0)).abs() < 1e-4,
                                "{window:?} {place:?}: {value} {sum}"
                            );
                        }
                    }
                }
            }
        }
    }
}
