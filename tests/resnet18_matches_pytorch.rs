//! ResNet-18 in burn against PyTorch and torchvision: answers, losses, gradients, running statistics.
//!
//! The golden numbers and the formulas of weights and pictures are those of `reference/generate_resnet18.py`.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;

use afterimage::backbone::{NamedTensor, ResNet18};
use afterimage::error::EngineError;
use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use support::resnet18::{self, CLASSES, normalised_picture, tensor_values};
use support::{floats_from_bytes, largest, largest_difference};

const SIDES: [usize; 3] = [32, 64, 75];
const SIDE: usize = 32;
const BATCH: usize = 100;
/// Number of the first picture that is learned from.
const FIRST: usize = 8_200;

/// `[numbers, 3, side, side]`
fn pictures(numbers: std::ops::Range<usize>, side: usize, device: &Device) -> Tensor<4> {
    let count = numbers.len();
    let values: Vec<f32> = numbers.flat_map(|number| normalised_picture(number, side)).collect();
    Tensor::from_data(TensorData::new(values, [count, 3, side, side]), device)
}

fn network(device: &Device) -> ResNet18 {
    ResNet18::from_tensors(&mut |name, shape| Ok(tensor_values(name, shape)), CLASSES, device).unwrap()
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

// The tests.

#[test]
fn pictures_of_three_sides_give_the_golden_features_and_logits() {
    let golden = floats_from_bytes(include_bytes!("reference/resnet18_answers.bin"));
    let answering = network(&Device::flex());
    let learning = network(&Device::flex().autodiff()).valid();
    for ((number, side), golden) in SIDES.into_iter().enumerate().zip(golden.chunks_exact(512 + CLASSES)) {
        let (features, logits) = golden.split_at(ResNet18::FEATURE_LENGTH);
        for network in [&answering, &learning] {
            let picture = pictures(number..number + 1, side, &Device::flex());
            let found = [numbers(network.features(picture.clone())), numbers(network.logits(picture))];
            for ((kind, found), golden) in ["feature", "logit"].into_iter().zip(found).zip([features, logits])
            {
                let difference = largest_difference(&found, golden) / largest(golden);
                println!("side {side}: {kind}s within {difference:e} of the largest");
                assert!(difference <= 1e-4, "side {side}: a {kind} differs by {difference} of the largest");
            }
        }
    }
}

#[test]
fn ten_steps_of_the_recipe_go_as_in_pytorch() {
    let golden_losses = floats_from_bytes(include_bytes!("reference/resnet18_losses.bin"));
    let device = Device::flex().autodiff();
    let mut network = network(&device);
    let momentum = MomentumConfig::new().with_momentum(0.9).with_dampening(0.0);
    let mut optimiser = SgdConfig::new().with_momentum(Some(momentum)).init();
    assert_eq!(golden_losses.len(), 10);
    for (step, golden) in golden_losses.into_iter().enumerate() {
        let batch = FIRST + step * BATCH..FIRST + (step + 1) * BATCH;
        let labels: Vec<i32> = batch.clone().map(|number| (number % CLASSES) as i32).collect();
        let labels = Tensor::<1, Int>::from_data(TensorData::new(labels, [BATCH]), &device);
        let logits = network.logits(pictures(batch, SIDE, &device));
        let loss = CrossEntropyLossConfig::new().init(&device).forward(logits, labels);
        let value = loss.clone().into_scalar::<f32>();
        println!("step {step}: loss {value}, PyTorch {golden}");
        assert!((value - golden).abs() <= 1e-4 * golden, "step {step}: loss {value}, not {golden}");
        let gradients = loss.backward();
        if step == 0 {
            resnet18::compare_gradients(named(&network.gradients(&gradients)));
        }
        let gradients = GradientsParams::from_grads(gradients, &network);
        network = optimiser.step(0.001, network, gradients);
    }
    let tensors = network.tensors();
    resnet18::compare_running_statistics(named(&tensors).filter(|(name, _)| name.contains(".running_")));
}

fn named(tensors: &[NamedTensor]) -> impl Iterator<Item = (&str, &[f32])> {
    tensors.iter().map(|tensor| (tensor.name.as_str(), tensor.values.as_slice()))
}

#[test]
fn a_new_network_begins_as_torchvision_begins_it() {
    let by_name = |seed| -> BTreeMap<String, Vec<f32>> {
        let network = ResNet18::new(CLASSES, seed, &Device::flex()).unwrap();
        network.tensors().into_iter().map(|tensor| (tensor.name, tensor.values)).collect()
    };
    let (tensors, others) = (by_name(1), by_name(2));
    assert_eq!(tensors, by_name(1));
    assert_eq!(tensors.len(), 62 + 40);
    for (name, fan_out) in [("conv1.weight", 64 * 49), ("layer4.1.conv2.weight", 512 * 9)] {
        let values = &tensors[name];
        let variance = values.iter().map(|value| value * value).sum::<f32>() / values.len() as f32;
        let expected = 2.0 / fan_out as f32;
        assert!((variance / expected - 1.0).abs() <= 0.05, "{name}: variance {variance}, not {expected}");
        assert_ne!(values, &others[name]);
    }
    let bound = 1.0 / 512_f32.sqrt();
    let last = &tensors["fc.weight"];
    assert!(
        last.iter().all(|value| value.abs() <= bound) && last.iter().any(|value| value.abs() > 0.95 * bound)
    );
    assert!(tensors["layer3.0.downsample.1.weight"].iter().all(|value| *value == 1.0));
    assert!(tensors["layer3.0.downsample.1.running_var"].iter().all(|value| *value == 1.0));
    assert!(tensors["layer3.0.downsample.1.running_mean"].iter().all(|value| *value == 0.0));
}

#[test]
fn its_tensors_make_the_same_network_again_and_a_missing_one_is_named() {
    let network = network(&Device::flex());
    let mut tensors: BTreeMap<String, Vec<f32>> =
        network.tensors().into_iter().map(|tensor| (tensor.name, tensor.values)).collect();
    let again = |tensors: &BTreeMap<String, Vec<f32>>| {
        let mut source = |name: &str, shape: &[usize]| match tensors.get(name) {
            Some(values) if values.len() == shape.iter().product::<usize>() => Ok(values.clone()),
            _ => Err(EngineError::WeightsUnexpected { tensor: name.to_owned() }),
        };
        ResNet18::from_tensors(&mut source, CLASSES, &Device::flex())
    };
    let picture = pictures(7..8, SIDE, &Device::flex());
    let logits = numbers(again(&tensors).unwrap().logits(picture.clone()));
    assert_eq!(logits, numbers(network.logits(picture)));
    tensors.remove("layer2.0.downsample.0.weight");
    let missing = EngineError::WeightsUnexpected { tensor: "layer2.0.downsample.0.weight".into() };
    assert_eq!(again(&tensors).err(), Some(missing));
}
