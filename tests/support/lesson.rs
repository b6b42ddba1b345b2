//! An engine with the real network or a drawn one, and striped pictures for it to learn from.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    BackboneInfo, EngineCommand, EngineEvent, EpochReport, LabelledExample, NetworkName, SavedHead,
    TrainingSettings,
};

/// Small pictures keep the tests quick; the network takes any multiple of 32.
pub const SIDE: usize = 64;

pub fn settings() -> TrainingSettings {
    TrainingSettings { validation_fraction: 0.25, ..TrainingSettings::default() }
}

pub fn send(engine: &mut Engine, command: EngineCommand) -> EngineEvent {
    pollster::block_on(engine.handle(command))
}

pub fn failure(event: EngineEvent) -> EngineError {
    match event {
        EngineEvent::Failed { error } => error,
        other => panic!("expected a failure, got {other:?}"),
    }
}

pub fn engine_with_backbone() -> Engine {
    let mut engine = Engine::default();
    let file = super::weight_file("efficientnet-lite0.weights");
    let pieces: Vec<&[u8]> = file.chunks(256 * 1024).collect();
    let mut offset = 0;
    for (index, piece) in pieces.iter().enumerate() {
        let is_last = index + 1 == pieces.len();
        let event =
            send(&mut engine, EngineCommand::ReceiveWeights { offset, bytes: piece.to_vec(), is_last });
        match event {
            EngineEvent::WeightsReceived { received_bytes, .. } => {
                assert_eq!(received_bytes, offset + piece.len() as u32)
            }
            EngineEvent::BackboneReady { backbone } => {
                assert!(is_last);
                assert_eq!(
                    (backbone.network, backbone.is_pretrained),
                    (NetworkName::EfficientNetLite0, true)
                );
                assert_eq!(
                    (backbone.feature_length, backbone.num_blocks, backbone.input_side),
                    (1280, 16, 224)
                );
                // The original's 4,652,008 without its classifier and batch norms, with a bias a channel.
                assert_eq!(backbone.num_parameters, 3_350_000);
            }
            other => panic!("{other:?}"),
        }
        offset += piece.len() as u32;
    }
    engine
}

/// Brings an untrained network.
pub fn draw_network(engine: &mut Engine, network: NetworkName, seed: u32) -> BackboneInfo {
    match send(engine, EngineCommand::DrawNetwork { network, seed }) {
        EngineEvent::BackboneReady { backbone } => backbone,
        other => panic!("{other:?}"),
    }
}

/// A striped picture: the class sets direction and colour, the number everything else.
pub fn striped(class: usize, number: usize) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..SIDE {
        for x in 0..SIDE {
            let along = [x, y, x + y][class] + number * 3;
            let is_stripe = along % (8 + number % 5) < 4;
            let shade = (100 + number * 5 + (x * 7 + y * 13) % 23) as u8;
            let mut rgba = [shade / 3, shade / 3, shade / 3, 255];
            if is_stripe {
                rgba[class] = shade.saturating_add(80);
            }
            pixels.extend(rgba);
        }
    }
    pixels
}

pub fn embed_striped(engine: &mut Engine, per_class: usize) -> Vec<LabelledExample> {
    let mut examples = Vec::new();
    for class in 0..3 {
        let first = (class * per_class) as u32;
        let example_ids: Vec<u32> = (first..first + per_class as u32).collect();
        let pixels = (0..per_class).flat_map(|number| striped(class, number)).collect();
        let embedded = send(
            engine,
            EngineCommand::Embed { example_ids: example_ids.clone(), pixels, side: SIDE as u32 },
        );
        match embedded {
            EngineEvent::Embedded { example_ids: ids, features } => {
                assert_eq!(ids, example_ids);
                assert!([1280, 512].contains(&(features.0.len() / per_class)));
            }
            other => panic!("{other:?}"),
        }
        examples.extend(example_ids.into_iter().map(|example_id| LabelledExample {
            example_id,
            class_id: class as u32 + 1,
            group: example_id,
            side: None,
            weight: None,
        }));
    }
    examples
}

pub fn set_dataset(
    engine: &mut Engine,
    examples: &[LabelledExample],
    settings: TrainingSettings,
) -> EngineEvent {
    send(
        engine,
        EngineCommand::SetDataset { class_ids: vec![1, 2, 3], examples: examples.to_vec(), settings },
    )
}

/// Trains an epoch batch by batch, showing the striped pictures that are asked for.
pub fn train_epoch(engine: &mut Engine, per_class: usize) -> EpochReport {
    loop {
        match send(engine, EngineCommand::TrainBatch) {
            EngineEvent::Failed { error: EngineError::PicturesNeeded { example_ids } } => {
                let picture = |id: &u32| striped(*id as usize / per_class, *id as usize % per_class);
                let pixels = example_ids.iter().flat_map(picture).collect();
                send(engine, EngineCommand::ShowPictures { example_ids, pixels, side: SIDE as u32 });
            }
            EngineEvent::BatchFinished { .. } | EngineEvent::PicturesLookedAt { .. } => {}
            EngineEvent::EpochFinished { report } => return report,
            other => panic!("{other:?}"),
        }
    }
}

/// What the network takes a striped picture for that it has not learned, now or after that epoch.
pub fn classify(engine: &mut Engine, epoch: Option<u32>) -> Vec<f32> {
    let (pixels, side) = (striped(1, 7), SIDE as u32);
    match send(engine, EngineCommand::Classify { pixels, side, with_evidence: false, epoch }) {
        EngineEvent::Classified { probabilities, .. } => probabilities.0,
        other => panic!("{other:?}"),
    }
}

pub fn export(engine: &mut Engine) -> SavedHead {
    match send(engine, EngineCommand::ExportHead) {
        EngineEvent::HeadExported { head } => head,
        other => panic!("{other:?}"),
    }
}
