//! Writes weight files; native only, used by the converter in `lab/` and by tests.

use half::f16;

use super::format::{MAGIC, VERSION};

/// A tensor with the payload it will have in the file, before compression.
#[derive(Clone, Debug)]
pub struct TensorToWrite {
    pub name: String,
    pub shape: Vec<usize>,
    pub bits: u8,
    /// As `format.rs` describes it for `bits`.
    pub payload: Vec<u8>,
}

impl TensorToWrite {
    /// A tensor kept in full precision.
    pub fn float32(name: &str, shape: &[usize], values: &[f32]) -> Self {
        let payload = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name: name.to_owned(), shape: shape.to_vec(), bits: 32, payload }
    }

    /// A tensor rounded to half precision.
    pub fn float16(name: &str, shape: &[usize], values: &[f32]) -> Self {
        let payload = values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect();
        Self { name: name.to_owned(), shape: shape.to_vec(), bits: 16, payload }
    }

    /// A tensor of integers in `−largest_integer ..= largest_integer` with one scale an output channel.
    ///
    /// The scale is rounded to f16 before the weights are divided by it, so that what is stored is what
    /// was rounded. Rounding keeps the sum of each channel's weights (see `round_keeping_sum`).
    pub fn quantised(name: &str, shape: &[usize], values: &[f32], largest_integer: i8) -> Self {
        let num_channels = shape[0];
        let values_per_channel = values.len() / num_channels;
        let mut scales = Vec::new();
        let mut integers = vec![0; values.len()];
        for (channel, weights) in values.chunks_exact(values_per_channel).enumerate() {
            let largest = weights.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
            // A channel may be all zeros, and must not divide by zero.
            let scale = f16::from_f32(largest / f32::from(largest_integer)).max(f16::from_bits(1));
            scales.extend(scale.to_le_bytes());
            let scaled: Vec<f32> = weights.iter().map(|weight| weight / scale.to_f32()).collect();
            for (position, integer) in
                round_keeping_sum(&scaled, f32::from(largest_integer)).into_iter().enumerate()
            {
                integers[position * num_channels + channel] = integer as i8 as u8;
            }
        }
        scales.extend(integers);
        let bits = (2.0 * f32::from(largest_integer) + 1.0).log2().ceil() as u8;
        Self { name: name.to_owned(), shape: shape.to_vec(), bits, payload: scales }
    }
}

/// The bytes of a weight file. `compress` makes one Zstandard frame; the same input gives the same bytes.
pub fn write_weights(
    network: &str,
    tensors: &[TensorToWrite],
    mut compress: impl FnMut(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let frames: Vec<Vec<u8>> = tensors.iter().map(|tensor| compress(&tensor.payload)).collect();
    let mut header = Vec::new();
    push_string(&mut header, network);
    header.extend((tensors.len() as u16).to_le_bytes());
    for (tensor, frame) in tensors.iter().zip(&frames) {
        push_string(&mut header, &tensor.name);
        header.push(tensor.shape.len() as u8);
        for &dimension in &tensor.shape {
            header.extend((dimension as u32).to_le_bytes());
        }
        header.push(tensor.bits);
        header.extend((frame.len() as u32).to_le_bytes());
        header.extend(crc32fast::hash(frame).to_le_bytes());
    }
    let mut file = MAGIC.to_vec();
    file.extend(VERSION.to_le_bytes());
    file.extend((header.len() as u32).to_le_bytes());
    file.extend(crc32fast::hash(&header).to_le_bytes());
    file.extend(header);
    file.extend(frames.into_iter().flatten());
    file
}

/// Rounds to integers whose sum is that of the numbers, to within one half.
///
/// What feeds a convolution here has passed ReLU6 and so is never negative: an error in the sum of the
/// weights shifts the whole channel, while errors that cancel mostly do not. The numbers nearest to being
/// rounded the other way are the ones that give way.
fn round_keeping_sum(numbers: &[f32], largest_integer: f32) -> Vec<f32> {
    let round = |number: &f32| number.round_ties_even().clamp(-largest_integer, largest_integer);
    let mut integers: Vec<f32> = numbers.iter().map(round).collect();
    let error = |position: usize, integers: &[f32]| f64::from(integers[position] - numbers[position]);
    let excess = (0..numbers.len()).map(|position| error(position, &integers)).sum::<f64>().round_ties_even();
    let direction = excess.signum();
    let mut candidates: Vec<usize> = (0..numbers.len())
        .filter(|&position| {
            let is_within = (integers[position] - direction as f32).abs() <= largest_integer;
            is_within && direction * error(position, &integers) > 0.0
        })
        .collect();
    candidates
        .sort_by(|&a, &b| (direction * error(b, &integers)).total_cmp(&(direction * error(a, &integers))));
    for position in candidates.into_iter().take(excess.abs() as usize) {
        integers[position] -= direction as f32;
    }
    integers
}

fn push_string(header: &mut Vec<u8>, text: &str) {
    header.push(text.len() as u8);
    header.extend(text.as_bytes());
}
