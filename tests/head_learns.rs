//! The head's training against ten losses computed elsewhere, and its promises about seeds and pauses.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use afterimage::dataset::Dataset;
use afterimage::error::EngineError;
use afterimage::features::FeatureCache;
use afterimage::protocol::{LabelledExample, Optimiser, Side, TrainingSettings};
use afterimage::training::Trainer;

const LENGTH: usize = 1280;
const CLASS_IDS: [u32; 3] = [10, 20, 30];

fn settings() -> TrainingSettings {
    TrainingSettings {
        optimiser: Optimiser::Sgd,
        learning_rate: 0.05,
        weight_decay: 0.1,
        batch_size: 64,
        label_smoothing: 0.1,
        balance_classes: false,
        hidden_units: None,
        tuning: None,
        schedule: None,
        validation_fraction: 0.0,
        seed: 7,
    }
}

/// The features of `tests/reference/generate_head_losses.py`.
fn features(num_examples: u32) -> FeatureCache {
    let mut cache = FeatureCache::new(LENGTH);
    for example in 0..num_examples {
        let value = |neuron: u32| {
            let noise = ((u64::from(example) * 7919 + u64::from(neuron) * 104_729) % 1009) as f32 / 1009.0;
            noise + if neuron % 3 == example % 3 { 0.5 } else { 0.0 }
        };
        let row: Vec<f32> = (0..LENGTH as u32).map(value).collect();
        cache.insert(&[example], &row).unwrap();
    }
    cache
}

fn examples(num_examples: u32, side: impl Fn(u32) -> Option<Side>) -> Vec<LabelledExample> {
    (0..num_examples)
        .map(|example| LabelledExample {
            example_id: example,
            class_id: CLASS_IDS[example as usize % 3],
            group: example,
            side: side(example),
            weight: None,
        })
        .collect()
}

fn trainer(num_examples: u32, settings: TrainingSettings) -> Trainer {
    let examples = examples(num_examples, |_| None);
    let dataset = Dataset::new(&CLASS_IDS, &examples, settings.validation_fraction, settings.seed).unwrap();
    Trainer::new(dataset, &features(num_examples), settings).unwrap()
}

fn losses(trainer: &mut Trainer, epochs: usize) -> Vec<f32> {
    (0..epochs).map(|_| trainer.train_epoch().unwrap().training.loss).collect()
}

#[test]
fn ten_losses_of_each_optimiser_match_the_reference() {
    let expected = [
        (
            Optimiser::Sgd,
            0.05,
            "0.933948 0.679033 0.429349 0.247368 0.138505 0.079523 0.048329 0.031541 0.022205 0.016850",
        ),
        (
            Optimiser::Adam,
            0.0005,
            "1.046906 0.996745 0.948144 0.901108 0.855685 0.811931 0.769880 0.729544 0.690932 0.654060",
        ),
        (
            Optimiser::AdamW,
            0.0005,
            "1.046906 0.996744 0.948139 0.901096 0.855654 0.811868 0.769774 0.729385 0.690708 0.653754",
        ),
    ];
    for (optimiser, learning_rate, expected) in expected {
        let mut trainer = trainer(12, TrainingSettings { optimiser, learning_rate, ..settings() });
        for (found, expected) in losses(&mut trainer, 10).iter().zip(expected.split(' ')) {
            let expected: f32 = expected.parse().unwrap();
            assert!((found - expected).abs() <= 1e-4, "{optimiser:?}: {found} instead of {expected}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_curve_and_another_seed_another() {
    let small_batches = TrainingSettings { batch_size: 4, hidden_units: Some(8), ..settings() };
    let curve = |settings| losses(&mut trainer(12, settings), 5);
    assert_eq!(curve(small_batches.clone()), curve(small_batches.clone()));
    assert_ne!(curve(small_batches.clone()), curve(TrainingSettings { seed: 8, ..small_batches }));
}

#[test]
fn batch_by_batch_and_epoch_by_epoch_give_the_same_head() {
    let settings = TrainingSettings { batch_size: 5, ..settings() };
    let (mut by_epoch, mut by_batch) = (trainer(12, settings.clone()), trainer(12, settings));
    let expected = losses(&mut by_epoch, 2);
    let mut found = Vec::new();
    while found.len() < 2 {
        by_batch.train_batch().unwrap();
        if by_batch.is_epoch_done() {
            found.push(by_batch.finish_epoch().unwrap().training.loss);
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn a_hidden_layer_learns_too() {
    let settings = TrainingSettings { hidden_units: Some(16), validation_fraction: 0.25, ..settings() };
    let mut trainer = trainer(36, settings);
    let losses = losses(&mut trainer, 30);
    assert!(losses[29] < 0.2 * losses[0], "{losses:?}");
    let report = trainer.evaluate();
    let validation = report.validation.unwrap();
    assert_eq!((validation.num_examples, report.training.num_examples), (9, 27));
    assert_eq!(report.confusion.iter().sum::<u32>(), 9);
    let diagonal = report.confusion[0] + report.confusion[4] + report.confusion[8];
    assert_eq!(validation.accuracy, diagonal as f32 / 9.0);
}

#[test]
fn more_pictures_and_classes_keep_what_was_learned() {
    let mut trainer = trainer(12, settings());
    losses(&mut trainer, 10);
    let before = trainer.evaluate().training.loss;
    let more = Dataset::new(&CLASS_IDS, &examples(15, |_| None), 0.0, 7).unwrap();
    assert!(trainer.update(more, &features(15), settings()).unwrap());
    assert_eq!(trainer.epoch(), 10);
    assert!(trainer.evaluate().training.loss < 2.0 * before);

    // Reordered, one class gone: the two that stay keep their columns.
    let fewer = Dataset::new(&[30, 10], &examples(12, |_| None), 0.0, 7).unwrap();
    assert!(trainer.update(fewer, &features(15), settings()).unwrap());
    assert_eq!(trainer.evaluate().training.accuracy, 1.0);

    let other = TrainingSettings { hidden_units: Some(4), ..settings() };
    let dataset = trainer.dataset().clone();
    assert!(!trainer.update(dataset, &features(15), other).unwrap(), "another architecture starts anew");
    assert_eq!(trainer.epoch(), 0);
}

#[test]
fn balanced_classes_weigh_the_rare_one_more() {
    let rare: Vec<LabelledExample> =
        examples(30, |_| None).into_iter().filter(|e| e.class_id != 30 || e.example_id < 3).collect();
    let rare_accuracy = |balance_classes| {
        let settings = TrainingSettings { balance_classes, learning_rate: 0.002, ..settings() };
        let dataset = Dataset::new(&CLASS_IDS, &rare, 0.0, 7).unwrap();
        let mut trainer = Trainer::new(dataset, &features(30), settings).unwrap();
        losses(&mut trainer, 3);
        let confidence = |p: &afterimage::protocol::ExamplePrediction| {
            if p.predicted_class_id == 30 { p.confidence } else { 0.0 }
        };
        trainer.predictions().iter().find(|p| p.example_id == 2).map(confidence).unwrap()
    };
    assert!(rare_accuracy(true) > rare_accuracy(false));
}

#[test]
fn a_diverging_run_says_so_and_keeps_the_last_good_head() {
    let mut trainer = trainer(12, TrainingSettings { learning_rate: 0.01, ..settings() });
    losses(&mut trainer, 2);
    let good = trainer.evaluate();
    let wild = TrainingSettings { learning_rate: 100.0, weight_decay: 1.0, batch_size: 1, ..settings() };
    let dataset = trainer.dataset().clone();
    trainer.update(dataset, &features(12), wild).unwrap();
    let diverged = (0..50).find_map(|_| trainer.train_epoch().err());
    assert!(matches!(diverged, Some(EngineError::TrainingDiverged { .. })), "{diverged:?}");
    assert!(trainer.head().is_finite());
    assert!(good.training.loss.is_finite());
}

#[test]
fn settings_out_of_range_are_refused_by_name() {
    let refused = |settings: TrainingSettings| {
        let dataset = Dataset::new(&CLASS_IDS, &examples(6, |_| None), 0.0, 7).unwrap();
        Trainer::new(dataset, &features(6), settings).err()
    };
    let named = |setting: &str| Some(EngineError::SettingOutOfRange { setting: setting.into() });
    assert_eq!(refused(settings()), None);
    assert_eq!(refused(TrainingSettings { learning_rate: f64::NAN, ..settings() }), named("learningRate"));
    assert_eq!(refused(TrainingSettings { weight_decay: -0.1, ..settings() }), named("weightDecay"));
    assert_eq!(refused(TrainingSettings { batch_size: 0, ..settings() }), named("batchSize"));
    assert_eq!(refused(TrainingSettings { label_smoothing: 0.6, ..settings() }), named("labelSmoothing"));
    assert_eq!(refused(TrainingSettings { hidden_units: Some(0), ..settings() }), named("hiddenUnits"));
}
