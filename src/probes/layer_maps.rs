//! What a layer made of a picture, as maps of its strongest or of chosen channels.

use afterimage_kernels::FeatureMap;

use crate::error::{EngineError, EngineResult};
use crate::protocol::{Floats, LayerChoice, SeenLayer};

/// Takes what was asked for out of a layer's map, which may have a border.
///
/// # Errors
/// `PlaceUnknown` when the layer has no such channel.
pub fn seen_layer(choice: &LayerChoice, map: &FeatureMap) -> EngineResult<SeenLayer> {
    let (num_channels, num_places) = (map.channels(), map.num_pixels());
    let mut means = vec![0.0; num_channels];
    let mut maxima = vec![f32::NEG_INFINITY; num_channels];
    for pixel in 0..num_places {
        for ((mean, maximum), value) in means.iter_mut().zip(&mut maxima).zip(map.pixel(pixel)) {
            *mean += value / num_places as f32;
            *maximum = maximum.max(*value);
        }
    }
    let channels = if choice.channels.is_empty() {
        indices_from_largest(&means).into_iter().take(choice.strongest as usize).collect()
    } else {
        choice.channels.clone()
    };
    if channels.iter().any(|channel| *channel as usize >= num_channels) {
        return Err(EngineError::PlaceUnknown { detail: format!("layer {} channel", choice.layer) });
    }
    let mut maps = vec![0.0; channels.len() * num_places];
    for pixel in 0..num_places {
        let values = map.pixel(pixel);
        for (row, channel) in channels.iter().enumerate() {
            maps[row * num_places + pixel] = values[*channel as usize];
        }
    }
    Ok(SeenLayer {
        layer: choice.layer,
        side: map.side() as u32,
        channels,
        maps: Floats(maps),
        means: Floats(means),
        maxima: Floats(maxima),
    })
}

/// Positions of the values, that of the largest first; equal ones keep their order.
pub(super) fn indices_from_largest(values: &[f32]) -> Vec<u32> {
    let mut indices: Vec<u32> = (0..values.len() as u32).collect();
    indices.sort_by(|one, other| values[*other as usize].total_cmp(&values[*one as usize]));
    indices
}
