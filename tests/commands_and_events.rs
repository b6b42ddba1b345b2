//! Whole runs through the protocol, as the page makes them, on the CPU device.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    Device, EngineCommand, EngineEvent, Floats, GpuPreflight, GpuRefusal, SavedHead, TrainingSettings,
};

use support::lesson::{
    SIDE, embed_striped, engine_with_backbone, export, failure, send, set_dataset, settings, striped,
};

fn classify(engine: &mut Engine, pixels: Vec<u8>) -> Vec<f32> {
    match send(
        engine,
        EngineCommand::Classify { pixels, side: SIDE as u32, with_evidence: false, epoch: None },
    ) {
        EngineEvent::Classified { class_ids, probabilities, evidence } => {
            assert_eq!(class_ids, [1, 2, 3]);
            assert_eq!(evidence, None, "it was not asked for");
            assert!((probabilities.0.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            probabilities.0
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_learner_teaches_three_classes_and_comes_back_to_them() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 8);
    let ready = set_dataset(&mut engine, &examples, settings());
    assert!(
        matches!(&ready, EngineEvent::DatasetReady { sides, num_batches: 2, epoch: 0, head_kept: false } if sides.len() == 24)
    );
    let untrained = classify(&mut engine, striped(1, 9));
    assert!(
        untrained.iter().all(|probability| (probability - 1.0 / 3.0).abs() < 1e-6),
        "a new head favours no class"
    );

    let mut accuracy = 0.0;
    for epoch in 1..=20 {
        match send(&mut engine, EngineCommand::TrainEpoch) {
            EngineEvent::EpochFinished { report } => {
                assert_eq!(report.epoch, epoch);
                accuracy = report.validation.unwrap().accuracy;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(accuracy >= 0.8, "validation accuracy {accuracy}");
    for class in 0..3 {
        let probabilities = classify(&mut engine, striped(class, 9));
        assert!(probabilities[class] > 0.5, "class {class}: {probabilities:?}");
    }
    match send(&mut engine, EngineCommand::PredictExamples) {
        EngineEvent::ExamplesPredicted { predictions } => assert_eq!(predictions.len(), 24),
        other => panic!("{other:?}"),
    }

    // Another visit: features and head come from the page, pictures are not looked at again.
    let before = classify(&mut engine, striped(2, 10));
    let head = export(&mut engine);
    let mut next_visit = engine_with_backbone();
    for example in &examples {
        let class = example.class_id as usize - 1;
        let pixels = striped(class, example.example_id as usize % 8);
        let embedded = send(
            &mut engine,
            EngineCommand::Embed { example_ids: vec![example.example_id], pixels, side: SIDE as u32 },
        );
        let EngineEvent::Embedded { example_ids, features } = embedded else { panic!("{embedded:?}") };
        send(&mut next_visit, EngineCommand::RestoreFeatures { example_ids, features });
    }
    assert_eq!(
        send(&mut next_visit, EngineCommand::ImportHead { head: head.clone() }),
        EngineEvent::HeadImported { epoch: 20 }
    );
    let ready = set_dataset(&mut next_visit, &examples, settings());
    assert!(matches!(ready, EngineEvent::DatasetReady { epoch: 20, head_kept: true, .. }), "{ready:?}");
    assert_eq!(classify(&mut next_visit, striped(2, 10)), before);
    assert_eq!(export(&mut next_visit), head);
}

#[test]
fn the_places_of_a_picture_and_the_bias_add_up_to_the_logit() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 4);
    set_dataset(&mut engine, &examples, settings());
    for _ in 0..5 {
        send(&mut engine, EngineCommand::TrainEpoch);
    }
    let pixels = striped(1, 2);
    let expected = classify(&mut engine, pixels.clone());
    let explained = send(
        &mut engine,
        EngineCommand::Classify { pixels, side: SIDE as u32, with_evidence: true, epoch: None },
    );
    let EngineEvent::Classified { probabilities, evidence: Some(evidence), .. } = explained else {
        panic!("{explained:?}")
    };
    assert!(support::largest_difference(&probabilities.0, &expected) <= 1e-5);
    assert_eq!(evidence.grid_side, 2);
    let exponentials: Vec<f32> = evidence.logits.0.iter().map(|logit| logit.exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    for class in 0..3 {
        let places: f32 = evidence.places.0[class * 4..class * 4 + 4].iter().sum();
        assert!((places + evidence.biases.0[class] - evidence.logits.0[class]).abs() <= 1e-4);
        assert!((exponentials[class] / sum - expected[class]).abs() <= 1e-4, "class {class}");
    }

    let hidden = TrainingSettings { hidden_units: Some(8), ..settings() };
    set_dataset(&mut engine, &examples, hidden);
    let command = EngineCommand::Classify {
        pixels: striped(1, 2),
        side: SIDE as u32,
        with_evidence: true,
        epoch: None,
    };
    let explained = send(&mut engine, command);
    assert!(
        matches!(explained, EngineEvent::Classified { evidence: None, .. }),
        "a hidden layer has no exact sum"
    );
}

#[test]
fn steps_of_one_batch_end_in_an_epoch_and_reset_starts_anew() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 8);
    set_dataset(&mut engine, &examples, settings());
    let first = send(&mut engine, EngineCommand::TrainBatch);
    assert!(
        matches!(first, EngineEvent::BatchFinished { epoch: 0, batch: 1, num_batches: 2, .. }),
        "{first:?}"
    );
    let second = send(&mut engine, EngineCommand::TrainBatch);
    assert!(matches!(&second, EngineEvent::EpochFinished { report } if report.epoch == 1), "{second:?}");
    assert_eq!(send(&mut engine, EngineCommand::ResetHead), EngineEvent::HeadReset);
    assert!(export(&mut engine).output.weight.0.iter().all(|weight| *weight == 0.0));
}

#[test]
fn forgotten_pictures_are_left_out_and_the_rest_is_not_looked_at_again() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 4);
    let forgotten = send(&mut engine, EngineCommand::ForgetExamples { example_ids: vec![0, 1, 99] });
    assert_eq!(forgotten, EngineEvent::ExamplesForgotten { num_examples: 2 });
    let ready = set_dataset(&mut engine, &examples, settings());
    assert!(matches!(&ready, EngineEvent::DatasetReady { sides, .. } if sides.len() == 10), "{ready:?}");
}

#[test]
fn commands_before_their_time_fail_with_a_reason_and_change_nothing() {
    let mut engine = Engine::default();
    let pixels = vec![0; SIDE * SIDE * 4];
    let embed = EngineCommand::Embed { example_ids: vec![1], pixels: pixels.clone(), side: SIDE as u32 };
    assert_eq!(failure(send(&mut engine, embed)), EngineError::BackboneMissing);
    assert_eq!(failure(send(&mut engine, EngineCommand::TrainEpoch)), EngineError::HeadMissing);
    assert_eq!(failure(send(&mut engine, EngineCommand::ResetHead)), EngineError::HeadMissing);
    assert_eq!(failure(send(&mut engine, EngineCommand::ExportHead)), EngineError::BackboneMissing);
    let foreign =
        EngineCommand::ReceiveWeights { offset: 0, bytes: b"not weights at all".to_vec(), is_last: false };
    assert_eq!(failure(send(&mut engine, foreign)), EngineError::WeightsForeign);
    let short = EngineCommand::ReceiveWeights { offset: 0, bytes: b"AFTIMAGE".to_vec(), is_last: true };
    assert_eq!(failure(send(&mut engine, short)), EngineError::WeightsTruncated { received_bytes: 8 });

    let mut engine = engine_with_backbone();
    let classify = EngineCommand::Classify { pixels, side: SIDE as u32, with_evidence: false, epoch: None };
    assert_eq!(failure(send(&mut engine, classify)), EngineError::HeadMissing);
    let short = EngineCommand::Embed { example_ids: vec![1, 2], pixels: vec![0; 10], side: SIDE as u32 };
    assert!(matches!(failure(send(&mut engine, short)), EngineError::PixelsMalformed { .. }));
    let features =
        EngineCommand::RestoreFeatures { example_ids: vec![1, 2], features: Floats(vec![0.0; 1280]) };
    assert!(matches!(failure(send(&mut engine, features)), EngineError::FeaturesMalformed { .. }));
    let gpu = EngineCommand::ChooseBackboneDevice { device: Device::Gpu };
    assert!(matches!(failure(send(&mut engine, gpu)), EngineError::GpuFailed { .. }));
    let nobody = set_dataset(&mut engine, &[], settings());
    assert_eq!(failure(nobody), EngineError::TooFewClasses { found: 0 });
}

#[test]
fn a_head_of_another_network_or_shape_is_refused() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 4);
    set_dataset(&mut engine, &examples, settings());
    let head = export(&mut engine);
    let foreign = SavedHead { fingerprint: "another".into(), ..head.clone() };
    assert_eq!(
        failure(send(&mut engine, EngineCommand::ImportHead { head: foreign })),
        EngineError::HeadMismatch
    );
    let mut short = head.clone();
    short.output.weight.0.pop();
    assert_eq!(
        failure(send(&mut engine, EngineCommand::ImportHead { head: short })),
        EngineError::HeadMismatch
    );
    let mut undefined = head.clone();
    undefined.output.bias.0[0] = f32::NAN;
    assert_eq!(
        failure(send(&mut engine, EngineCommand::ImportHead { head: undefined })),
        EngineError::HeadMismatch
    );
    assert_eq!(export(&mut engine), head, "what failed changed nothing");
}

#[test]
fn a_gpu_that_lacks_something_is_refused_with_what_it_lacks() {
    let good =
        GpuPreflight { has_webgpu: true, has_adapter: true, max_storage_buffers: 10, max_buffer_bytes: 1e9 };
    let reason = |preflight| match send(&mut Engine::default(), EngineCommand::ConnectGpu { preflight }) {
        EngineEvent::GpuRefused { reason, .. } => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(GpuPreflight { has_webgpu: false, ..good.clone() }), GpuRefusal::NoWebgpu);
    assert_eq!(reason(GpuPreflight { has_adapter: false, ..good.clone() }), GpuRefusal::NoAdapter);
    let few = reason(GpuPreflight { max_storage_buffers: 3, ..good.clone() });
    assert!(matches!(few, GpuRefusal::LimitTooSmall { found: 3.0, .. }));
    assert_eq!(reason(good), GpuRefusal::NotBuilt);
}

#[test]
fn blocks_learn_on_the_cpu_where_no_gpu_is_connected() {
    let mut engine = engine_with_backbone();
    let choose = |device| EngineCommand::ChooseTuningDevice { device };
    let failed = failure(send(&mut engine, choose(Device::Gpu)));
    assert_eq!(failed, EngineError::GpuFailed { detail: "not connected".into() });
    let chosen = EngineEvent::TuningDeviceChosen { device: Device::Cpu, checks: vec![] };
    assert_eq!(send(&mut engine, choose(Device::Cpu)), chosen);
    assert_eq!(failure(send(&mut Engine::default(), choose(Device::Gpu))), EngineError::BackboneMissing);
}
