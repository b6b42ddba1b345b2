//! `time_recipe [SIDE] [BATCH]`: what the classic recipe takes in the engine's own kernels, for 1,000 pictures.
//!
//! All of ResNet-18 with its batch norm learns from a few batches of drawn pictures, and looks at them afterwards as an
//! epoch does. The pictures are noise: how long it takes does not depend on what they show.

use std::error::Error;
use std::time::Instant;
use std::{array, env};

use afterimage::backbone::{CpuBackbone, untrained_weights};
use afterimage::error::EngineError;
use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::norm_tuning::NormTuner;
use afterimage::protocol::{NetworkName, Optimiser, TrainingSettings};
use afterimage::tuning::TailSettings;
use afterimage_kernels::{FeatureMap, Rule};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

type Outcome<T> = Result<T, Box<dyn Error>>;

const CLASSES: usize = 10;
const BATCHES: usize = 4;
/// As many as an epoch looks at together.
const LOOKED_AT_ONCE: usize = 16;

fn main() -> Outcome<()> {
    let numbers: Vec<usize> = env::args().skip(1).map(|number| number.parse()).collect::<Result<_, _>>()?;
    let [side, batch] = array::from_fn(|index| numbers.get(index).copied().unwrap_or([32, 100][index]));
    let network = CpuBackbone::from_weights(&untrained_weights(NetworkName::ResNet18, 1).map_err(refused)?);
    let network = network.map_err(refused)?;
    let settings = TailSettings {
        first_block: 0,
        rule: Rule::Sgd,
        learning_rate: 0.001,
        rate_decay: 1.0,
        weight_decay: 0.0,
    };
    let mut tuner = NormTuner::new(&network, settings);
    let mut head = Head::new(network.architecture().feature_length(), CLASSES, None, 1);
    let settings =
        TrainingSettings { optimiser: Optimiser::Sgd, learning_rate: 0.001, ..TrainingSettings::default() };
    let mut learner = Learner::new(&head, &settings, CrossEntropy::default());
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut pixels = vec![0; side * side * 4];
    let mut maps = Vec::with_capacity(batch);
    for _ in 0..batch {
        random.fill_bytes(&mut pixels);
        maps.push(network.input_map(&pixels, side).map_err(refused)?);
    }
    let maps: Vec<&FeatureMap> = maps.iter().collect();
    let labels: Vec<usize> = (0..batch).map(|number| number % CLASSES).collect();
    // The first step asks for all the memory.
    tuner.step(&mut head, &mut learner, &maps, &labels, None).map_err(refused)?;
    let seconds_of = |begin: Instant| begin.elapsed().as_secs_f64() * 1000.0 / (BATCHES * batch) as f64;
    let begin = Instant::now();
    for _ in 0..BATCHES {
        tuner.step(&mut head, &mut learner, &maps, &labels, None).map_err(refused)?;
    }
    let learned = seconds_of(begin);
    let begin = Instant::now();
    for _ in 0..BATCHES {
        for maps in maps.chunks(LOOKED_AT_ONCE) {
            tuner.network_mut().features_of_batch(0, maps);
        }
    }
    let looked = seconds_of(begin);
    println!(
        "{side} pixels, batches of {batch}: {learned:.2} s to learn from 1,000 pictures, {looked:.2} s to look at them"
    );
    Ok(())
}

fn refused(error: EngineError) -> Box<dyn Error> {
    format!("{error:?}").into()
}
