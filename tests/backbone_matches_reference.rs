//! The backbone on the CPU device against numbers of the original network, with and without compression.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod support;

use afterimage::backbone::{CpuBackbone, EfficientNetLite0, ImageNetClassifier};
use afterimage::error::EngineError;
use afterimage::pixels::tensor_from_pixels;
use burn::tensor::{Device, Tensor, TensorData};
use support::{
    cosine, floats_from_bytes, floats_from_npy, largest_difference, shared_file, weight_file,
    weights_from_bytes,
};

const SIDE: usize = 224;

fn network(file: &str) -> EfficientNetLite0 {
    EfficientNetLite0::from_weights(weights_from_bytes(&weight_file(file)), &Device::flex()).unwrap()
}

fn classifier() -> ImageNetClassifier {
    let weights = weights_from_bytes(&weight_file("efficientnet-lite0-imagenet-float32.weights"));
    ImageNetClassifier::from_weights(weights, &Device::flex()).unwrap()
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

#[test]
fn synthetic_pictures_give_the_golden_features_and_logits() {
    let golden_features = floats_from_bytes(include_bytes!("reference/synthetic_features.bin"));
    let golden_logits = floats_from_bytes(include_bytes!("reference/synthetic_logits.bin"));
    let (network, classifier) = (network("efficientnet-lite0-float32.weights"), classifier());
    for number in 0..3 {
        let pixels = support::synthetic_pixels(number, SIDE);
        let features = network.features(tensor_from_pixels(&pixels, 1, SIDE, &Device::flex()).unwrap());
        let logits = numbers(classifier.logits(features.clone()));
        let features = numbers(features);
        assert!(cosine(&features, &golden_features[number * 1280..][..1280]) >= 0.99999);
        assert!(largest_difference(&logits, &golden_logits[number * 1000..][..1000]) <= 1e-2);
    }
}

#[test]
fn reference_pictures_give_the_reference_features_and_logits() {
    let (network, classifier) = (network("efficientnet-lite0-float32.weights"), classifier());
    for number in 0..3 {
        let file = |kind| shared_file(&format!("reference/lite0_{kind}_{number}.npy"));
        let (Some(input), Some(features), Some(logits)) = (file("input"), file("features"), file("logits"))
        else {
            return;
        };
        let input = TensorData::new(floats_from_npy(&input), [1, 3, SIDE, SIDE]);
        let found = network.features(Tensor::from_data(input, &Device::flex()));
        let found_logits = numbers(classifier.logits(found.clone()));
        assert!(cosine(&numbers(found), &floats_from_npy(&features)) >= 0.99999);
        assert!(largest_difference(&found_logits, &floats_from_npy(&logits)) <= 1e-2);
    }
}

#[test]
fn the_compressed_backbone_is_small_and_close_to_the_original() {
    let file = weight_file("efficientnet-lite0.weights");
    assert!(file.len() <= 2_700_000, "{} bytes", file.len());
    let golden_features = floats_from_bytes(include_bytes!("reference/synthetic_features.bin"));
    let network = network("efficientnet-lite0.weights");
    let pixels: Vec<u8> = (0..3).flat_map(|number| support::synthetic_pixels(number, SIDE)).collect();
    let features = numbers(network.features(tensor_from_pixels(&pixels, 3, SIDE, &Device::flex()).unwrap()));
    for number in 0..3 {
        let cosine = cosine(&features[number * 1280..][..1280], &golden_features[number * 1280..][..1280]);
        assert!(cosine >= 0.98, "picture {number}: {cosine}");
    }
}

#[test]
fn a_batch_gives_the_same_features_as_single_pictures_at_any_multiple_of_32() {
    let network = network("efficientnet-lite0.weights");
    for side in [64, 96] {
        let pixels: Vec<u8> = (0..2).flat_map(|number| support::synthetic_pixels(number, side)).collect();
        let together =
            numbers(network.features(tensor_from_pixels(&pixels, 2, side, &Device::flex()).unwrap()));
        let second = tensor_from_pixels(&pixels[side * side * 4..], 1, side, &Device::flex()).unwrap();
        assert!(largest_difference(&together[1280..], &numbers(network.features(second))) <= 1e-4);
    }
}

#[test]
fn a_wrong_number_of_bytes_is_refused() {
    let refused =
        |bytes: usize, count, side| tensor_from_pixels(&vec![0; bytes], count, side, &Device::flex()).err();
    let malformed =
        |expected_bytes, found_bytes| Some(EngineError::PixelsMalformed { expected_bytes, found_bytes });
    assert_eq!(refused(63, 1, 4), malformed(64, 63));
    assert_eq!(refused(0, 0, 4), malformed(0, 0));
    assert_eq!(refused(64, 1, 4), None);
}

#[test]
fn the_classifier_file_is_not_taken_for_a_backbone() {
    let weights = weights_from_bytes(&weight_file("efficientnet-lite0-imagenet.weights"));
    let refused = EfficientNetLite0::from_weights(weights, &Device::flex()).err();
    assert_eq!(refused, Some(EngineError::WeightsUnexpected { tensor: "stem.weight".into() }));
}

#[test]
fn our_kernels_give_what_burn_gives_at_any_side() {
    let file = weight_file("efficientnet-lite0.weights");
    let network = network("efficientnet-lite0.weights");
    let mut kernels = CpuBackbone::from_weights(&weights_from_bytes(&file)).unwrap();
    // Odd sides exercise every kind of padding; the second round reuses the first one's memory.
    for side in [224, 96, 75, 33, 32, 96] {
        let pixels = support::synthetic_pixels(1, side);
        let expected =
            numbers(network.features(tensor_from_pixels(&pixels, 1, side, &Device::flex()).unwrap()));
        let found = kernels.features(&pixels, side).unwrap();
        let difference = largest_difference(&found, &expected);
        assert!(difference <= 1e-3, "side {side}: {difference}");
        assert!(cosine(&found, &expected) >= 0.999_999);
    }
    assert!(matches!(kernels.features(&[0; 63], 4), Err(EngineError::PixelsMalformed { .. })));
}
