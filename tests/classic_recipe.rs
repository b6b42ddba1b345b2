//! The recipe of the articles through the protocol: all of a drawn ResNet-18 learns, batch norm too, in batches of 100,
//! from another crop and flip of each picture in every epoch.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::path::Path;

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    Augmentation, EngineCommand, EngineEvent, EpochReport, LabelledExample, NetworkName, Optimiser,
    TrainingSettings, TuningSettings,
};
use lab::transfer::Pictures;
use support::lesson::{draw_network, export, send, settings, striped};

/// CIFAR-10's.
const SIDE: usize = 32;
const A_CLASS: usize = 25;
const SEED: u32 = 4;

/// RGBA pictures by number, and the class of each.
struct Lesson {
    pictures: Vec<Vec<u8>>,
    classes: Vec<usize>,
}

/// A few pictures of each class of CIFAR-10, where the shared test data is at hand.
fn cifar10_lesson() -> Option<Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cifar10");
    if !folder.is_dir() {
        println!("skipped: ../shared/data/cifar10 is not here");
        return None;
    }
    let found = Pictures::read(&folder, SIDE, 0).unwrap();
    let mut lesson = Lesson { pictures: Vec::new(), classes: Vec::new() };
    for class in 0..found.classes.len() {
        let of_class = found.training.iter().filter(|picture| picture.class == class).take(A_CLASS);
        for picture in of_class {
            let rgba = picture.pixels.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]);
            lesson.pictures.push(rgba.collect());
            lesson.classes.push(class);
        }
    }
    assert_eq!(lesson.pictures.len(), 10 * A_CLASS);
    Some(lesson)
}

fn striped_lesson() -> Lesson {
    let (pictures, classes) = (0..3 * A_CLASS)
        .map(|number| {
            let class = number % 3;
            // Every second pixel of every second line.
            let whole = striped(class, number / 3);
            let (pixels, _) = whole.as_chunks::<4>();
            let pixel = |at: usize| pixels[(at / SIDE * 2) * 2 * SIDE + at % SIDE * 2];
            ((0..SIDE * SIDE).flat_map(pixel).collect(), class)
        })
        .unzip();
    Lesson { pictures, classes }
}

impl Lesson {
    fn pixels(&self, example_ids: &[u32]) -> Vec<u8> {
        example_ids.iter().flat_map(|id| &self.pictures[*id as usize]).copied().collect()
    }

    /// An engine with a drawn network that has looked at all pictures.
    fn engine(&self) -> Engine {
        let mut engine = Engine::default();
        draw_network(&mut engine, NetworkName::ResNet18, SEED);
        let example_ids: Vec<u32> = (0..self.pictures.len() as u32).collect();
        let pixels = self.pixels(&example_ids);
        let embedded = send(&mut engine, EngineCommand::Embed { example_ids, pixels, side: SIDE as u32 });
        assert!(matches!(embedded, EngineEvent::Embedded { .. }));
        engine
    }

    fn set(&self, engine: &mut Engine, settings: TrainingSettings) -> EngineEvent {
        let example = |(number, class): (usize, &usize)| LabelledExample {
            example_id: number as u32,
            class_id: *class as u32,
            group: number as u32,
            side: None,
            weight: None,
        };
        let examples = self.classes.iter().enumerate().map(example).collect();
        let class_ids = (0..=self.classes.iter().copied().max().unwrap() as u32).collect();
        send(engine, EngineCommand::SetDataset { class_ids, examples, settings })
    }

    /// Trains an epoch, showing what is asked for: the mean loss of its batches, and its report.
    fn epoch(&self, engine: &mut Engine) -> (f32, EpochReport) {
        let mut losses = Vec::new();
        loop {
            match send(engine, EngineCommand::TrainBatch) {
                EngineEvent::Failed { error: EngineError::PicturesNeeded { example_ids } } => {
                    let pixels = self.pixels(&example_ids);
                    let show = EngineCommand::ShowPictures { example_ids, pixels, side: SIDE as u32 };
                    match send(engine, show) {
                        EngineEvent::PicturesShown { kept_bytes, .. } => {
                            let all = self.pictures.len() * SIDE * SIDE * 4;
                            assert!(kept_bytes as usize <= all, "pictures and no variations are kept");
                        }
                        other => panic!("{other:?}"),
                    }
                }
                EngineEvent::BatchFinished { loss, .. } => losses.push(loss),
                EngineEvent::PicturesLookedAt { .. } => {}
                EngineEvent::EpochFinished { report } => {
                    return (losses.iter().sum::<f32>() / losses.len() as f32, report);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn answers(&self, engine: &mut Engine) -> Vec<f32> {
        let mut probabilities = Vec::new();
        for picture in self.pictures.iter().step_by(17) {
            let (pixels, side) = (picture.clone(), SIDE as u32);
            match send(engine, EngineCommand::Classify { pixels, side, with_evidence: false, epoch: None }) {
                EngineEvent::Classified { probabilities: found, .. } => probabilities.extend(found.0),
                other => panic!("{other:?}"),
            }
        }
        probabilities
    }
}

fn recipe() -> TrainingSettings {
    let augmentation = Augmentation {
        fresh_each_epoch: true,
        flip: true,
        shift: 0.125,
        black_beyond_edge: true,
        zoom: 0.0,
        turn_degrees: 0.0,
        colour: 0.0,
        ..Augmentation::default()
    };
    let tuning = TuningSettings {
        first_block: 0,
        learning_rate: 0.001,
        head_learning_rate: 0.001,
        stochastic_depth: 0.0,
        batch_norm_learns: true,
        augmentation: Some(augmentation),
        ..TuningSettings::default()
    };
    TrainingSettings {
        optimiser: Optimiser::Sgd,
        learning_rate: 0.001,
        weight_decay: 0.0,
        batch_size: 100,
        balance_classes: false,
        tuning: Some(tuning),
        validation_fraction: 0.2,
        ..settings()
    }
}

#[test]
fn the_recipe_learns_cifar10() {
    if let Some(lesson) = cifar10_lesson() {
        learn_and_keep(&lesson);
    }
}

#[test]
fn the_recipe_learns_stripes() {
    learn_and_keep(&striped_lesson());
}

/// It learns, is evaluated, and what it learned is kept and brought back.
fn learn_and_keep(lesson: &Lesson) {
    let mut engine = lesson.engine();
    let ready = lesson.set(&mut engine, recipe());
    assert!(matches!(ready, EngineEvent::DatasetReady { .. }), "{ready:?}");
    let untaught = lesson.answers(&mut engine);
    let mut losses = Vec::new();
    for number in 1..=5 {
        let (loss, report) = lesson.epoch(&mut engine);
        let EpochReport { epoch, training, validation, movement, .. } = report;
        let validation = validation.unwrap();
        println!(
            "epoch {epoch}: loss {loss}, evaluated {} ({:.3} right), held back {} ({:.3} right)",
            training.loss, training.accuracy, validation.loss, validation.accuracy
        );
        assert_eq!(epoch, number);
        assert_eq!((training.num_examples + validation.num_examples) as usize, lesson.pictures.len());
        assert!(training.loss.is_finite() && validation.loss.is_finite());
        assert_eq!(movement.unwrap().layers.len(), 20);
        losses.push(loss);
    }
    // The head begins at zero, and steps are few and small: it falls slowly, but steadily.
    assert!(losses[4] < losses[0] - 0.0015, "{losses:?}");
    let taught = lesson.answers(&mut engine);
    assert_ne!(taught, untaught);
    let kept = export(&mut engine);
    let tail = kept.tail.as_ref().unwrap();
    assert_eq!((tail.first_layer, tail.layers.len(), tail.norms.len()), (0, 21, 21));
    for (number, (layer, norm)) in tail.layers.iter().zip(&tail.norms).enumerate() {
        let channels = norm.scale.0.len();
        assert_eq!(layer.weight.0.is_empty(), number == 1, "the pooling has none");
        assert!(
            layer.bias.0.is_empty()
                && [&norm.shift, &norm.mean, &norm.variance].iter().all(|one| one.0.len() == channels)
        );
    }

    // In the engine of another visit it is the same network, bit for bit, and goes on.
    let mut next = lesson.engine();
    let ready = lesson.set(&mut next, recipe());
    assert!(matches!(ready, EngineEvent::DatasetReady { .. }), "{ready:?}");
    let imported = send(&mut next, EngineCommand::ImportHead { head: kept.clone() });
    assert_eq!(imported, EngineEvent::HeadImported { epoch: 5 });
    assert!(export(&mut next) == kept);
    assert_eq!(lesson.answers(&mut next), taught);
    assert_eq!(lesson.epoch(&mut next).1.epoch, 6);
}
