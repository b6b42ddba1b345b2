//! `measure_tuning FOLDER SET [NAME=VALUE,VALUE …]`: what teaching the last blocks gains over the head alone.
//!
//! The pictures are those that `prepare_pictures.py` prepared in the folder: some of each class to train on, all
//! others to test. Prints a line for every combination of the values. Names: block, variations (of each picture
//! besides itself), strength (of these, 1 as the page has it); rule (sgd, adam, adamW), rate, decay (of the rate from
//! block to block), epochs, head (epochs of the head alone before), head_rate, smoothing, shots, seeds, mirror (1: a
//! test picture is seen mirrored as well), mix (share of the tuned weights in the tested ones).

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;

use afterimage::augmentation::varied;
use afterimage::backbone::CpuBackbone;
use afterimage::error::EngineError;
use afterimage::features::normalise;
use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::metrics::{index_of_largest, probabilities};
use afterimage::protocol::{Augmentation, Optimiser, TrainingSettings};
use afterimage::tuning::{TailSettings, Tuner};
use afterimage::weights::WeightReader;
use afterimage_kernels::{FeatureMap, Rule};
use lab::npy::Array;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIDE: usize = 224;
const BATCH: usize = 16;

/// What the first learning block reads of a picture: as it is, then of its variations.
struct Picture {
    maps: Vec<FeatureMap>,
    class: usize,
}

/// The values of this run, by name.
#[derive(Clone)]
struct Choices(HashMap<String, String>);

impl Choices {
    fn number(&self, name: &str, otherwise: f32) -> Outcome<f32> {
        Ok(self.0.get(name).map(|value| value.parse()).transpose()?.unwrap_or(otherwise))
    }

    /// Every combination of values that are separated by commas.
    fn all(options: &[String]) -> Outcome<Vec<Self>> {
        let mut all = vec![Self(HashMap::new())];
        for option in options {
            let (name, values) = option.split_once('=').ok_or("options are NAME=VALUE")?;
            let with = |value: &str| {
                let with_value = |choices: &Self| {
                    let mut choices = choices.clone();
                    choices.0.insert(name.to_owned(), value.to_owned());
                    choices
                };
                all.iter().map(with_value).collect::<Vec<Self>>()
            };
            all = values.split(',').flat_map(with).collect();
        }
        Ok(all)
    }
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, set, options @ ..] = arguments.as_slice() else {
        return Err("usage: measure_tuning FOLDER SET [NAME=VALUE,VALUE …]".into());
    };
    let all = Choices::all(options)?;
    let mut network = network()?;
    // What pictures look like at the cut is the same for all that only differ in how the blocks learn.
    let mut seen: Option<([u32; 3], Vec<Picture>)> = None;
    for choices in &all {
        let key = ["block", "variations", "strength"];
        let numbers =
            [choices.number(key[0], 13.0)?, choices.number(key[1], 0.0)?, choices.number(key[2], 1.0)?];
        let bits = numbers.map(f32::to_bits);
        if seen.as_ref().is_none_or(|(known, _)| *known != bits) {
            let augmentation =
                scaled(Augmentation { variations: numbers[1] as u32, ..Default::default() }, numbers[2]);
            seen = Some((
                bits,
                pictures(&mut network, Path::new(folder), set, numbers[0] as usize, &augmentation)?,
            ));
        }
        let Some((_, pictures)) = &seen else { continue };
        let (before, after) = measure(&network, pictures, choices)?;
        let mut shown: Vec<String> =
            choices.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        shown.sort();
        println!(
            "{set} {}: head {:.2}, tuned {:.2}, gain {:+.2}, least {:+.2}",
            shown.join(" "),
            100.0 * mean(&before),
            100.0 * mean(&after),
            100.0 * (mean(&after) - mean(&before)),
            100.0 * before.iter().zip(&after).map(|(before, after)| after - before).fold(1.0, f32::min),
        );
    }
    Ok(())
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

fn scaled(augmentation: Augmentation, strength: f32) -> Augmentation {
    let Augmentation { shift, zoom, turn_degrees, colour, erase, .. } = augmentation;
    let [shift, zoom, turn_degrees, colour, erase] =
        [shift, zoom, turn_degrees, colour, erase].map(|most| most * strength);
    Augmentation { shift, zoom, turn_degrees, colour, erase, ..augmentation }
}

/// Accuracies of all seeds, of the head alone and of what was tuned after it.
fn measure(network: &CpuBackbone, pictures: &[Picture], choices: &Choices) -> Outcome<(Vec<f32>, Vec<f32>)> {
    let settings = TailSettings {
        first_block: choices.number("block", 13.0)? as usize,
        rule: match choices.0.get("rule").map(String::as_str) {
            Some("adam") => Rule::Adam,
            Some("adamW") => Rule::AdamW,
            _ => Rule::Sgd,
        },
        learning_rate: choices.number("rate", 0.01)?,
        rate_decay: choices.number("decay", 1.0)?,
        weight_decay: choices.number("weight_decay", 0.0)?,
    };
    let (epochs, head_epochs) =
        (choices.number("epochs", 10.0)? as usize, choices.number("head", 50.0)? as usize);
    let (shots, seeds) = (choices.number("shots", 20.0)? as usize, choices.number("seeds", 5.0)? as u64);
    let head_rate = f64::from(choices.number("head_rate", 0.01)?);
    let loss = CrossEntropy { label_smoothing: choices.number("smoothing", 0.0)?, ..Default::default() };
    let (mirrors, mix) = (choices.number("mirror", 0.0)? > 0.0, choices.number("mix", 1.0)?);
    let num_classes = pictures.iter().map(|picture| picture.class).max().unwrap_or(0) + 1;
    let (mut all_before, mut all_after) = (Vec::new(), Vec::new());
    for seed in 0..seeds {
        let (training, test) = draw(pictures, shots, seed);
        let mut tuner = Tuner::new(network, settings);
        let mut head = Head::new(1280, num_classes, None, seed as u32);
        let plan = TrainingSettings { optimiser: Optimiser::Sgd, learning_rate: 0.01, ..Default::default() };
        let mut learner = Learner::new(&head, &plan, CrossEntropy::default());
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let features: Vec<Vec<f32>> =
            training.iter().map(|picture| normalise(&tuner.features(&picture.maps[0])).collect()).collect();
        for _ in 0..head_epochs {
            for batch in shuffled(training.len(), &mut random).chunks(BATCH) {
                let rows: Vec<f32> =
                    batch.iter().flat_map(|index| features[*index].iter().copied()).collect();
                let labels: Vec<usize> = batch.iter().map(|index| training[*index].class).collect();
                learner.step(&mut head, &rows, &labels, None);
            }
        }
        all_before.push(accuracy(&mut tuner, &head, &test, mirrors));
        let plan = TrainingSettings { learning_rate: head_rate, ..plan };
        let mut learner = Learner::new(&head, &plan, loss.clone());
        for _ in 0..epochs {
            for batch in shuffled(training.len(), &mut random).chunks(BATCH) {
                let maps: Vec<&FeatureMap> = batch
                    .iter()
                    .map(|index| {
                        let maps = &training[*index].maps;
                        &maps[random.next_u32() as usize % maps.len()]
                    })
                    .collect();
                let labels: Vec<usize> = batch.iter().map(|index| training[*index].class).collect();
                tuner.step(&mut head, &mut learner, &maps, &labels, None);
            }
        }
        if mix < 1.0 {
            tuner = Tuner::new(&mixed(network, tuner.network(), mix)?, settings);
        }
        all_after.push(accuracy(&mut tuner, &head, &test, mirrors));
    }
    Ok((all_before, all_after))
}

/// Weights between those of two networks (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
fn mixed(before: &CpuBackbone, after: &CpuBackbone, share: f32) -> Outcome<CpuBackbone> {
    let (mut layers, others) = (after.saved_layers(0), before.saved_layers(0));
    for (layer, other) in layers.iter_mut().zip(others) {
        for (value, other) in layer.weight.0.iter_mut().zip(other.weight.0) {
            *value = other + share * (*value - other);
        }
        for (value, other) in layer.bias.0.iter_mut().zip(other.bias.0) {
            *value = other + share * (*value - other);
        }
    }
    before.with_saved_layers(0, &layers).map_err(refused)
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
    augmentation: &Augmentation,
) -> Outcome<Vec<Picture>> {
    let labels = Array::open(&folder.join(format!("{set}_y.npy")))?.integers()?;
    let array = Array::open(&folder.join(format!("{set}_img.npy")))?;
    let mut read = |rgba: &[u8]| -> Outcome<FeatureMap> {
        let input = network.input_map(rgba, SIDE).map_err(refused)?;
        let mut map = input.clone();
        if first_block > 0 {
            let last = network.architecture().first_layer(first_block) - 1;
            network.walk(&input, last, |number, seen| {
                if number == last {
                    map = seen.without_border();
                }
            });
        }
        Ok(map)
    };
    let bytes = array.bytes()?;
    let of_picture = bytes.chunks_exact(SIDE * SIDE * 3).zip(labels).enumerate();
    of_picture
        .map(|(number, (rgb, label))| {
            let (colours, _) = rgb.as_chunks::<3>();
            let rgba: Vec<u8> =
                colours.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]).collect();
            let mut maps = vec![read(&rgba)?];
            for variation in 1..=u64::from(augmentation.variations) {
                maps.push(read(&varied(&rgba, SIDE, augmentation, ((number as u64) << 8) | variation))?);
            }
            Ok(Picture { maps, class: label as usize })
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

/// Where it `mirrors`, what is said about all variations of a picture is added up.
fn accuracy(tuner: &mut Tuner, head: &Head, pictures: &[&Picture], mirrors: bool) -> f32 {
    let is_right = |picture: &&&Picture| {
        let maps = &picture.maps[..if mirrors { picture.maps.len() } else { 1 }];
        let mut sum: Vec<f32> = Vec::new();
        for map in maps {
            let features: Vec<f32> = normalise(&tuner.features(map)).collect();
            let said = probabilities(&head.logits(&features));
            sum.resize(said.len(), 0.0);
            for (sum, said) in sum.iter_mut().zip(said) {
                *sum += said;
            }
        }
        index_of_largest(&sum) == picture.class
    };
    pictures.iter().filter(is_right).count() as f32 / pictures.len().max(1) as f32
}
