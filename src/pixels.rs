//! RGBA bytes → the normalised numbers the backbone expects.

use afterimage_kernels::{Border, FeatureMap};
#[cfg(feature = "burn")]
use burn::tensor::{Device, Tensor, TensorData};

use crate::error::{EngineError, EngineResult};

/// What the TF-Lite variant of EfficientNet subtracts and divides by.
pub(crate) const MEAN: f32 = 127.0;
pub(crate) const DEVIATION: f32 = 128.0;

/// `count` square RGBA pictures, one after the other → `[count, 3, side, side]`; alpha is ignored.
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
            values.extend(bytes.map(|&byte| (f32::from(byte) - MEAN) / DEVIATION));
        }
    }
    Ok(Tensor::from_data(TensorData::new(values, [count, 3, side, side]), device))
}

/// One square RGBA picture → a channel-last map `[side, side, 3]` with a border.
///
/// # Errors
/// `PixelsMalformed` when there are not exactly `side × side × 4` bytes.
pub fn map_from_pixels(pixels: &[u8], side: usize, border: Border) -> EngineResult<FeatureMap> {
    check_length(pixels, 1, side)?;
    let mut map = FeatureMap::zeros(side, 3, border);
    for (pixel, rgba) in pixels.chunks_exact(4).enumerate() {
        let start = map.offset(pixel);
        for (value, byte) in map.values_mut()[start..start + 3].iter_mut().zip(rgba) {
            *value = (f32::from(*byte) - MEAN) / DEVIATION;
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
