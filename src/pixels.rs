//! RGBA bytes → the normalised numbers the backbone expects.

use afterimage_kernels::{Border, FeatureMap};
#[cfg(feature = "burn")]
use burn::tensor::{Device, Tensor, TensorData};

use crate::error::{EngineError, EngineResult};

/// What a network subtracts from bytes and divides them by, for red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normalisation {
    pub mean: [f32; 3],
    pub deviation: [f32; 3],
}

impl Normalisation {
    /// Of the TF-Lite variant of EfficientNet.
    pub const TF_LITE: Self = Self { mean: [127.0; 3], deviation: [128.0; 3] };
    /// Of torchvision's networks: mean and deviation of ImageNet's colours, there of numbers up to 1.
    pub const IMAGE_NET: Self = Self {
        mean: [0.485 * 255.0, 0.456 * 255.0, 0.406 * 255.0],
        deviation: [0.229 * 255.0, 0.224 * 255.0, 0.225 * 255.0],
    };

    /// One colour's byte as the network reads it.
    pub fn apply(&self, colour: usize, byte: f32) -> f32 {
        (byte - self.mean[colour]) / self.deviation[colour]
    }
}

/// `count` square RGBA pictures, one after the other → `[count, 3, side, side]`, as EfficientNet-Lite0 reads them;
/// alpha is ignored.
///
/// # Errors
/// `PixelsMalformed` when there are not exactly `count × side × side × 4` bytes.
#[cfg(feature = "burn")]
pub fn tensor_from_pixels(
    pixels: &[u8],
    count: usize,
    side: usize,
    device: &Device,
) -> EngineResult<Tensor<4>> {
    check_length(pixels, count, side)?;
    let area = side * side;
    let mut values = Vec::with_capacity(area * count * 3);
    for picture in pixels.chunks_exact(area * 4) {
        for channel in 0..3 {
            let bytes = picture.iter().skip(channel).step_by(4);
            values.extend(bytes.map(|&byte| Normalisation::TF_LITE.apply(channel, f32::from(byte))));
        }
    }
    Ok(Tensor::from_data(TensorData::new(values, [count, 3, side, side]), device))
}

/// One square RGBA picture → a channel-last map `[side, side, 3]` with a border.
///
/// # Errors
/// `PixelsMalformed` when there are not exactly `side × side × 4` bytes.
pub fn map_from_pixels(
    pixels: &[u8],
    side: usize,
    border: Border,
    normalisation: &Normalisation,
) -> EngineResult<FeatureMap> {
    check_length(pixels, 1, side)?;
    let mut map = FeatureMap::zeros(side, 3, border);
    for (pixel, rgba) in pixels.chunks_exact(4).enumerate() {
        let start = map.offset(pixel);
        for (colour, value) in map.values_mut()[start..start + 3].iter_mut().enumerate() {
            *value = normalisation.apply(colour, f32::from(rgba[colour]));
        }
    }
    Ok(map)
}

/// Whether these are the bytes of `count` square RGBA pictures.
///
/// # Errors
/// `PixelsMalformed` when they are not, or when there is no picture.
pub(crate) fn check_length(pixels: &[u8], count: usize, side: usize) -> EngineResult<()> {
    let expected_bytes = side.saturating_mul(side).saturating_mul(count).saturating_mul(4);
    if pixels.len() == expected_bytes && expected_bytes > 0 {
        return Ok(());
    }
    Err(EngineError::PixelsMalformed {
        expected_bytes: expected_bytes as u32,
        found_bytes: pixels.len() as u32,
    })
}
