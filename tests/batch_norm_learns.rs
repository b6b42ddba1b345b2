//! ResNet-18 in our own kernels learns with its batch norm as PyTorch's training mode does: losses, gradients, statistics.
//!
//! The golden numbers are those that `resnet18_matches_pytorch.rs` holds burn to. The last layer is PyTorch's, on features
//! as they are; it is written out here, because the engine's head reads features of one length.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod support;

use afterimage::backbone::{BatchTape, CpuBackbone, LayerSlope, resnet18_tensors};
use afterimage::error::EngineError;
use afterimage::loss::CrossEntropy;
use afterimage::norm_tuning::NormTuner;
use afterimage::tuning::TailSettings;
use afterimage_kernels::{Activation, FeatureMap, Full, MapBatch, Rule, Step};
use std::collections::BTreeMap;
use support::resnet18::{self, CLASSES, normalised_picture, tensor_values, weights};
use support::{floats_from_bytes, largest, largest_difference};

const FEATURES: usize = 512;
const SIDE: usize = 32;
const BATCH: usize = 100;
/// Number of the first picture that is learned from.
const FIRST: usize = 8_200;
const LEARNING_RATE: f32 = 0.001;
const MOMENTUM: f32 = 0.9;

const RECIPE: TailSettings = TailSettings {
    first_block: 0,
    rule: Rule::Sgd,
    learning_rate: LEARNING_RATE,
    rate_decay: 1.0,
    weight_decay: 0.0,
};

fn network() -> CpuBackbone {
    CpuBackbone::from_weights(&weights()).unwrap()
}

fn pictures(network: &CpuBackbone, numbers: std::ops::Range<usize>, side: usize) -> Vec<FeatureMap> {
    let picture = |number| {
        let planes = normalised_picture(number, side);
        let mut map = FeatureMap::zeros(side, 3, network.input_border(side));
        for pixel in 0..side * side {
            let start = map.offset(pixel);
            for (channel, value) in map.values_mut()[start..start + 3].iter_mut().enumerate() {
                *value = planes[channel * side * side + pixel];
            }
        }
        map
    };
    numbers.map(picture).collect()
}

/// PyTorch's `nn.Linear` with its momentum.
struct LastLayer {
    /// `[classes, features]`
    weight: Vec<f32>,
    bias: Vec<f32>,
    moments: [Vec<f32>; 2],
}

impl LastLayer {
    fn new() -> Self {
        let weight = tensor_values("fc.weight", &[CLASSES, FEATURES]);
        let bias = tensor_values("fc.bias", &[CLASSES]);
        Self { moments: [vec![0.0; weight.len()], vec![0.0; bias.len()]], weight, bias }
    }

    /// The loss, how it grows with the features, and with weights and biases.
    fn loss(&self, features: &[f32], labels: &[usize]) -> (f32, Vec<f32>, [Vec<f32>; 2]) {
        let dot =
            |one: &[f32], other: &[f32]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f32>();
        let rows = features.chunks_exact(FEATURES);
        let logits: Vec<f32> = rows
            .clone()
            .flat_map(|row| {
                let of_class =
                    |class: usize| dot(row, &self.weight[class * FEATURES..][..FEATURES]) + self.bias[class];
                (0..CLASSES).map(of_class).collect::<Vec<_>>()
            })
            .collect();
        let (loss, deltas) = CrossEntropy::default().loss_and_deltas(&logits, CLASSES, CLASSES, labels, None);
        let mut of_features = vec![0.0; features.len()];
        let [mut of_weight, mut of_bias] = [vec![0.0; self.weight.len()], vec![0.0; CLASSES]];
        for (index, row) in rows.enumerate() {
            for class in 0..CLASSES {
                let delta = deltas[index * CLASSES + class];
                of_bias[class] += delta;
                for feature in 0..FEATURES {
                    of_features[index * FEATURES + feature] +=
                        delta * self.weight[class * FEATURES + feature];
                    of_weight[class * FEATURES + feature] += delta * row[feature];
                }
            }
        }
        (loss, of_features, [of_weight, of_bias])
    }

    fn learn(&mut self, gradients: &[Vec<f32>; 2]) {
        let parts = [&mut self.weight, &mut self.bias].into_iter().zip(&mut self.moments).zip(gradients);
        for ((values, moments), gradients) in parts {
            for ((value, moment), gradient) in values.iter_mut().zip(moments).zip(gradients) {
                *moment = MOMENTUM * *moment + gradient;
                *value -= LEARNING_RATE * *moment;
            }
        }
    }
}

#[test]
fn ten_steps_of_the_recipe_go_as_in_pytorch() {
    let golden_losses = floats_from_bytes(include_bytes!("reference/resnet18_losses.bin"));
    let mut tuner = NormTuner::new(&network(), RECIPE);
    let mut last_layer = LastLayer::new();
    let mut worst = 0.0_f32;
    assert_eq!(golden_losses.len(), 10);
    for (step, golden) in golden_losses.into_iter().enumerate() {
        let numbers = FIRST + step * BATCH..FIRST + (step + 1) * BATCH;
        let labels: Vec<usize> = numbers.clone().map(|number| number % CLASSES).collect();
        let maps = pictures(tuner.network(), numbers, SIDE);
        let tape = tuner.record(&maps.iter().collect::<Vec<_>>()).unwrap();
        let (loss, of_features, of_last_layer) = last_layer.loss(&tape.features(), &labels);
        let difference = (loss - golden).abs() / golden;
        println!("step {step}: loss {loss}, PyTorch {golden}");
        assert!(difference <= 1e-3, "step {step}: loss {loss}, not {golden}");
        worst = worst.max(difference);
        if step == 0 {
            let again = tuner.record(&maps.iter().collect::<Vec<_>>()).unwrap();
            compare_gradients(tuner.network(), again, &of_features, of_last_layer.clone());
        }
        tuner.learn(tape, &of_features);
        last_layer.learn(&of_last_layer);
    }
    println!("losses within {worst:e}");
    compare_running_statistics(tuner.network());
}

/// Of every tensor by torchvision's name.
fn gradients(network: &CpuBackbone, tape: BatchTape, of_features: &[f32]) -> BTreeMap<String, Vec<f32>> {
    let architecture = network.architecture().clone();
    let mut found = BTreeMap::new();
    tape.show_slopes(network, of_features, |slope| {
        let LayerSlope { number, input, of_sums, of_scale, of_shift, .. } = slope;
        let shape = &architecture.layers()[number];
        // A step of length 1 from nothing leads to the gradient, the other way round.
        let biases = vec![0.0; shape.channels_out];
        let nothing = vec![0.0; shape.num_weights()];
        let mut stepping = Full::new(&nothing, &biases, shape.window, Activation::None);
        let mut gradient = stepping.gradient();
        stepping.add_gradient_of_batch(input, of_sums, &mut gradient);
        let step = Step {
            rule: Rule::Sgd,
            learning_rate: 1.0,
            weight_decay: 0.0,
            max_gradient_norm: 1e9,
            number: 1,
        };
        let mut moments = gradient.moments(Rule::Sgd);
        stepping.learn(&gradient, &mut moments, &step);
        let weights = (0..shape.channels_out).flat_map(|output| stepping.weights(output));
        let norm = shape.norm.as_ref().unwrap();
        found.insert(format!("{}.weight", shape.name), weights.map(|value| -value).collect());
        found.insert(format!("{norm}.weight"), of_scale);
        found.insert(format!("{norm}.bias"), of_shift);
    });
    found
}

fn compare_gradients(
    network: &CpuBackbone,
    tape: BatchTape,
    of_features: &[f32],
    [of_weight, of_bias]: [Vec<f32>; 2],
) {
    let mut found = gradients(network, tape, of_features);
    found.insert("fc.weight".to_owned(), of_weight);
    found.insert("fc.bias".to_owned(), of_bias);
    let names = resnet18_tensors().into_iter().map(|(name, _)| name);
    let names: Vec<String> = names
        .filter(|name| !name.contains(".running_"))
        .chain(["fc.weight", "fc.bias"].map(String::from))
        .collect();
    resnet18::compare_gradients(names.iter().map(|name| (name.as_str(), found[name].as_slice())));
}

fn compare_running_statistics(network: &CpuBackbone) {
    let layers: BTreeMap<String, usize> = network
        .architecture()
        .layers()
        .iter()
        .enumerate()
        .filter_map(|(number, shape)| Some((shape.norm.clone()?, number)))
        .collect();
    let found: Vec<(String, Vec<f32>)> = resnet18_tensors()
        .into_iter()
        .filter_map(|(name, _)| {
            let (norm, kind) = name.rsplit_once(".running_")?;
            let norm = network.batch_norm(layers[norm])?;
            let values = if kind == "mean" { &norm.mean } else { &norm.variance };
            Some((name.clone(), values.to_vec()))
        })
        .collect();
    resnet18::compare_running_statistics(
        found.iter().map(|(name, values)| (name.as_str(), values.as_slice())),
    );
}

/// The loss of the formula's last layer with the batch's own statistics, as the last blocks read the maps.
fn loss_from(tuner: &NormTuner, maps: &[&FeatureMap], labels: &[usize]) -> (f32, Vec<f32>) {
    let features = tuner.record(maps).unwrap().features();
    let (loss, of_features, _) = LastLayer::new().loss(&features, labels);
    (loss, of_features)
}

/// What the blocks from `first_block` on read of a few pictures.
fn cut_maps(first_block: usize, sides: &[usize]) -> Vec<FeatureMap> {
    let mut network = network();
    let picture = |(number, side): (usize, &usize)| {
        let pixels = support::synthetic_pixels(number, *side);
        network.cut_map(first_block, &pixels, *side).unwrap()
    };
    sides.iter().enumerate().map(picture).collect()
}

#[test]
fn the_last_blocks_alone_go_down_their_slope() {
    const LABELS: [usize; 6] = [3, 1, 4, 1, 5, 9];
    for first_block in [7, 6, 3] {
        let settings = TailSettings { first_block, learning_rate: 2e-4, ..RECIPE };
        let mut tuner = NormTuner::new(&network(), settings);
        let maps = cut_maps(first_block, &[64; 6]);
        let maps: Vec<&FeatureMap> = maps.iter().collect();
        let (before, of_features) = loss_from(&tuner, &maps, &LABELS);
        let found = gradients(tuner.network(), tuner.record(&maps).unwrap(), &of_features);
        let squares: f32 = found.values().flatten().map(|value| value * value).sum();
        tuner.learn(tuner.record(&maps).unwrap(), &of_features);
        let (after, _) = loss_from(&tuner, &maps, &LABELS);
        let expected = settings.learning_rate * squares;
        println!("from block {first_block}: loss {before} to {after}, expected to fall by {expected}");
        assert!(((before - after) - expected).abs() <= 0.1 * expected, "from block {first_block}");
        let first_layer = tuner.network().architecture().first_layer(first_block);
        let still = network();
        for layer in 0..still.architecture().layers().len() {
            let learns = layer >= first_layer && still.convolution(layer).is_some();
            assert_eq!(tuner.network().differs(&still, layer), learns, "layer {layer}");
        }
    }
}

#[test]
fn it_looks_with_running_statistics_folded_in() {
    let mut tuner = NormTuner::new(&network(), RECIPE);
    let maps = pictures(tuner.network(), FIRST..FIRST + 10, SIDE);
    let maps: Vec<&FeatureMap> = maps.iter().collect();
    let (_, of_features) = loss_from(&tuner, &maps, &[0; 10]);
    let tape = tuner.record(&maps).unwrap();
    let of_batch = tape.features();
    tuner.learn(tape, &of_features);
    // The same layer by layer, from what the network keeps apart.
    let network = tuner.network().clone();
    let mut outputs: Vec<MapBatch> = Vec::new();
    for (number, shape) in network.architecture().layers().iter().enumerate() {
        let read = shape
            .input
            .map_or_else(|| MapBatch::from_maps(maps.iter().copied()), |input| outputs[input].clone());
        let Some(unfolded) = network.unfolded(number) else {
            let pool = afterimage_kernels::MaxPool::new(shape.window);
            let pooled: Vec<FeatureMap> = read
                .maps()
                .map(|map| {
                    let mut output = FeatureMap::default();
                    pool.run(&map, Default::default(), &mut output);
                    output
                })
                .collect();
            outputs.push(MapBatch::from_maps(&pooled));
            continue;
        };
        let mut sums = unfolded.convolution.run_batch(&read, None);
        let norm = &unfolded.norm;
        for (at, value) in sums.values_mut().iter_mut().enumerate() {
            let channel = at % shape.channels_out;
            let normalised = (*value - norm.mean[channel]) / (norm.variance[channel] + 1e-5).sqrt();
            let skip = shape.skip.map_or(0.0, |skip| outputs[skip].values()[at]);
            let sum = normalised * norm.scale[channel] + norm.shift[channel] + skip;
            *value = if shape.activation == Activation::Relu { sum.max(0.0) } else { sum };
        }
        outputs.push(sums);
    }
    let expected = outputs.last().unwrap().channel_means();
    let found: Vec<f32> = maps.iter().flat_map(|map| tuner.network_mut().features_from(0, map)).collect();
    let difference = largest_difference(&found, &expected) / largest(&expected);
    assert!(difference <= 1e-4, "{difference}");
    let together = tuner.network_mut().features_of_batch(0, &maps).concat();
    assert!(largest_difference(&together, &found) / largest(&found) <= 1e-5, "in whatever company");
    assert_ne!(found, of_batch, "while learning, the batch's own statistics count");
}

#[test]
fn a_scale_of_zero_can_be_left_again() {
    let mut weights = weights();
    for norm in ["layer4.1.bn2", "layer3.0.bn1"] {
        let channels = if norm.starts_with("layer4") { 512 } else { 256 };
        let tensor =
            afterimage::weights::DecodedTensor { shape: vec![channels], values: vec![0.0; channels] };
        weights = with_tensor(weights, &format!("{norm}.weight"), tensor);
    }
    let silent = CpuBackbone::from_weights(&weights).unwrap();
    let number =
        silent.architecture().layers().iter().position(|layer| layer.name == "layer4.1.conv2").unwrap();
    assert!(silent.convolution(number).unwrap().weights(5).iter().all(|weight| *weight == 0.0));
    let raw = silent.unfolded(number).unwrap();
    assert_eq!(raw.weight(), tensor_values("layer4.1.conv2.weight", &[512, 512, 3, 3]));
    let mut tuner = NormTuner::new(&silent, TailSettings { learning_rate: 0.1, ..RECIPE });
    let maps = pictures(tuner.network(), FIRST..FIRST + 10, SIDE);
    let maps: Vec<&FeatureMap> = maps.iter().collect();
    for _ in 0..2 {
        let (_, of_features) = loss_from(&tuner, &maps, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
        let tape = tuner.record(&maps).unwrap();
        tuner.learn(tape, &of_features);
    }
    let learned = tuner.network().unfolded(number).unwrap();
    assert!(learned.norm.scale.iter().any(|scale| *scale != 0.0));
    assert!(tuner.network().convolution(number).unwrap().weights(5).iter().any(|weight| *weight != 0.0));
    assert_ne!(learned.weight(), raw.weight(), "once the scale lets something through");
}

fn with_tensor(
    weights: afterimage::weights::Weights,
    name: &str,
    tensor: afterimage::weights::DecodedTensor,
) -> afterimage::weights::Weights {
    let mut tensors = weights.tensors().clone();
    tensors.insert(name.to_owned(), tensor);
    afterimage::weights::Weights::new(&weights.network, weights.fingerprint.clone(), tensors)
}

#[test]
fn pictures_of_one_batch_have_one_size_and_batch_norm_must_be_at_hand() {
    let tuner = NormTuner::new(&network(), RECIPE);
    let maps = cut_maps(0, &[64, 32]);
    let refused = tuner.record(&maps.iter().collect::<Vec<_>>()).err();
    let sizes = EngineError::PixelsMalformed { expected_bytes: 64 * 64 * 4, found_bytes: 32 * 32 * 4 };
    assert_eq!(refused, Some(sizes));
    assert!(network().has_batch_norm(0));
}
