//! What a channel of a convolution is made of.

use crate::backbone::CpuBackbone;
use crate::error::{EngineError, EngineResult};
use crate::protocol::{ChannelWeights, Floats};

/// Its weights, those of the strongest input first; colours stay red, green, blue.
///
/// # Errors
/// `PlaceUnknown` when the backbone has no such channel, or the layer has no weights.
pub fn channel_weights(network: &CpuBackbone, layer: usize, channel: usize) -> EngineResult<ChannelWeights> {
    let unknown = || EngineError::PlaceUnknown { detail: format!("layer {layer} channel {channel}") };
    let shape = network.architecture().layers().get(layer).ok_or_else(unknown)?;
    let convolution = network.convolution(layer).ok_or_else(unknown)?;
    if channel >= convolution.outputs() {
        return Err(unknown());
    }
    let weights = convolution.weights(channel);
    let taps = shape.window.kernel * shape.window.kernel;
    let kernels: Vec<&[f32]> = weights.chunks_exact(taps).collect();
    let strength =
        |input: &u32| -> f32 { kernels[*input as usize].iter().map(|weight| weight * weight).sum() };
    let mut order: Vec<u32> = (0..kernels.len() as u32).collect();
    if shape.input.is_some() {
        order.sort_by(|one, other| strength(other).total_cmp(&strength(one)));
    }
    let sorted = order.iter().flat_map(|input| kernels[*input as usize]).copied().collect();
    Ok(ChannelWeights {
        layer: layer as u32,
        channel: channel as u32,
        bias: convolution.bias(channel),
        // A depthwise layer has one kernel a channel, which reads that channel.
        inputs: if kernels.len() == 1 { vec![channel as u32] } else { order },
        weights: Floats(sorted),
    })
}
