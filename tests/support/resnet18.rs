//! Weights and pictures by formula, as `tests/reference/generate_resnet18.py` computes them too.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;

use afterimage::backbone::resnet18_tensors;
use afterimage::protocol::NetworkName;
use afterimage::weights::{DecodedTensor, Weights};

use super::{floats_from_bytes, largest, largest_difference};

pub const CLASSES: usize = 10;
/// So many numbers of each gradient are among the golden ones.
const SAMPLES_A_TENSOR: usize = 256;

fn hashes(name: &str) -> impl Fn(usize) -> u32 {
    let key =
        name.bytes().fold(2_166_136_261_u32, |key, byte| (key ^ u32::from(byte)).wrapping_mul(16_777_619));
    move |index| {
        let mut value = (index as u32).wrapping_mul(2_654_435_761).wrapping_add(key);
        value = (value ^ (value >> 16)).wrapping_mul(0x85EB_CA6B);
        value = (value ^ (value >> 13)).wrapping_mul(0xC2B2_AE35);
        value ^ (value >> 16)
    }
}

/// Of one tensor by torchvision's name; no batch norm is the identity.
pub fn tensor_values(name: &str, shape: &[usize]) -> Vec<f32> {
    let hash = hashes(name);
    let uniform = |index| ((hash(index) >> 8) as i32 * 2 + 1 - (1 << 24)) as f32 / (1 << 24) as f32;
    let is_quarter = name.starts_with("fc.") || name.ends_with("bn2.weight");
    let scaled = |value: f32| match shape {
        [channels_out, _, height, width] => value * (6.0 / (channels_out * height * width) as f32).sqrt(),
        _ if name.starts_with("fc.") => value * (1.0 / 512_f32.sqrt()),
        _ if name.ends_with(".weight") || name.ends_with(".running_var") => value * 0.25 + 1.0,
        _ => value * 0.125,
    };
    let strength = if is_quarter { 0.25 } else { 1.0 };
    (0..shape.iter().product()).map(|index| scaled(uniform(index)) * strength).collect()
}

/// All of them, as a weight file would hold them.
pub fn weights() -> Weights {
    let tensor = |(name, shape): (String, Vec<usize>)| {
        let values = tensor_values(&name, &shape);
        (name, DecodedTensor { shape, values })
    };
    let tensors: BTreeMap<String, DecodedTensor> = resnet18_tensors().into_iter().map(tensor).collect();
    Weights::new(NetworkName::ResNet18.weight_file(), "resnet18/formula".to_owned(), tensors)
}

/// `[3, side, side]`, normalised.
pub fn normalised_picture(number: usize, side: usize) -> Vec<f32> {
    let (hash, kind) = (hashes("pictures"), number % CLASSES);
    let value = |place: usize| {
        let (channel, y, x) = (place / (side * side), place / side % side, place % side);
        let waves = (x * (kind + 1) + y * (2 * channel + 1) * (kind % 3 + 1)) * 8 % 128;
        let noise = hash(((number * 3 + channel) * side + y) * side + x) >> 25;
        (waves as f32 + noise as f32 - 127.5) / 127.5
    };
    (0..3 * side * side).map(value).collect()
}

/// Holds the gradients of the recipe's first step to those that PyTorch found: of each tensor its length, its largest
/// number, and samples.
pub fn compare_gradients<'a>(found: impl IntoIterator<Item = (&'a str, &'a [f32])>) {
    let golden = floats_from_bytes(include_bytes!("../reference/resnet18_gradients.bin"));
    let mut rest = golden.as_slice();
    let (mut worst, mut num_tensors) = (0.0_f32, 0);
    for (name, values) in found {
        let count = values.len().min(SAMPLES_A_TENSOR);
        let (tensor, others) = rest.split_at(2 + count);
        let ([norm, most], samples) = (tensor.first_chunk().unwrap(), &tensor[2..]);
        rest = others;
        let place = |sample: usize| if values.len() == count { sample } else { sample * 7919 % values.len() };
        let sampled: Vec<f32> = (0..count).map(|sample| values[place(sample)]).collect();
        let found_norm = values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt() as f32;
        let differences = [
            largest_difference(&sampled, samples) / most,
            (largest(values) - most).abs() / most,
            (found_norm - norm).abs() / norm,
        ];
        for difference in differences {
            assert!(difference <= 1e-3, "the gradient of {name} differs by {difference} of its largest");
            worst = worst.max(difference);
        }
        num_tensors += 1;
    }
    assert!(rest.is_empty());
    assert_eq!(num_tensors, 62, "20 convolutions, 20 batch norms of two tensors, and the last layer's two");
    println!("gradients within {worst:e} of the largest of their tensor");
}

/// The same of the running statistics after ten steps, of each batch norm its mean and then its variance.
pub fn compare_running_statistics<'a>(found: impl IntoIterator<Item = (&'a str, &'a [f32])>) {
    let golden = floats_from_bytes(include_bytes!("../reference/resnet18_running.bin"));
    let mut rest = golden.as_slice();
    let mut worst = 0.0_f32;
    for (name, values) in found {
        let (expected, others) = rest.split_at(values.len());
        rest = others;
        let difference = largest_difference(values, expected) / largest(expected);
        assert!(difference <= 1e-3, "{name} differs by {difference} of its largest");
        worst = worst.max(difference);
    }
    assert!(rest.is_empty());
    println!("running statistics within {worst:e} of the largest of their tensor");
}
