//! What a channel of a convolution is made of.

use crate::backbone::{Convolution, CpuBackbone};
use crate::error::{EngineError, EngineResult};
use crate::protocol::{ChannelWeights, Floats};

/// Its weights, those of the strongest input first.
///
/// # Errors
/// `PlaceUnknown` when the backbone has no such channel.
pub fn channel_weights(network: &CpuBackbone, layer: usize, channel: usize) -> EngineResult<ChannelWeights> {
    let unknown = || EngineError::PlaceUnknown { detail: format!("layer {layer} channel {channel}") };
    let convolution = network.convolution(layer).ok_or_else(unknown)?;
    if channel >= convolution.outputs() {
        return Err(unknown());
    }
    let (inputs, weights, bias) = match convolution {
        Convolution::Full(full) => {
            let taps = full.kernel() * full.kernel();
            let of_input = |input| (0..taps).map(move |tap| full.weight(channel, input, tap));
            let weights = (0..full.inputs()).flat_map(of_input).collect();
            ((0..full.inputs() as u32).collect(), weights, full.bias(channel))
        }
        Convolution::Depthwise(depthwise) => {
            (vec![channel as u32], depthwise.weights(channel), depthwise.bias(channel))
        }
        Convolution::Pointwise(pointwise) => {
            let weight = |input: &u32| pointwise.weight(channel, *input as usize);
            let mut inputs: Vec<u32> = (0..pointwise.inputs() as u32).collect();
            inputs.sort_by(|one, other| weight(other).abs().total_cmp(&weight(one).abs()));
            let weights = inputs.iter().map(weight).collect();
            (inputs, weights, pointwise.bias(channel))
        }
    };
    Ok(ChannelWeights {
        layer: layer as u32,
        channel: channel as u32,
        bias,
        inputs,
        weights: Floats(weights),
    })
}
