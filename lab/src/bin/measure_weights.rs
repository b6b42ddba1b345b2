//! `measure_weights FOLDER`: what compression costs, on pictures that `prepare_pictures.py` prepared there.
//!
//! Prints the cosine of compressed to float32 features and the agreement of their ImageNet answers for every
//! set; for sets with labels also the accuracy of a head trained on 10 pictures a class, with both. Leaves the
//! float32 features and the draws in the folder, for `compare_with_logistic_regression.py`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use afterimage::backbone::{EfficientNetLite0, ImageNetClassifier, LITE0_FEATURE_LENGTH};
use afterimage::dataset::Dataset;
use afterimage::error::EngineError;
use afterimage::features::FeatureCache;
use afterimage::metrics::index_of_largest;
use afterimage::pixels::tensor_from_pixels;
use afterimage::protocol::{LabelledExample, Side, TrainingSettings};
use afterimage::training::Trainer;
use afterimage::weights::{WeightReader, Weights};
use burn::tensor::{Device, Tensor, TensorData};
use lab::npy::Array;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIDE: usize = 224;
const LENGTH: usize = LITE0_FEATURE_LENGTH;
const SHOTS: usize = 10;
const SEEDS: u64 = 5;
const EPOCHS: usize = 50;

fn main() -> Outcome<()> {
    let folder = std::env::args().nth(1).ok_or("usage: measure_weights FOLDER")?;
    let network = |suffix: &str| {
        let weights = weights_from(&format!("weights/efficientnet-lite0{suffix}.weights"))?;
        EfficientNetLite0::from_weights(weights, &Device::flex()).map_err(refused)
    };
    let classifier = |suffix: &str| {
        let weights = weights_from(&format!("weights/efficientnet-lite0-imagenet{suffix}.weights"))?;
        ImageNetClassifier::from_weights(weights, &Device::flex()).map_err(refused)
    };
    let (float32, compressed) = (network("-float32")?, network("")?);
    let (classifier_float32, classifier_compressed) = (classifier("-float32")?, classifier("")?);
    for set in ["imagenet100", "flowers", "caltech12"] {
        let pictures = Array::open(&Path::new(&folder).join(format!("{set}_img.npy")))?;
        let reference = features(&float32, &pictures)?;
        let found = features(&compressed, &pictures)?;
        let cosines: Vec<f64> =
            reference.chunks(LENGTH).zip(found.chunks(LENGTH)).map(|(a, b)| cosine(a, b)).collect();
        let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
        let least = cosines.iter().copied().fold(1.0, f64::min);
        let expected = answers(&classifier_float32, &reference);
        let agreement = |classifier| {
            let found = answers(classifier, &found);
            expected.iter().zip(found).filter(|(a, b)| **a == *b).count()
        };
        println!(
            "{set}: {} pictures, cosine mean {mean:.5} least {least:.5}, same top-1 {} (classifier compressed too: {})",
            cosines.len(),
            agreement(&classifier_float32),
            agreement(&classifier_compressed),
        );
        if let Ok(labels) = Array::open(&Path::new(&folder).join(format!("{set}_y.npy")))
            && set != "imagenet100"
        {
            let labels = labels.integers()?;
            let draws: Vec<Vec<LabelledExample>> = (0..SEEDS).map(|seed| draw(&labels, seed)).collect();
            write_draws(&Path::new(&folder).join(format!("{set}_draws.txt")), &draws)?;
            let bytes: Vec<u8> = reference.iter().flat_map(|value| value.to_le_bytes()).collect();
            std::fs::write(Path::new(&folder).join(format!("{set}_features.bin")), bytes)?;
            let [before, after] = [probe(&reference, &draws)?, probe(&found, &draws)?];
            println!(
                "{set}: {SHOTS}-shot accuracy, {SEEDS} seeds: float32 {before:.4}, compressed {after:.4}"
            );
        }
    }
    Ok(())
}

fn refused(error: EngineError) -> Box<dyn Error> {
    format!("{error:?}").into()
}

fn weights_from(path: &str) -> Outcome<Weights> {
    let file = std::fs::read(path).map_err(|error| format!("{path}: {error}; run ./build.sh weights"))?;
    let mut reader = WeightReader::default();
    reader.push(&file).map_err(refused)?;
    reader.finish().map_err(refused)
}

/// `[pictures, 1280]`, row by row.
fn features(network: &EfficientNetLite0, pictures: &Array) -> Outcome<Vec<f32>> {
    let mut features = Vec::new();
    for rgb in pictures.bytes()?.chunks_exact(SIDE * SIDE * 3) {
        let rgba: Vec<u8> = rgb.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect();
        let picture = tensor_from_pixels(&rgba, 1, SIDE, &Device::flex()).map_err(refused)?;
        features.extend(network.features(picture).into_data().iter::<f32>());
    }
    Ok(features)
}

fn answers(classifier: &ImageNetClassifier, features: &[f32]) -> Vec<usize> {
    let shape = [features.len() / LENGTH, LENGTH];
    let features = Tensor::from_data(TensorData::new(features.to_vec(), shape), &Device::flex());
    let logits: Vec<f32> = classifier.logits(features).into_data().iter::<f32>().collect();
    logits.chunks(1000).map(index_of_largest).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// `SHOTS` pictures of each class for training, all the others for testing.
fn draw(labels: &[i64], seed: u64) -> Vec<LabelledExample> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut taken = BTreeMap::<i64, usize>::new();
    let labelled = |index: usize| {
        let taken = taken.entry(labels[index]).or_default();
        *taken += 1;
        let side = if *taken <= SHOTS { Side::Training } else { Side::Validation };
        let (example_id, class_id) = (index as u32, labels[index] as u32);
        LabelledExample { example_id, class_id, group: example_id, side: Some(side), weight: None }
    };
    order.into_iter().map(labelled).collect()
}

/// One line a seed: the numbers of the pictures trained on.
fn write_draws(path: &Path, draws: &[Vec<LabelledExample>]) -> Outcome<()> {
    let line = |draw: &Vec<LabelledExample>| {
        let trained_on = draw.iter().filter(|example| example.side == Some(Side::Training));
        trained_on.map(|example| example.example_id.to_string()).collect::<Vec<_>>().join(" ")
    };
    Ok(std::fs::write(path, draws.iter().map(line).collect::<Vec<_>>().join("\n"))?)
}

/// Mean test accuracy over the draws, with the page's default settings.
fn probe(features: &[f32], draws: &[Vec<LabelledExample>]) -> Outcome<f32> {
    let example_ids: Vec<u32> = (0..(features.len() / LENGTH) as u32).collect();
    let mut cache = FeatureCache::new(LENGTH);
    cache.insert(&example_ids, features).map_err(refused)?;
    let mut sum = 0.0;
    for (seed, examples) in draws.iter().enumerate() {
        let class_ids: Vec<u32> =
            examples.iter().map(|e| e.class_id).collect::<BTreeSet<_>>().into_iter().collect();
        let settings = TrainingSettings { seed: seed as u32, ..TrainingSettings::default() };
        let dataset = Dataset::new(&class_ids, examples, 0.0, settings.seed).map_err(refused)?;
        let mut trainer = Trainer::new(dataset, &cache, settings).map_err(refused)?;
        for _ in 0..EPOCHS {
            trainer.train_epoch().map_err(refused)?;
        }
        sum += trainer.evaluate().validation.map_or(0.0, |scores| scores.accuracy);
    }
    Ok(sum / draws.len() as f32)
}
