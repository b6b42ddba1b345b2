//! Every operation the engine uses, forward and backward, on a device and on the CPU device.

use burn::nn::loss::CrossEntropyLossConfig;
use burn::tensor::activation::softmax;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::protocol::{GpuRefusal, SelfTestCheck};

/// Differences come from the order of sums in single precision; a wrong kernel is off by far more.
const TOLERANCE: f32 = 2e-3;

/// One operation: its name, and a computation whose result is read as one list of numbers.
type Operation = (&'static str, fn(&Device) -> Tensor<1>);

const OPERATIONS: [Operation; 9] = [
    ("convolution 3×3, stride 2", |device| convolved(device, 8, 1, 3, 2).flatten(0, 3)),
    ("convolution 1×1", |device| convolved(device, 16, 1, 1, 1).flatten(0, 3)),
    ("depthwise convolution 3×3", |device| convolved(device, 8, 8, 3, 1).flatten(0, 3)),
    ("depthwise convolution 5×5, stride 2", |device| convolved(device, 8, 8, 5, 2).flatten(0, 3)),
    ("clamp, add and mean", |device| {
        let input = numbers([2, 8, 6, 6], device);
        let clamped = input.clone().mul_scalar(8.0).clamp(0.0, 6.0) + input;
        clamped.mean_dims(&[2, 3]).flatten(0, 3)
    }),
    ("matrix product and softmax", |device| {
        let product = numbers([5, 24], device).matmul(numbers([24, 7], device));
        softmax(product, 1).flatten(0, 1)
    }),
    ("convolution, backward", |device| backward(device, 8, 1, 3, 2)),
    ("depthwise convolution, backward", |device| backward(device, 8, 8, 3, 1)),
    ("cross-entropy, backward", |device| {
        let device = device.clone().autodiff();
        let logits = numbers([6, 4], &device).require_grad();
        let labels = Tensor::<1, Int>::from_data(TensorData::new(vec![0, 1, 2, 3, 0, 1], [6]), &device);
        let loss = CrossEntropyLossConfig::new().with_smoothing(Some(0.1)).init(&device);
        let gradients = loss.forward(logits.clone(), labels).backward();
        gradient_or_zero(logits.grad(&gradients), &device).flatten(0, 1)
    }),
];

/// All checks, or the first that failed with those before it.
pub async fn run(device: &Device) -> Result<Vec<SelfTestCheck>, (GpuRefusal, Vec<SelfTestCheck>)> {
    let mut checks = Vec::new();
    for (name, operation) in OPERATIONS {
        let found = match operation(device).into_data_async().await {
            Ok(data) => data.iter::<f32>().collect::<Vec<_>>(),
            Err(error) => {
                let reason =
                    GpuRefusal::SelfTestFailed { operation: name.to_owned(), detail: error.to_string() };
                return Err((reason, checks));
            }
        };
        let expected: Vec<f32> = operation(&Device::flex()).into_data().iter::<f32>().collect();
        let check = compare(name, &expected, &found);
        let has_passed = check.passed;
        let detail = format!("largest difference {}", check.max_difference);
        checks.push(check);
        if !has_passed {
            return Err((GpuRefusal::SelfTestFailed { operation: name.to_owned(), detail }, checks));
        }
    }
    Ok(checks)
}

/// A result of zeros or of another length fails as well: both have been seen from skipped kernels.
fn compare(operation: &str, expected: &[f32], found: &[f32]) -> SelfTestCheck {
    let differences = expected.iter().zip(found).map(|(expected, found)| (expected - found).abs());
    // `max` would pass over NaN, which is exactly what a broken kernel may give.
    let max_difference =
        differences.fold(
            0.0,
            |largest: f32, difference| {
                if difference.is_nan() { f32::INFINITY } else { largest.max(difference) }
            },
        );
    let is_alive = found.iter().any(|value| *value != 0.0);
    let passed = expected.len() == found.len() && is_alive && max_difference <= TOLERANCE;
    SelfTestCheck { operation: operation.to_owned(), max_difference, passed }
}

fn convolved(device: &Device, channels_out: usize, groups: usize, kernel: usize, stride: usize) -> Tensor<4> {
    let input = numbers([2, 8, 12, 12], device);
    convolve(input, weight_of(device, channels_out, groups, kernel), kernel, stride, groups)
}

/// The gradients of a sum of squares with respect to the input and the weights, one after the other.
fn backward(device: &Device, channels_out: usize, groups: usize, kernel: usize, stride: usize) -> Tensor<1> {
    let device = device.clone().autodiff();
    let input = numbers([2, 8, 12, 12], &device).require_grad();
    let weight = weight_of(&device, channels_out, groups, kernel).require_grad();
    let output = convolve(input.clone(), weight.clone(), kernel, stride, groups);
    let gradients = output.square().mean().backward();
    let of_input = gradient_or_zero(input.grad(&gradients), &device).flatten(0, 3);
    let of_weight = gradient_or_zero(weight.grad(&gradients), &device).flatten(0, 3);
    Tensor::cat(vec![of_input, of_weight], 0)
}

fn convolve(input: Tensor<4>, weight: Tensor<4>, kernel: usize, stride: usize, groups: usize) -> Tensor<4> {
    let padding = (kernel / 2, kernel / 2);
    let options = ConvOptions::new_with_padding([stride, stride], [padding, padding], [1, 1], groups);
    conv2d(input, weight, None, options)
}

fn weight_of(device: &Device, channels_out: usize, groups: usize, kernel: usize) -> Tensor<4> {
    numbers([channels_out, 8 / groups, kernel, kernel], device)
}

/// A missing gradient becomes zeros, which `compare` refuses.
fn gradient_or_zero<const D: usize>(gradient: Option<Tensor<D>>, device: &Device) -> Tensor<D> {
    gradient.unwrap_or_else(|| Tensor::zeros([1; D], &device.clone().inner()))
}

/// Fixed numbers between −0.5 and 0.5 without a pattern that a wrong index could hit by chance.
fn numbers<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let count = shape.iter().product::<usize>() as u32;
    let values: Vec<f32> = (0..count)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 8) as f32 / (1 << 24) as f32 - 0.5)
        .collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

#[cfg(test)]
mod tests {
    use super::{compare, run};
    use burn::tensor::Device;

    #[test]
    fn the_cpu_device_agrees_with_itself() {
        let checks = pollster::block_on(run(&Device::flex())).map_err(|(reason, _)| reason);
        assert_eq!(checks.map(|checks| checks.len()), Ok(super::OPERATIONS.len()));
    }

    #[test]
    fn wrong_dead_short_and_undefined_results_fail() {
        assert!(compare("same", &[1.0, 2.0], &[1.0, 2.0]).passed);
        assert!(!compare("wrong", &[1.0, 2.0], &[1.0, 2.1]).passed);
        assert!(!compare("dead", &[0.0, 0.001], &[0.0, 0.0]).passed);
        assert!(!compare("short", &[1.0, 2.0], &[1.0]).passed);
        assert!(!compare("undefined", &[1.0, 2.0], &[1.0, f32::NAN]).passed);
    }
}
