//! The engine in a real browser's worker, on the CPU device and on WebGPU, against the same golden numbers.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;
#[path = "browser/tuning.rs"]
mod tuning;
#[path = "browser/tuning_lessons.rs"]
mod tuning_lessons;

use afterimage::backbone::INPUT_SIDE;
use afterimage::engine::Engine;
use afterimage::protocol::{
    Device, EngineCommand, EngineEvent, LabelledExample, LayerChoice, SeenLayer, TrainingSettings,
};
use support::{cosine, floats_from_bytes, largest_difference, synthetic_pixels, weights_from_bytes};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const SIDE: usize = INPUT_SIDE;

async fn engine_with(bytes: &[u8]) -> Engine {
    let mut engine = Engine::default();
    let command = EngineCommand::ReceiveWeights { offset: 0, bytes: bytes.to_vec(), is_last: true };
    assert!(matches!(engine.handle(command).await, EngineEvent::BackboneReady { .. }));
    engine
}

async fn engine_with_float32_backbone() -> Engine {
    engine_with(include_bytes!("../weights/efficientnet-lite0-float32.weights")).await
}

async fn features_of(engine: &mut Engine, pixels: Vec<u8>, side: usize) -> Vec<f32> {
    match engine.handle(EngineCommand::Embed { example_ids: vec![0], pixels, side: side as u32 }).await {
        EngineEvent::Embedded { features, .. } => features.0,
        other => panic!("{other:?}"),
    }
}

/// A few channels of the stem, of each kind of layer within blocks, and of the head.
async fn maps_of(engine: &mut Engine) -> Vec<SeenLayer> {
    let choice = |layer| LayerChoice { layer, channels: vec![0, 5, 11], strongest: 0 };
    let layers = [0, 2, 3, 4, 13, 29, 30, 48].map(choice).to_vec();
    match engine.handle(EngineCommand::SeeLayers { pixels: synthetic_pixels(1, 96), side: 96, layers }).await
    {
        EngineEvent::LayersSeen { layers, .. } => layers,
        other => panic!("{other:?}"),
    }
}

async fn matches_golden_numbers(engine: &mut Engine, number: usize) {
    let golden_features = floats_from_bytes(include_bytes!("reference/synthetic_features.bin"));
    let golden_logits = floats_from_bytes(include_bytes!("reference/synthetic_logits.bin"));
    let features = features_of(engine, synthetic_pixels(number, SIDE), SIDE).await;
    let found_cosine = cosine(&features, &golden_features[number * 1280..][..1280]);
    assert!(found_cosine >= 0.99999, "cosine {found_cosine}");

    let weights =
        weights_from_bytes(include_bytes!("../weights/efficientnet-lite0-imagenet-float32.weights"));
    let tensor = |name: &str| weights.tensors()[name].values.as_slice();
    let rows = tensor("classifier.weight").chunks_exact(features.len());
    let dot = |row: &[f32]| row.iter().zip(&features).map(|(weight, feature)| weight * feature).sum::<f32>();
    let logits: Vec<f32> = rows.zip(tensor("classifier.bias")).map(|(row, bias)| dot(row) + bias).collect();
    let difference = largest_difference(&logits, &golden_logits[number * 1000..][..1000]);
    assert!(difference <= 1e-2, "logits differ by {difference}");
}

#[wasm_bindgen_test]
async fn the_cpu_device_gives_the_golden_numbers() {
    let mut engine = engine_with_float32_backbone().await;
    for number in 0..3 {
        matches_golden_numbers(&mut engine, number).await;
    }
}

/// One test for all of WebGPU: opening a software device takes its time.
#[wasm_bindgen_test]
async fn webgpu_passes_the_self_test_gives_the_golden_numbers_and_teaches() {
    let mut engine = engine_with_float32_backbone().await;
    match engine.handle(EngineCommand::ConnectGpu { preflight: tuning::preflight() }).await {
        EngineEvent::GpuConnected { checks } => assert!(checks.iter().all(|check| check.passed)),
        other => panic!("{other:?}"),
    }
    let on_cpu = features_of(&mut engine, synthetic_pixels(1, 64), 64).await;
    let maps_on_cpu = maps_of(&mut engine).await;
    let chosen = engine.handle(EngineCommand::ChooseBackboneDevice { device: Device::Gpu }).await;
    assert_eq!(chosen, EngineEvent::BackboneDeviceChosen { device: Device::Gpu });
    let on_gpu = features_of(&mut engine, synthetic_pixels(1, 64), 64).await;
    assert!(cosine(&on_cpu, &on_gpu) >= 0.99999);
    assert_ne!(on_cpu, on_gpu, "to the last bit the same would mean that the CPU device answered");
    for (on_cpu, on_gpu) in maps_on_cpu.iter().zip(maps_of(&mut engine).await) {
        assert_eq!((on_cpu.layer, on_cpu.side), (on_gpu.layer, on_gpu.side));
        let difference = largest_difference(&on_cpu.maps.0, &on_gpu.maps.0);
        assert!(difference <= 1e-2, "layer {}: {difference}", on_cpu.layer);
        assert!(on_cpu.maps.0.iter().any(|value| *value != 0.0));
    }
    matches_golden_numbers(&mut engine, 0).await;
    teach_two_classes(&mut engine).await;
}

/// The whole path on whichever device the backbone is on: embed, train, classify.
async fn teach_two_classes(engine: &mut Engine) {
    let side = 32;
    let picture = |class: usize, number: usize| synthetic_pixels(class * 7 + number % 3, side);
    let mut examples = Vec::new();
    for class in 0..2 {
        for number in 0..3 {
            let example_id = (class * 3 + number) as u32;
            let command = EngineCommand::Embed {
                example_ids: vec![example_id],
                pixels: picture(class, number),
                side: side as u32,
            };
            assert!(matches!(engine.handle(command).await, EngineEvent::Embedded { .. }));
            examples.push(LabelledExample {
                example_id,
                class_id: class as u32,
                group: example_id,
                side: None,
                weight: None,
            });
        }
    }
    let settings =
        TrainingSettings { batch_size: 4, validation_fraction: 0.0, ..TrainingSettings::default() };
    engine.handle(EngineCommand::SetDataset { class_ids: vec![0, 1], examples, settings }).await;
    let mut accuracy = 0.0;
    for _ in 0..30 {
        match engine.handle(EngineCommand::TrainEpoch).await {
            EngineEvent::EpochFinished { report } => accuracy = report.training.accuracy,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(accuracy, 1.0);
    let command = EngineCommand::Classify {
        pixels: picture(1, 0),
        side: side as u32,
        with_evidence: true,
        epoch: None,
    };
    match engine.handle(command).await {
        EngineEvent::Classified { probabilities, evidence, .. } => {
            assert!(probabilities.0[1] > 0.5);
            let evidence = evidence.unwrap();
            let difference = evidence.logits.0[1] - evidence.logits.0[0];
            assert!((probabilities.0[1] - 1.0 / (1.0 + (-difference).exp())).abs() <= 1e-4);
        }
        other => panic!("{other:?}"),
    }
}
