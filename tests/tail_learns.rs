//! The last blocks of the backbone learn together with the head: every gradient is the slope of the loss.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod support;

use afterimage::backbone::{BranchShares, CpuBackbone};
use afterimage::features::normalise;
use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::protocol::{NetworkName, Optimiser, TrainingSettings, TuningSettings};
use afterimage::tail::Tail;
use afterimage::tuning::{TailSettings, Tuner};
use afterimage_kernels::{FeatureMap, Rule};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use support::{resnet18, synthetic_pixels, weight_file, weights_from_bytes};

const SIDE: usize = 64;
const LABELS: [usize; 4] = [0, 1, 2, 1];

fn network(name: NetworkName) -> CpuBackbone {
    let weights = match name {
        NetworkName::EfficientNetLite0 => {
            weights_from_bytes(&weight_file("efficientnet-lite0-float32.weights"))
        }
        NetworkName::ResNet18 => resnet18::weights(),
    };
    CpuBackbone::from_weights(&weights).unwrap()
}

/// A head that is wrong about most things, but not so wrong that gradients are cut.
fn head(network: &CpuBackbone, hidden_units: Option<usize>) -> Head {
    let feature_length = network.architecture().feature_length();
    let strength = if feature_length == 512 { 0.3 } else { 1.0 };
    let mut saved = Head::new(feature_length, 3, hidden_units, 4).save("", &[1, 2, 3], 1);
    for (index, weight) in saved.output.weight.0.iter_mut().enumerate() {
        *weight = (((index * 31) % 17) as f32 / 80.0 - 0.1) * strength;
    }
    Head::restore(&saved, feature_length).unwrap()
}

fn learner(head: &Head) -> Learner {
    // As good as nothing: what is measured is the tail's own part.
    let settings = TrainingSettings {
        optimiser: Optimiser::Sgd,
        learning_rate: 1e-9,
        weight_decay: 0.0,
        ..Default::default()
    };
    Learner::new(head, &settings, CrossEntropy::default())
}

/// What the first learning block reads.
fn maps(network: &mut CpuBackbone, first_block: usize) -> Vec<FeatureMap> {
    let pictures = (0..LABELS.len()).map(|number| {
        let input = network.input_map(&synthetic_pixels(number, SIDE), SIDE).unwrap();
        if first_block == 0 {
            return input;
        }
        let mut read = FeatureMap::default();
        let last = network.architecture().first_layer(first_block) - 1;
        network.walk(&input, last, |_, map| read = map.without_border());
        read
    });
    pictures.collect()
}

fn loss(tuner: &mut Tuner, head: &Head, maps: &[FeatureMap]) -> f32 {
    let features: Vec<f32> =
        maps.iter().flat_map(|map| normalise(&tuner.features(map)).collect::<Vec<f32>>()).collect();
    CrossEntropy::default().loss_and_deltas(&head.logits(&features), 3, 3, &LABELS, None).0
}

#[test]
fn a_step_lowers_the_loss_by_the_squared_length_of_the_gradient() {
    // The more layers learn, the shorter the steps for which the slope speaks.
    let lite0 = [(15, None, 1e-4), (13, None, 1e-4), (13, Some(12), 1e-4), (8, None, 1e-4), (0, None, 1e-5)]
        .map(|case| (NetworkName::EfficientNetLite0, case));
    let resnet18 =
        [(7, None, 1e-4), (4, Some(12), 1e-4), (0, None, 1e-5)].map(|case| (NetworkName::ResNet18, case));
    for (name, (first_block, hidden_units, learning_rate)) in lite0.into_iter().chain(resnet18) {
        let mut network = network(name);
        let maps = maps(&mut network, first_block);
        let mut head = head(&network, hidden_units);
        let mut learner = learner(&head);
        let settings =
            TailSettings { first_block, rule: Rule::Sgd, learning_rate, rate_decay: 1.0, weight_decay: 0.0 };
        let mut tuner = Tuner::new(&network, settings);
        let before = loss(&mut tuner, &head, &maps);
        let references: Vec<&FeatureMap> = maps.iter().collect();
        let report = tuner.step(&mut head, &mut learner, &references, &LABELS, None);
        assert!((report.loss - before).abs() < 1e-5);
        let norms = tuner.gradient_norms();
        // A longer gradient would have been cut; a step along a shorter one lowers the loss to first order.
        let cut = norms.iter().filter(|norm| **norm > 1.0).count();
        let expected: f32 = learning_rate * norms.iter().map(|norm| norm * norm.min(1.0)).sum::<f32>();
        let lowered = before - loss(&mut tuner, &head, &maps);
        assert!(norms.iter().all(|norm| *norm > 0.0), "every layer learns: {norms:?}");
        assert!(
            (lowered - expected).abs() <= 0.05 * expected,
            "{name:?} from block {first_block}: {lowered} for {expected}, {cut} cut"
        );
    }
}

#[test]
fn pictures_that_go_past_blocks_teach_what_they_went_through() {
    let mut network = network(NetworkName::EfficientNetLite0);
    let maps = maps(&mut network, 8);
    let references: Vec<&FeatureMap> = maps.iter().collect();
    let architecture = network.architecture().clone();
    let mut head = head(&network, None);
    let mut learner = learner(&head);
    let learning_rate = 1e-4;
    let settings =
        TailSettings { first_block: 8, rule: Rule::Sgd, learning_rate, rate_decay: 1.0, weight_decay: 0.0 };
    let mut tuner = Tuner::new(&network, settings);
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut shares: Vec<BranchShares> =
        maps.iter().map(|_| BranchShares::draw(&architecture, 8, 0.5, &mut random)).collect();
    // No picture goes through the last block that adds, and so nothing is said to it.
    let past = |shares: &BranchShares, layer: usize| shares.of(layer) == 0.0;
    let ends: Vec<usize> = (0..architecture.layers().len())
        .filter(|layer| architecture.layers()[*layer].skip.is_some() && *layer >= architecture.first_layer(8))
        .collect();
    let last = *ends.last().unwrap();
    while !shares.iter().all(|shares| past(shares, last))
        || ends.iter().any(|end| *end != last && shares.iter().all(|shares| past(shares, *end)))
    {
        shares = maps.iter().map(|_| BranchShares::draw(&architecture, 8, 0.5, &mut random)).collect();
    }
    let mut step = |shares: &[BranchShares]| {
        tuner.set_branch_shares(shares.to_vec());
        let loss = tuner.step(&mut head, &mut learner, &references, &LABELS, None).loss;
        (loss, tuner.gradient_norms())
    };
    let (before, norms) = step(&shares);
    let (after, _) = step(&shares);
    let expected: f32 = learning_rate * norms.iter().map(|norm| norm * norm.min(1.0)).sum::<f32>();
    assert!((before - after - expected).abs() <= 0.05 * expected, "{before} to {after}, not by {expected}");
    let first = architecture.first_layer(8);
    for (norm, number) in norms.iter().zip(first..) {
        assert_eq!(*norm == 0.0, (last - 2..=last).contains(&number), "layer {number}: {norm}");
    }
    let (whole, _) = step(&[]);
    assert!((whole - after).abs() > 1e-3, "without shares everything is gone through: {whole} {after}");
}

#[test]
fn what_is_kept_of_a_picture_is_counted_at_its_own_side() {
    let network = network(NetworkName::EfficientNetLite0);
    let tuning = TuningSettings { first_block: 14, ..TuningSettings::default() };
    let mut tail = Tail::new(&network, tuning, &TrainingSettings::default());
    assert_eq!(tail.map_bytes(), 7 * 7 * 192 * 4);
    for (side, places) in [(SIDE, 2), (288, 9)] {
        tail.begin_showing(side);
        assert_eq!(tail.map_bytes(), places * places * 192 * 4);
        tail.show(side as u32, 1, &synthetic_pixels(0, side), side).unwrap();
    }
    assert_eq!(tail.kept_bytes(), (2 * 2 + 9 * 9) * 192 * 4);
}

#[test]
fn a_few_steps_teach_what_the_head_alone_could_not() {
    let mut network = network(NetworkName::EfficientNetLite0);
    let maps = maps(&mut network, 14);
    let (mut head, references) = (head(&network, None), maps.iter().collect::<Vec<_>>());
    let mut learner = learner(&head);
    let settings = TailSettings {
        first_block: 14,
        rule: Rule::Adam,
        learning_rate: 1e-3,
        rate_decay: 0.8,
        weight_decay: 0.0,
    };
    let mut tuner = Tuner::new(&network, settings);
    let first = tuner.step(&mut head, &mut learner, &references, &LABELS, None).loss;
    for _ in 0..10 {
        tuner.step(&mut head, &mut learner, &references, &LABELS, None);
    }
    let last = loss(&mut tuner, &head, &maps);
    assert!(last < 0.2 * first, "{first} to {last}");
    let untouched = network.features(&synthetic_pixels(0, SIDE), SIDE).unwrap();
    assert_ne!(tuner.features(&maps[0]), untouched, "the backbone that was copied stays as it was");
}
