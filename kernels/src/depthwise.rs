//! Depthwise convolution: one k×k kernel a channel, sixteen channels at a time.

use std::array;

use crate::{Activation, Border, FeatureMap};

/// Channels computed at once: one cache line.
const LANES: usize = 16;

/// A depthwise convolution with its weights laid out for the kernel.
#[derive(Clone, Debug)]
pub struct Depthwise {
    channels: usize,
    kernel: usize,
    stride: usize,
    /// `[channels / LANES][kernel × kernel]`
    weights: Vec<[f32; LANES]>,
    /// `[channels / LANES]`
    bias: Vec<[f32; LANES]>,
    activation: Activation,
}

impl Depthwise {
    /// `weight` is `[channels, kernel, kernel]` row by row; `None` unless the channels are a multiple of 16
    /// and the kernel is 3 or 5.
    pub fn new(
        weight: &[f32],
        bias: &[f32],
        kernel: usize,
        stride: usize,
        activation: Activation,
    ) -> Option<Self> {
        let (channels, taps) = (bias.len(), kernel * kernel);
        if !channels.is_multiple_of(LANES) || !matches!(kernel, 3 | 5) || weight.len() != channels * taps {
            return None;
        }
        let weights = (0..channels / LANES)
            .flat_map(|group| {
                (0..taps).map(move |tap| array::from_fn(|lane| weight[(group * LANES + lane) * taps + tap]))
            })
            .collect();
        let bias = bias.chunks_exact(LANES).map(|chunk| array::from_fn(|lane| chunk[lane])).collect();
        Some(Self { channels, kernel, stride, weights, bias, activation })
    }

    /// The border its input needs.
    pub fn border(&self, side: usize) -> Border {
        Border::same(side, self.kernel, self.stride)
    }

    /// `input` with the border of `border` → `output`, without one, of `ceil(side / stride)` pixels a side.
    pub fn run(&self, input: &FeatureMap, output: &mut FeatureMap) {
        output.reshape(input.side().div_ceil(self.stride), self.channels, Border::default());
        match self.kernel {
            3 => self.convolve::<3>(input, output),
            _ => self.convolve::<5>(input, output),
        }
    }

    fn convolve<const KERNEL: usize>(&self, input: &FeatureMap, output: &mut FeatureMap) {
        let (channels, stride) = (self.channels, self.stride);
        let input_row = input.padded_side() * channels;
        let side = output.side();
        let source = input.values();
        for (y, line) in output.values_mut().chunks_exact_mut(side * channels).enumerate() {
            let rows: [&[f32]; KERNEL] = array::from_fn(|tap| {
                &source[(y * stride + tap) * input_row..(y * stride + tap + 1) * input_row]
            });
            for (group, weights) in self.weights.chunks_exact(KERNEL * KERNEL).enumerate() {
                for (x, pixel) in line.chunks_exact_mut(channels).enumerate() {
                    let mut sums = self.bias[group];
                    for (row, weights) in rows.iter().zip(weights.chunks_exact(KERNEL)) {
                        let start = x * stride * channels + group * LANES;
                        for (tap, weights) in weights.iter().enumerate() {
                            let values = &row[start + tap * channels..start + tap * channels + LANES];
                            for ((sum, value), weight) in sums.iter_mut().zip(values).zip(weights) {
                                *sum += value * weight;
                            }
                        }
                    }
                    if self.activation == Activation::Relu6 {
                        sums = sums.map(|sum| sum.clamp(0.0, 6.0));
                    }
                    pixel[group * LANES..(group + 1) * LANES].copy_from_slice(&sums);
                }
            }
        }
    }
}
