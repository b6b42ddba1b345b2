//! Which places of any layer speak for a class: Grad-CAM (Selvaraju et al. 2017, section 3).
//!
//! Each channel's map counts as much as the class's score grows with it on average. Of the paper's map this one
//! keeps the negative half as well, as what speaks against the class. The factor that brings features to one length
//! is held fixed, as for the exact map of the last layer, of which this one is then a multiple.

use afterimage_kernels::{Border, FeatureMap};

use crate::backbone::{BackwardNetwork, CpuBackbone, Start, Tape};
use crate::error::{EngineError, EngineResult};
use crate::features::normalising_factor;
use crate::head::Head;

/// `[side, side]`, and what each channel adds to it in all: `[channels]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassMapValues {
    pub side: usize,
    pub places: Vec<f32>,
    pub channels: Vec<f32>,
}

/// The map of a score, the sum of the logits times `direction` (`[classes]`), over the places of `layer`.
///
/// # Errors
/// `PlaceUnknown` when the backbone has no such layer.
pub fn class_map(
    network: &mut CpuBackbone,
    backward: &BackwardNetwork,
    input: &FeatureMap,
    head: &Head,
    direction: &[f32],
    layer: usize,
) -> EngineResult<ClassMapValues> {
    let last = backward.last_layer();
    let tape = Tape::record(network, input, last);
    let unknown = || EngineError::PlaceUnknown { detail: format!("layer {layer}") };
    let (Some(final_map), Some(map)) = (tape.map(last), tape.map(layer)) else { return Err(unknown()) };
    let gradient = score_gradient(final_map, head, direction);
    let gradient = match layer == last {
        true => gradient,
        false => backward.run(&tape, last, Start::Output, gradient, Some(layer)),
    };
    let weights = gradient.channel_means();
    let mut channels = vec![0.0; map.channels()];
    let mut places = vec![0.0; map.num_pixels()];
    for (pixel, place) in places.iter_mut().enumerate() {
        for ((value, weight), channel) in map.pixel(pixel).iter().zip(&weights).zip(&mut channels) {
            *place += value * weight;
            *channel += value * weight;
        }
    }
    Ok(ClassMapValues { side: map.side(), places, channels })
}

/// How a score grows with each value of the last map: the same at every place, because pooling is a mean.
pub fn score_gradient(final_map: &FeatureMap, head: &Head, direction: &[f32]) -> FeatureMap {
    let features = final_map.channel_means();
    let factor = normalising_factor(&features);
    let normalised: Vec<f32> = features.iter().map(|feature| feature * factor).collect();
    let share = factor / final_map.num_pixels() as f32;
    let of_features = head.feature_gradient(&normalised, direction);
    let mut gradient = FeatureMap::zeros(final_map.side(), final_map.channels(), Border::default());
    for pixel in gradient.values_mut().chunks_exact_mut(of_features.len().max(1)) {
        for (value, of_feature) in pixel.iter_mut().zip(&of_features) {
            *value = of_feature * share;
        }
    }
    gradient
}
