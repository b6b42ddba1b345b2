//! The building blocks of ResNet-18: a convolution without bias, batch norm as PyTorch keeps it, and the basic block.

use burn::module::{Module, Param, RunningState};
use burn::nn::conv::Conv2d;
use burn::nn::{BatchNorm, BatchNormConfig, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::module::batch_norm_train;
use burn::tensor::{Device, Tensor, TensorData};

use crate::error::EngineResult;

/// Gives the values of the tensor that has this name and this shape, row by row.
pub type TensorSource<'a> = dyn FnMut(&str, &[usize]) -> EngineResult<Vec<f32>> + 'a;

/// A parameter filled from the source; it learns when the device is one with autodiff.
fn parameter<const D: usize>(
    tensors: &mut TensorSource<'_>,
    name: &str,
    shape: [usize; D],
    device: &Device,
) -> EngineResult<Param<Tensor<D>>> {
    Ok(Param::from_tensor(tensor(tensors, name, shape, device)?))
}

/// A tensor filled from the source.
pub(super) fn tensor<const D: usize>(
    tensors: &mut TensorSource<'_>,
    name: &str,
    shape: [usize; D],
    device: &Device,
) -> EngineResult<Tensor<D>> {
    Ok(Tensor::from_data(TensorData::new(tensors(name, &shape)?, shape), device))
}

/// A convolution as ResNet has them: square, without bias, and padded so that stride 1 keeps the side.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConvolutionShape {
    pub channels_in: usize,
    pub channels_out: usize,
    pub kernel: usize,
    pub stride: usize,
}

impl ConvolutionShape {
    pub(super) fn build(
        self,
        tensors: &mut TensorSource<'_>,
        name: &str,
        device: &Device,
    ) -> EngineResult<Conv2d> {
        let Self { channels_in, channels_out, kernel, stride } = self;
        let shape = [channels_out, channels_in, kernel, kernel];
        let padding = kernel / 2;
        Ok(Conv2d {
            weight: parameter(tensors, &format!("{name}.weight"), shape, device)?,
            bias: None,
            stride: [stride, stride],
            kernel_size: [kernel, kernel],
            dilation: [1, 1],
            groups: 1,
            padding: PaddingConfig2d::Explicit(padding, padding, padding, padding),
        })
    }
}

/// Batch norm (Ioffe & Szegedy 2015) with PyTorch's numbers: momentum 0.1 for what is new, epsilon 1e-5.
pub(super) fn batch_norm(
    tensors: &mut TensorSource<'_>,
    name: &str,
    channels: usize,
    device: &Device,
) -> EngineResult<BatchNorm> {
    let mut norm = BatchNormConfig::new(channels).init(device);
    norm.gamma = parameter(tensors, &format!("{name}.weight"), [channels], device)?;
    norm.beta = parameter(tensors, &format!("{name}.bias"), [channels], device)?;
    let mut running = |kind| tensor(tensors, &format!("{name}.running_{kind}"), [channels], device);
    norm.running_mean = RunningState::new(running("mean")?);
    norm.running_var = RunningState::new(running("var")?);
    Ok(norm)
}

/// Applies batch norm: with the batch's own statistics where it learns, with the running ones where it does not.
///
/// burn's own `forward` keeps the running variance of the batch as it is; PyTorch keeps the unbiased one, which is
/// larger by `n / (n - 1)` for `n` values a channel. In the last maps of small pictures `n` is only the batch.
pub(super) fn normalise(norm: &BatchNorm, input: Tensor<4>) -> Tensor<4> {
    if !(input.device().is_autodiff() && norm.training.is_enabled()) {
        return norm.forward(input);
    }
    let [batch, _, height, width] = input.dims();
    let values = (batch * height * width) as f64;
    let result = batch_norm_train(input, norm.gamma.val(), norm.beta.val(), norm.epsilon);
    let follow = |state: &RunningState<Tensor<1>>, seen: Tensor<1>, factor: f64| {
        let kept = state.value_sync() * (1.0 - norm.momentum);
        state.update((kept + seen.detach() * (norm.momentum * factor)).detach());
    };
    follow(&norm.running_mean, result.mean, 1.0);
    // One value has no unbiased variance; its own, which is zero, stands for it.
    follow(&norm.running_var, result.variance, values / (values - 1.0).max(1.0));
    result.output
}

/// Two 3×3 convolutions and the input added (He et al. 2015, figure 2); 1×1 where the shape changes (option B).
#[derive(Module, Debug)]
pub(super) struct BasicBlock {
    conv1: Conv2d,
    bn1: BatchNorm,
    conv2: Conv2d,
    bn2: BatchNorm,
    downsample: Option<(Conv2d, BatchNorm)>,
}

impl BasicBlock {
    pub(super) fn build(
        tensors: &mut TensorSource<'_>,
        name: &str,
        channels_in: usize,
        channels_out: usize,
        stride: usize,
        device: &Device,
    ) -> EngineResult<Self> {
        let conv1 = ConvolutionShape { channels_in, channels_out, kernel: 3, stride };
        let conv2 = ConvolutionShape { channels_in: channels_out, stride: 1, ..conv1 };
        let shortcut = ConvolutionShape { kernel: 1, ..conv1 };
        let is_same_shape = channels_in == channels_out && stride == 1;
        Ok(Self {
            conv1: conv1.build(tensors, &format!("{name}.conv1"), device)?,
            bn1: batch_norm(tensors, &format!("{name}.bn1"), channels_out, device)?,
            conv2: conv2.build(tensors, &format!("{name}.conv2"), device)?,
            bn2: batch_norm(tensors, &format!("{name}.bn2"), channels_out, device)?,
            downsample: match is_same_shape {
                true => None,
                false => Some((
                    shortcut.build(tensors, &format!("{name}.downsample.0"), device)?,
                    batch_norm(tensors, &format!("{name}.downsample.1"), channels_out, device)?,
                )),
            },
        })
    }

    /// `[batch, channels_in, height, width]` → `[batch, channels_out, height / stride, width / stride]`
    pub(super) fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let inside = relu(normalise(&self.bn1, self.conv1.forward(input.clone())));
        let residual = normalise(&self.bn2, self.conv2.forward(inside));
        let shortcut = match &self.downsample {
            Some((convolution, norm)) => normalise(norm, convolution.forward(input)),
            None => input,
        };
        relu(residual + shortcut)
    }
}
