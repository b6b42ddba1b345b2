//! One value of the network as the sum that it is: every input, what it is multiplied by, and what comes out.

use afterimage_kernels::{FeatureMap, MaxPool};

use super::network_layers::TailLayers;
use crate::backbone::{CpuBackbone, LayerShape, Operation};
use crate::error::{EngineError, EngineResult};
use crate::features::normalising_factor;
use crate::head::Head;
use crate::metrics::probabilities;
use crate::protocol::{ExplainedValue, Floats, SavedLayer};

/// Which value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValuePlace {
    pub layer: usize,
    pub channel: usize,
    pub row: usize,
    pub column: usize,
}

impl ValuePlace {
    fn unknown(self) -> EngineError {
        EngineError::PlaceUnknown { detail: format!("{self:?}") }
    }
}

/// Takes a value apart, for the picture whose `input` map is given.
///
/// # Errors
/// `PlaceUnknown` when there is no such value.
pub fn explained_value(
    network: &mut CpuBackbone,
    input: &FeatureMap,
    head: Option<&Head>,
    place: ValuePlace,
) -> EngineResult<ExplainedValue> {
    let architecture = network.architecture().clone();
    match architecture.layers().get(place.layer) {
        Some(layer) => of_layer(network, input, layer, place),
        None => {
            let mut final_map = FeatureMap::default();
            let last = architecture.last_layer();
            network.walk(input, last, |number, map| {
                if number == last {
                    final_map = map.without_border();
                }
            });
            let tail = TailLayers::new(&architecture, head.is_some_and(|head| head.hidden_units().is_some()));
            behind_the_backbone(&final_map, head, &tail, place)
        }
    }
}

fn of_layer(
    network: &mut CpuBackbone,
    input: &FeatureMap,
    layer: &LayerShape,
    place: ValuePlace,
) -> EngineResult<ExplainedValue> {
    let ValuePlace { channel, row, column, .. } = place;
    let mut read = input.without_border();
    let (mut given, mut skipped) = (FeatureMap::default(), None);
    network.walk(input, place.layer, |number, map| {
        if layer.input == Some(number) {
            read = map.without_border();
        }
        if layer.skip == Some(number) {
            skipped = Some(map.without_border());
        }
        if number == place.layer {
            given = map.without_border();
        }
    });
    if channel >= given.channels() || row >= given.side() || column >= given.side() {
        return Err(place.unknown());
    }
    let window = layer.window;
    let before = window.border(read.side()).before as i32;
    let first = |position: usize| (position * window.stride) as i32 - before;
    let (first_row, first_column) = (first(row), first(column));
    let taps = window.kernel * window.kernel;
    let pixel_at = |tap: usize| {
        let (y, x) = (first_row + (tap / window.kernel) as i32, first_column + (tap % window.kernel) as i32);
        let inside = 0..read.side() as i32;
        (inside.contains(&y) && inside.contains(&x)).then(|| y as usize * read.side() + x as usize)
    };
    let input_channels: Vec<usize> = match layer.operation {
        Operation::Full | Operation::Pointwise => (0..layer.channels_in).collect(),
        Operation::Depthwise | Operation::MaxPool => vec![channel],
    };
    let value_at = |channel: usize, tap: usize| pixel_at(tap).map_or(0.0, |pixel| read.pixel(pixel)[channel]);
    let inputs: Vec<f32> =
        input_channels.iter().flat_map(|channel| (0..taps).map(|tap| value_at(*channel, tap))).collect();
    let at = row * given.side() + column;
    let (weights, bias) = match network.convolution(place.layer) {
        Some(convolution) => (convolution.weights(channel), convolution.bias(channel)),
        None => {
            let largest = MaxPool::new(window).place_of_largest(&read, at, channel);
            let weight = |tap| if pixel_at(tap) == Some(largest) { 1.0 } else { 0.0 };
            ((0..taps).map(weight).collect(), 0.0)
        }
    };
    Ok(ExplainedValue {
        layer: place.layer as u32,
        channel: channel as u32,
        row: row as u32,
        column: column as u32,
        first_row,
        first_column,
        input_channels: input_channels.into_iter().map(|channel| channel as u32).collect(),
        sum: bias + dot(&inputs, &weights),
        inputs: Floats(inputs),
        weights: Floats(weights),
        bias,
        scale: 1.0,
        skip: skipped.map(|map| map.pixel(at)[channel]),
        value: given.pixel(at)[channel],
    })
}

fn behind_the_backbone(
    final_map: &FeatureMap,
    head: Option<&Head>,
    tail: &TailLayers,
    place: ValuePlace,
) -> EngineResult<ExplainedValue> {
    let ValuePlace { layer, channel, .. } = place;
    let features = final_map.channel_means();
    if layer == tail.pooling {
        let feature = *features.get(channel).ok_or(place.unknown())?;
        let num_places = final_map.num_pixels();
        let inputs = (0..num_places).map(|pixel| final_map.pixel(pixel)[channel]).collect();
        let weights = vec![1.0 / num_places as f32; num_places];
        return Ok(sum_of(place, vec![channel as u32], inputs, weights, 0.0, 1.0, feature));
    }
    let head = head.ok_or(EngineError::HeadMissing)?;
    let factor = normalising_factor(&features);
    let normalised: Vec<f32> = features.iter().map(|feature| feature * factor).collect();
    let logits = head.logits(&normalised);
    let linear = |layer: &SavedLayer, inputs: Vec<f32>, scale: f32, value: f32| {
        let outputs = layer.bias.0.len();
        let weights = layer.weight.0.iter().skip(channel).step_by(outputs).copied().collect();
        let channels = (0..inputs.len() as u32).collect();
        sum_of(place, channels, inputs, weights, layer.bias.0[channel], scale, value)
    };
    let saved = head.save("", &[], 0);
    let unknown = || place.unknown();
    if Some(layer) == tail.hidden {
        let hidden = saved.hidden.as_ref().ok_or_else(unknown)?;
        let value = *head.hidden_outputs(&normalised).get(channel).ok_or_else(unknown)?;
        return Ok(linear(hidden, features, factor, value));
    }
    if channel >= logits.len() {
        return Err(unknown());
    }
    if layer == tail.classes {
        return Ok(match saved.hidden {
            Some(_) => linear(&saved.output, head.hidden_outputs(&normalised), 1.0, logits[channel]),
            None => linear(&saved.output, features, factor, logits[channel]),
        });
    }
    if layer == tail.softmax {
        let value = probabilities(&logits)[channel];
        let channels = (0..logits.len() as u32).collect();
        let ones = vec![1.0; logits.len()];
        let sum = logits[channel];
        return Ok(ExplainedValue { sum, ..sum_of(place, channels, logits, ones, 0.0, 1.0, value) });
    }
    Err(unknown())
}

fn sum_of(
    place: ValuePlace,
    input_channels: Vec<u32>,
    inputs: Vec<f32>,
    weights: Vec<f32>,
    bias: f32,
    scale: f32,
    value: f32,
) -> ExplainedValue {
    ExplainedValue {
        layer: place.layer as u32,
        channel: place.channel as u32,
        row: 0,
        column: 0,
        first_row: 0,
        first_column: 0,
        input_channels,
        sum: bias + scale * dot(&inputs, &weights),
        inputs: Floats(inputs),
        weights: Floats(weights),
        bias,
        scale,
        skip: None,
        value,
    }
}

/// In double precision, so that a thousand terms leave no error of their own.
fn dot(inputs: &[f32], weights: &[f32]) -> f32 {
    let products = inputs.iter().zip(weights).map(|(input, weight)| f64::from(*input) * f64::from(*weight));
    products.sum::<f64>() as f32
}
