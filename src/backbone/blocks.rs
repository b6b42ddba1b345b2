//! The building blocks of EfficientNet-Lite: a convolution with its activation, and the inverted residual.

use burn::module::{Module, Param, ParamId};
use burn::nn::PaddingConfig2d;
use burn::nn::conv::Conv2d;
use burn::tensor::{Device, Tensor, TensorData};

use super::lite0::InvertedResidualShape;
use crate::error::EngineResult;
use crate::weights::Weights;

/// What a convolution looks like, before it has weights.
#[derive(Clone, Copy, Debug)]
pub struct ConvolutionShape {
    pub channels_in: usize,
    pub channels_out: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    pub stride: usize,
    /// One kernel a channel instead of one kernel for each pair of channels.
    pub is_depthwise: bool,
}

/// A convolution with its batch norm folded in, followed by ReLU6 or by nothing.
#[derive(Module, Debug)]
pub struct Convolution {
    convolution: Conv2d,
    is_activated: bool,
}

impl Convolution {
    /// Takes `{name}.weight` and `{name}.bias` out of the weights.
    ///
    /// # Errors
    /// `WeightsUnexpected` when one is absent or has another shape.
    pub fn from_weights(
        weights: &mut Weights,
        name: &str,
        shape: ConvolutionShape,
        is_activated: bool,
        device: &Device,
    ) -> EngineResult<Self> {
        let ConvolutionShape { channels_in, channels_out, kernel, stride, is_depthwise } = shape;
        let groups = if is_depthwise { channels_in } else { 1 };
        let weight_shape = [channels_out, channels_in / groups, kernel, kernel];
        let weight = weights.take(&format!("{name}.weight"), &weight_shape)?;
        let bias = weights.take(&format!("{name}.bias"), &[channels_out])?;
        let convolution = Conv2d {
            weight: Param::initialized(
                ParamId::new(),
                Tensor::from_data(TensorData::new(weight, weight_shape), device),
            ),
            bias: Some(Param::initialized(
                ParamId::new(),
                Tensor::from_data(TensorData::new(bias, [channels_out]), device),
            )),
            stride: [stride, stride],
            kernel_size: [kernel, kernel],
            dilation: [1, 1],
            groups,
            // TensorFlow's SAME: where the total is odd, the extra row and column go to the end.
            padding: PaddingConfig2d::Same,
        };
        Ok(Self { convolution, is_activated })
    }

    /// The device its weights are on.
    pub fn device(&self) -> Device {
        self.convolution.weight.val().device()
    }

    /// `[batch, channels_in, height, width]` → `[batch, channels_out, height / stride, width / stride]`
    pub fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let output = self.convolution.forward(input);
        if self.is_activated { output.clamp(0.0, 6.0) } else { output }
    }
}

/// Widen with 1×1, filter each channel, narrow with 1×1; add the input where the shapes allow.
#[derive(Module, Debug)]
pub struct InvertedResidual {
    expand: Option<Convolution>,
    depthwise: Convolution,
    project: Convolution,
    has_skip: bool,
}

impl InvertedResidual {
    /// Takes `{name}.expand`, `{name}.depthwise` and `{name}.project` out of the weights.
    ///
    /// # Errors
    /// `WeightsUnexpected` when one is absent or has another shape.
    pub fn from_weights(
        weights: &mut Weights,
        name: &str,
        shape: InvertedResidualShape,
        device: &Device,
    ) -> EngineResult<Self> {
        let InvertedResidualShape { channels_in, channels_out, kernel, stride, .. } = shape;
        let channels_inside = shape.channels_inside();
        let pointwise = |channels_in, channels_out| ConvolutionShape {
            channels_in,
            channels_out,
            kernel: 1,
            stride: 1,
            is_depthwise: false,
        };
        let depthwise = ConvolutionShape {
            channels_in: channels_inside,
            channels_out: channels_inside,
            kernel,
            stride,
            is_depthwise: true,
        };
        let mut convolution = |part: &str, shape, is_activated| {
            Convolution::from_weights(weights, &format!("{name}.{part}"), shape, is_activated, device)
        };
        Ok(Self {
            expand: match shape.is_expanded() {
                true => Some(convolution("expand", pointwise(channels_in, channels_inside), true)?),
                false => None,
            },
            depthwise: convolution("depthwise", depthwise, true)?,
            project: convolution("project", pointwise(channels_inside, channels_out), false)?,
            has_skip: shape.has_skip(),
        })
    }

    /// `[batch, channels_in, height, width]` → `[batch, channels_out, height / stride, width / stride]`
    pub fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let wide = match &self.expand {
            Some(expand) => expand.forward(input.clone()),
            None => input.clone(),
        };
        let output = self.project.forward(self.depthwise.forward(wide));
        if self.has_skip { output + input } else { output }
    }
}
