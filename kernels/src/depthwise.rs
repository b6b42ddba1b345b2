//! Depthwise convolution: one small kernel a channel, four channels at a time.

use std::array;

use crate::bands::for_each_band;
use crate::lanes::{Lanes, load_at};
use crate::{Activation, Border, FeatureMap};

/// Channels computed at once: one vector.
const LANES: usize = 4;
/// Neighbouring pixels computed at once, so that each input is read once for all taps that meet it. Every
/// map of a 224 px picture is a multiple of seven wide.
const TILE: usize = 7;
/// With a stride, fewer taps meet an input.
const STRIDED_TILE: usize = 4;

/// A depthwise convolution with its weights laid out for the kernel.
#[derive(Clone, Debug)]
pub struct Depthwise {
    pub(crate) channels: usize,
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    /// `[channels / LANES][kernel × kernel]`
    pub(crate) weights: Vec<[f32; LANES]>,
    /// `[channels / LANES]`
    pub(crate) bias: Vec<[f32; LANES]>,
    activation: Activation,
}

impl Depthwise {
    /// `weight` is `[channels, kernel, kernel]` row by row; `None` unless the channels are a multiple of 4,
    /// the kernel is 3 or 5, and the stride 1 or 2.
    pub fn new(
        weight: &[f32],
        bias: &[f32],
        kernel: usize,
        stride: usize,
        activation: Activation,
    ) -> Option<Self> {
        let (channels, taps) = (bias.len(), kernel * kernel);
        let is_supported = channels.is_multiple_of(LANES) && matches!((kernel, stride), (3 | 5, 1 | 2));
        if !is_supported || weight.len() != channels * taps {
            return None;
        }
        let weights = (0..channels / LANES)
            .flat_map(|group| {
                (0..taps).map(move |tap| array::from_fn(|lane| weight[(group * LANES + lane) * taps + tap]))
            })
            .collect();
        let bias = bias.as_chunks().0.to_vec();
        Some(Self { channels, kernel, stride, weights, bias, activation })
    }

    /// The border its input needs.
    pub fn border(&self, side: usize) -> Border {
        Border::same(side, self.kernel, self.stride)
    }

    /// Channels it takes and gives.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Side of its kernel.
    pub fn kernel(&self) -> usize {
        self.kernel
    }

    /// Pixels from one output to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Kernel of a channel, row by row: `[kernel, kernel]`.
    pub fn weights(&self, channel: usize) -> Vec<f32> {
        let taps = self.kernel * self.kernel;
        let group = &self.weights[channel / LANES * taps..][..taps];
        group.iter().map(|lanes| lanes[channel % LANES]).collect()
    }

    /// What is added to the sum of `channel`.
    pub fn bias(&self, channel: usize) -> f32 {
        self.bias[channel / LANES][channel % LANES]
    }

    /// Takes gradients of the outputs, spread as `FeatureMap::spread` does, to gradients of the inputs: each kernel
    /// is turned around by 180°.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let taps = self.kernel * self.kernel;
        let weights =
            self.weights.chunks_exact(taps).flat_map(|kernel| kernel.iter().rev().copied()).collect();
        let bias = vec![[0.0; LANES]; self.bias.len()];
        Self { stride: 1, weights, bias, activation: Activation::None, ..self.clone() }
    }

    /// The sums themselves.
    #[must_use]
    pub fn without_activation(&self) -> Self {
        Self { activation: Activation::None, ..self.clone() }
    }

    /// `input` with the border of `border` → `output`, without one, of `ceil(side / stride)` pixels a side.
    pub fn run(&self, input: &FeatureMap, output: &mut FeatureMap) {
        let side = input.side().div_ceil(self.stride);
        output.reshape(side, self.channels, Border::default());
        let row = input.padded_side() * self.channels;
        let multiply_adds = output.num_pixels() * self.channels * self.kernel * self.kernel;
        for_each_band(output.values_mut(), side * self.channels, multiply_adds, |first_line, band| {
            self.run_lines(&input.values()[first_line * self.stride * row..], row, side, band);
        });
    }

    /// `input`, lines of `row` values with their border, → `lines` of `side` pixels without one.
    pub(crate) fn run_lines(&self, input: &[f32], row: usize, side: usize, lines: &mut [f32]) {
        match (self.kernel, self.stride) {
            (3, 1) => self.convolve::<3, 1, TILE>(input, row, side, lines),
            (3, _) => self.convolve::<3, 2, STRIDED_TILE>(input, row, side, lines),
            (_, 1) => self.convolve::<5, 1, TILE>(input, row, side, lines),
            _ => self.convolve::<5, 2, STRIDED_TILE>(input, row, side, lines),
        }
    }

    fn convolve<const KERNEL: usize, const STRIDE: usize, const COUNT: usize>(
        &self,
        input: &[f32],
        input_row: usize,
        side: usize,
        lines: &mut [f32],
    ) {
        let channels = self.channels;
        for (line_index, line) in lines.chunks_exact_mut(side * channels).enumerate() {
            let start = line_index * STRIDE * input_row;
            let rows: [&[f32]; KERNEL] = array::from_fn(|tap| &input[start + tap * input_row..][..input_row]);
            let mut x = 0;
            for pixels in line.chunks_mut(COUNT * channels) {
                let rows = rows.map(|row| &row[x * STRIDE * channels..]);
                if pixels.len() == COUNT * channels {
                    self.tile::<KERNEL, STRIDE, COUNT>(rows, pixels);
                } else {
                    for (index, pixel) in pixels.chunks_exact_mut(channels).enumerate() {
                        let rows = rows.map(|row| &row[index * STRIDE * channels..]);
                        self.tile::<KERNEL, STRIDE, 1>(rows, pixel);
                    }
                }
                x += COUNT;
            }
        }
    }

    /// `COUNT` neighbouring pixels of one line, all channels.
    #[inline(always)]
    fn tile<const KERNEL: usize, const STRIDE: usize, const COUNT: usize>(
        &self,
        rows: [&[f32]; KERNEL],
        pixels: &mut [f32],
    ) {
        let channels = self.channels;
        for ((group, bias), weights) in
            self.bias.iter().enumerate().zip(self.weights.chunks_exact(KERNEL * KERNEL))
        {
            let mut sums = [Lanes::load(bias); COUNT];
            for (row, weights) in rows.iter().zip(weights.chunks_exact(KERNEL)) {
                let weights: [Lanes; KERNEL] = array::from_fn(|tap| Lanes::load(&weights[tap]));
                for column in 0..(COUNT - 1) * STRIDE + KERNEL {
                    let value = load_at(row, column * channels + group * LANES);
                    for (index, sum) in sums.iter_mut().enumerate() {
                        if (index * STRIDE..index * STRIDE + KERNEL).contains(&column) {
                            *sum = sum.add_product(value, weights[column - index * STRIDE]);
                        }
                    }
                }
            }
            for (index, sum) in sums.into_iter().enumerate() {
                if let Some(stored) = pixels[index * channels + group * LANES..].first_chunk_mut() {
                    self.activation.apply(sum).store(stored);
                }
            }
        }
    }
}
