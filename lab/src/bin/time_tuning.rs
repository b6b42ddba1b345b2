//! `time_tuning FOLDER`: steps of the last three blocks, one at a time, as `bench_tuning_step.py` asks for them.
//!
//! Writes what the first of the blocks reads of 16 pictures and the head that both begin with into the folder, as
//! little-endian float32. Then every line that comes in is one step on this one thread, and what goes out is its loss,
//! its milliseconds and the longest gradient of a layer.

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use afterimage::backbone::{CpuBackbone, LITE0_FEATURE_LENGTH};
use afterimage::error::EngineError;
use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::protocol::{Floats, Optimiser, SavedHead, SavedLayer, TrainingSettings};
use afterimage::tuning::{TailSettings, Tuner};
use afterimage::weights::WeightReader;
use afterimage_kernels::{FeatureMap, Rule};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIDE: usize = 224;
const BATCH: usize = 16;
const CLASSES: usize = 5;
const FIRST_BLOCK: usize = 13;
const LEARNING_RATE: f32 = 0.01;
/// So small that no gradient is shortened while losses are compared, which PyTorch would not do.
const LARGEST_HEAD_WEIGHT: f32 = 0.005;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder] = arguments.as_slice() else { return Err("usage: time_tuning FOLDER".into()) };
    let network = network()?;
    let mut tuner = Tuner::new(
        &network,
        TailSettings {
            first_block: FIRST_BLOCK,
            rule: Rule::Sgd,
            learning_rate: LEARNING_RATE,
            rate_decay: 1.0,
            weight_decay: 0.0,
        },
    );
    let maps: Vec<FeatureMap> = (0..BATCH)
        .map(|number| tuner.cut_map(&picture(number), SIDE).map_err(refused))
        .collect::<Outcome<_>>()?;
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let weights: Vec<f32> = (0..LITE0_FEATURE_LENGTH * CLASSES)
        .map(|_| random.random_range(-LARGEST_HEAD_WEIGHT..LARGEST_HEAD_WEIGHT))
        .collect();
    write(Path::new(folder), "maps.bin", maps.iter().flat_map(FeatureMap::values))?;
    write(Path::new(folder), "head.bin", &weights)?;

    let mut head = head(weights)?;
    let settings = TrainingSettings {
        optimiser: Optimiser::Sgd,
        learning_rate: f64::from(LEARNING_RATE),
        weight_decay: 0.0,
        ..Default::default()
    };
    let mut learner = Learner::new(&head, &settings, CrossEntropy::default());
    let (batch, labels) =
        (maps.iter().collect::<Vec<_>>(), (0..BATCH).map(|number| number % CLASSES).collect::<Vec<_>>());
    println!("ready");
    for line in stdin().lock().lines() {
        line?;
        let begin = Instant::now();
        let loss = tuner.step(&mut head, &mut learner, &batch, &labels, None).loss;
        let millis = begin.elapsed().as_secs_f64() * 1000.0;
        let longest = tuner.gradient_norms().into_iter().fold(0.0, f32::max);
        println!("{loss} {millis} {longest}");
        stdout().flush()?;
    }
    Ok(())
}

/// Another one for each number: a slope, stripes and some grain.
fn picture(number: usize) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(number as u64);
    let (across, down) = (number % 4 + 1, number / 4 + 1);
    let value = |index: usize| {
        let (pixel, channel) = (index / 4, index % 4);
        let (x, y) = (pixel % SIDE, pixel / SIDE);
        (x * across + y * down * (channel + 1)) % 200
    };
    (0..SIDE * SIDE * 4)
        .map(|index| (value(index) as u8).saturating_add(random.random_range(0..40)))
        .collect()
}

fn network() -> Outcome<CpuBackbone> {
    let file = fs::read("weights/efficientnet-lite0.weights")?;
    let mut reader = WeightReader::default();
    reader.push(&file).map_err(refused)?;
    CpuBackbone::from_weights(&reader.finish().map_err(refused)?).map_err(refused)
}

fn head(weights: Vec<f32>) -> Outcome<Head> {
    let saved = SavedHead {
        fingerprint: String::new(),
        class_ids: (0..CLASSES as u32).collect(),
        epoch: 0,
        hidden: None,
        output: SavedLayer { weight: Floats(weights), bias: Floats(vec![0.0; CLASSES]) },
        tail: None,
    };
    Head::restore(&saved, LITE0_FEATURE_LENGTH).map_err(refused)
}

fn write<'a>(folder: &Path, name: &str, values: impl IntoIterator<Item = &'a f32>) -> Outcome<()> {
    let bytes: Vec<u8> = values.into_iter().flat_map(|value| value.to_le_bytes()).collect();
    Ok(fs::write(folder.join(name), bytes)?)
}

fn refused(error: EngineError) -> Box<dyn Error> {
    format!("{error:?}").into()
}
