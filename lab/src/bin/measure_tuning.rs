//! `measure_tuning FOLDER SET [NAME=VALUE …]`: what teaching the last blocks gains over the head alone.
//!
//! The pictures are those that `prepare_pictures.py` prepared in the folder: some of each class to train on, all
//! others to test. Prints one line a seed and the mean. Names: block, rule (sgd, adam, adamW), rate, decay (of the rate from
//! block to block), epochs, head (epochs of the head alone before), head_rate, shots, seeds, flip (1: mirrored too).

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;

use afterimage::backbone::{CpuBackbone, first_layer};
use afterimage::error::EngineError;
use afterimage::features::normalise;
use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::metrics::{index_of_largest, probabilities};
use afterimage::protocol::{Optimiser, TrainingSettings};
use afterimage::tuning::{TailSettings, Tuner};
use afterimage::weights::WeightReader;
use afterimage_kernels::{FeatureMap, Rule};
use lab::npy::Array;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIDE: usize = 224;
const BATCH: usize = 16;

/// A picture as the first learning block reads it, and mirrored.
struct Picture {
    map: FeatureMap,
    mirrored: FeatureMap,
    class: usize,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, set, options @ ..] = arguments.as_slice() else {
        return Err("usage: measure_tuning FOLDER SET [NAME=VALUE …]".into());
    };
    let options: HashMap<&str, &str> = options.iter().filter_map(|option| option.split_once('=')).collect();
    let number = |name: &str, otherwise: f32| -> Outcome<f32> {
        Ok(options.get(name).map(|value| value.parse()).transpose()?.unwrap_or(otherwise))
    };
    let settings = TailSettings {
        first_block: number("block", 13.0)? as usize,
        rule: match *options.get("rule").unwrap_or(&"sgd") {
            "adam" => Rule::Adam,
            "adamW" => Rule::AdamW,
            _ => Rule::Sgd,
        },
        learning_rate: number("rate", 0.003)?,
        rate_decay: number("decay", 1.0)?,
        weight_decay: number("weight_decay", 0.0)?,
    };
    let (epochs, head_epochs) = (number("epochs", 10.0)? as usize, number("head", 50.0)? as usize);
    let (shots, seeds) = (number("shots", 20.0)? as usize, number("seeds", 5.0)? as u64);
    let head_rate = f64::from(number("head_rate", 0.01)?);
    let mirrors = number("flip", 0.0)? > 0.0;

    let mut network = network()?;
    let pictures = pictures(&mut network, Path::new(folder), set, settings.first_block)?;
    let num_classes = pictures.iter().map(|picture| picture.class).max().unwrap_or(0) + 1;
    let mut gains = Vec::new();
    for seed in 0..seeds {
        let (training, test) = draw(&pictures, shots, seed);
        let mut tuner = Tuner::new(&network, settings);
        let mut head = Head::new(1280, num_classes, None, seed as u32);
        let plan = TrainingSettings { optimiser: Optimiser::Sgd, learning_rate: 0.01, ..Default::default() };
        let mut learner = Learner::new(&head, &plan, CrossEntropy::default());
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let features: Vec<Vec<f32>> =
            training.iter().map(|picture| normalise(&tuner.features(&picture.map)).collect()).collect();
        for _ in 0..head_epochs {
            for batch in shuffled(training.len(), &mut random).chunks(BATCH) {
                let rows: Vec<f32> =
                    batch.iter().flat_map(|index| features[*index].iter().copied()).collect();
                let labels: Vec<usize> = batch.iter().map(|index| training[*index].class).collect();
                learner.step(&mut head, &rows, &labels);
            }
        }
        let before = accuracy(&mut tuner, &head, &test);
        let plan = TrainingSettings { learning_rate: head_rate, ..plan };
        let mut learner = Learner::new(&head, &plan, CrossEntropy::default());
        let mut along = Vec::new();
        for _ in 0..epochs {
            let mut loss = 0.0;
            for batch in shuffled(training.len(), &mut random).chunks(BATCH) {
                let maps: Vec<&FeatureMap> = batch
                    .iter()
                    .map(|index| {
                        let mirrored = mirrors && rand::Rng::next_u32(&mut random) % 2 == 0;
                        if mirrored { &training[*index].mirrored } else { &training[*index].map }
                    })
                    .collect();
                let labels: Vec<usize> = batch.iter().map(|index| training[*index].class).collect();
                loss += tuner.step(&mut head, &mut learner, &maps, &labels).loss * batch.len() as f32;
            }
            along.push(format!("{:.3}", loss / training.len() as f32));
        }
        let after = accuracy(&mut tuner, &head, &test);
        println!("{set} seed {seed}: head {before:.4}, tuned {after:.4}, loss {}", along.join(" "));
        gains.push((before, after));
    }
    let mean = |values: Vec<f32>| values.iter().sum::<f32>() / values.len().max(1) as f32;
    let (before, after) =
        (mean(gains.iter().map(|gain| gain.0).collect()), mean(gains.iter().map(|gain| gain.1).collect()));
    println!(
        "{set} {settings:?} epochs {epochs} flip {mirrors}: head {before:.4}, tuned {after:.4}, gain {:.4}",
        after - before
    );
    Ok(())
}

fn refused(error: EngineError) -> Box<dyn Error> {
    format!("{error:?}").into()
}

fn network() -> Outcome<CpuBackbone> {
    let file = std::fs::read("weights/efficientnet-lite0.weights")?;
    let mut reader = WeightReader::default();
    reader.push(&file).map_err(refused)?;
    CpuBackbone::from_weights(&reader.finish().map_err(refused)?).map_err(refused)
}

fn pictures(
    network: &mut CpuBackbone,
    folder: &Path,
    set: &str,
    first_block: usize,
) -> Outcome<Vec<Picture>> {
    let labels = Array::open(&folder.join(format!("{set}_y.npy")))?.integers()?;
    let array = Array::open(&folder.join(format!("{set}_img.npy")))?;
    let mut read = |rgb: &mut dyn Iterator<Item = [u8; 3]>| -> Outcome<FeatureMap> {
        let rgba: Vec<u8> = rgb.flat_map(|[red, green, blue]| [red, green, blue, 255]).collect();
        let input = network.input_map(&rgba, SIDE).map_err(refused)?;
        let mut map = input.clone();
        if first_block > 0 {
            network.walk(&input, first_layer(first_block) - 1, |_, seen| map = seen.without_border());
        }
        Ok(map)
    };
    let bytes = array.bytes()?;
    let of_picture = bytes.chunks_exact(SIDE * SIDE * 3).zip(labels);
    of_picture
        .map(|(rgb, label)| {
            let (pixels, _) = rgb.as_chunks::<3>();
            let mirrored = (0..SIDE * SIDE).map(|at| pixels[at / SIDE * SIDE + SIDE - 1 - at % SIDE]);
            Ok(Picture {
                map: read(&mut pixels.iter().copied())?,
                mirrored: read(&mut mirrored.into_iter())?,
                class: label as usize,
            })
        })
        .collect()
}

/// Some of each class for training, all the others for testing.
fn draw(pictures: &[Picture], shots: usize, seed: u64) -> (Vec<&Picture>, Vec<&Picture>) {
    let mut taken = BTreeMap::<usize, usize>::new();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    shuffled(pictures.len(), &mut random).into_iter().map(|index| &pictures[index]).partition(|picture| {
        let taken = taken.entry(picture.class).or_default();
        *taken += 1;
        *taken <= shots
    })
}

fn shuffled(count: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(random);
    order
}

fn accuracy(tuner: &mut Tuner, head: &Head, pictures: &[&Picture]) -> f32 {
    let is_right = |picture: &&&Picture| {
        let features: Vec<f32> = normalise(&tuner.features(&picture.map)).collect();
        index_of_largest(&probabilities(&head.logits(&features))) == picture.class
    };
    pictures.iter().filter(is_right).count() as f32 / pictures.len().max(1) as f32
}
