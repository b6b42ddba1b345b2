//! What happens to pictures before the network sees them: random crop, random flip, normalisation.

use burn::tensor::{Device, Tensor, TensorData};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::pictures::Picture;

/// How a picture is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variation {
    /// Where the crop begins in the padded picture, in pixels from the left and from the top.
    pub left: usize,
    pub top: usize,
    pub is_flipped: bool,
}

/// Black pixels added on every side before cropping: 4 for CIFAR-10's 32, and in proportion for other sides.
pub(crate) fn padding(side: usize) -> usize {
    side / 8
}

impl Variation {
    /// The picture as it is.
    pub(crate) fn none(side: usize) -> Self {
        Self { left: padding(side), top: padding(side), is_flipped: false }
    }

    /// Each crop is equally likely, and half of all pictures are flipped.
    pub(crate) fn random(side: usize, random: &mut ChaCha8Rng) -> Self {
        let mut below = |count: usize| ((u64::from(random.next_u32()) * count as u64) >> 32) as usize;
        let offsets = 2 * padding(side) + 1;
        Self { left: below(offsets), top: below(offsets), is_flipped: below(2) == 1 }
    }

    /// Bytes `[side, side, 3]` → bytes `[side, side, 3]`, cropped out of the padded picture, then mirrored.
    pub(crate) fn apply(self, pixels: &[u8], side: usize) -> Vec<u8> {
        let padding = padding(side);
        // Where a pixel of the result comes from in the picture without padding, if it comes from there.
        let inside = |at: usize, start: usize| (at + start).checked_sub(padding).filter(|at| *at < side);
        let mut varied = vec![0; pixels.len()];
        for (place, pixel) in varied.chunks_exact_mut(3).enumerate() {
            let (x, y) = (place % side, place / side);
            let x = if self.is_flipped { side - 1 - x } else { x };
            if let (Some(x), Some(y)) = (inside(x, self.left), inside(y, self.top)) {
                pixel.copy_from_slice(&pixels[(y * side + x) * 3..][..3]);
            }
        }
        varied
    }
}

/// Varied pictures → `[pictures, 3, side, side]`, each channel with mean 0.5 and deviation 0.5 of a full byte.
pub(crate) fn tensor_from_pictures(
    pictures: &[(&Picture, Variation)],
    side: usize,
    device: &Device,
) -> Tensor<4> {
    let mut values = Vec::with_capacity(pictures.len() * side * side * 3);
    for (picture, variation) in pictures {
        let pixels = variation.apply(&picture.pixels, side);
        for channel in 0..3 {
            let bytes = pixels.iter().skip(channel).step_by(3);
            values.extend(bytes.map(|&byte| (f32::from(byte) - 127.5) / 127.5));
        }
    }
    Tensor::from_data(TensorData::new(values, [pictures.len(), 3, side, side]), device)
}
