//! The backbone's layers as plain numbers, so that what they learned can be kept.

use afterimage_kernels::{Activation, Depthwise, Full, Pointwise};

use super::cpu::{Convolution, ConvolutionMut, CpuBackbone};
use super::layers::{ConvolutionKind, ConvolutionLayer, convolution_layers};
use crate::error::{EngineError, EngineResult};
use crate::protocol::{Floats, SavedLayer};

impl CpuBackbone {
    /// The layers from `first` on, in the order of `convolution_layers`. Weights are `[outputs, inputs, kernel, kernel]`
    /// row by row, with one input for a depthwise layer.
    pub fn saved_layers(&self, first: usize) -> Vec<SavedLayer> {
        (first..).map_while(|layer| self.convolution(layer)).map(saved).collect()
    }

    /// The same network with other numbers from layer `first` to the end.
    ///
    /// # Errors
    /// `HeadMismatch` when they do not fit the layers, or are no finite numbers.
    pub fn with_saved_layers(&self, first: usize, saved: &[SavedLayer]) -> EngineResult<Self> {
        let shapes = convolution_layers();
        if first + saved.len() != shapes.len() {
            return Err(EngineError::HeadMismatch);
        }
        let mut network = self.clone();
        for ((number, shape), saved) in shapes.iter().enumerate().skip(first).zip(saved) {
            let is_finite = saved.weight.0.iter().chain(&saved.bias.0).all(|value| value.is_finite());
            if !is_finite
                || saved.weight.0.len() != shape.num_weights()
                || saved.bias.0.len() != shape.channels_out
            {
                return Err(EngineError::HeadMismatch);
            }
            network.replace_layer(number, shape, saved).ok_or(EngineError::HeadMismatch)?;
        }
        Ok(network)
    }

    fn replace_layer(&mut self, number: usize, shape: &ConvolutionLayer, saved: &SavedLayer) -> Option<()> {
        let activation = if shape.is_activated { Activation::Relu6 } else { Activation::None };
        let (weight, bias, kernel, stride) = (&saved.weight.0, &saved.bias.0, shape.kernel, shape.stride);
        match self.convolution_mut(number)? {
            ConvolutionMut::Full(layer) => *layer = Full::new(weight, bias, kernel, stride, activation),
            ConvolutionMut::Depthwise(layer) => {
                *layer = Depthwise::new(weight, bias, kernel, stride, activation)?;
            }
            ConvolutionMut::Pointwise(layer) => *layer = Pointwise::new(weight, bias, activation),
        }
        Some(())
    }
}

impl ConvolutionLayer {
    /// Without biases.
    pub fn num_weights(&self) -> usize {
        let inputs = if self.kind == ConvolutionKind::Depthwise { 1 } else { self.channels_in };
        self.channels_out * inputs * self.kernel * self.kernel
    }
}

fn saved(convolution: Convolution<'_>) -> SavedLayer {
    let outputs = 0..convolution.outputs();
    let (weight, bias) = match convolution {
        Convolution::Full(layer) => {
            let taps = layer.kernel() * layer.kernel();
            let of_input = |output, input| (0..taps).map(move |tap| layer.weight(output, input, tap));
            let of_output = |output| (0..layer.inputs()).flat_map(move |input| of_input(output, input));
            (
                outputs.clone().flat_map(of_output).collect(),
                outputs.map(|output| layer.bias(output)).collect(),
            )
        }
        Convolution::Depthwise(layer) => (
            outputs.clone().flat_map(|channel| layer.weights(channel)).collect(),
            outputs.map(|channel| layer.bias(channel)).collect(),
        ),
        Convolution::Pointwise(layer) => {
            let of_output = |output| (0..layer.inputs()).map(move |input| layer.weight(output, input));
            (
                outputs.clone().flat_map(of_output).collect(),
                outputs.map(|output| layer.bias(output)).collect(),
            )
        }
    };
    SavedLayer { weight: Floats(weight), bias: Floats(bias) }
}
