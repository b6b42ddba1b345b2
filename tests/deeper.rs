//! Blocks of the backbone learn with the head, through the protocol, as the page asks for it.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    Augmentation, EngineCommand, EngineEvent, EpochReport, LabelledExample, Projection, SavedHead,
    TrainingSettings, TuningSettings,
};
use support::lesson::{
    SIDE, classify, embed_striped, engine_with_backbone, export, failure, send, set_dataset, settings,
    striped,
};

const PER_CLASS: usize = 4;

const TUNING: TuningSettings = TuningSettings {
    first_block: 14,
    learning_rate: 0.01,
    head_learning_rate: 0.01,
    rate_decay: 0.8,
    stochastic_depth: 0.0,
    from_scratch: false,
    batch_norm_learns: false,
    augmentation: None,
};

const AUGMENTATION: Augmentation = Augmentation {
    variations: 2,
    fresh_each_epoch: false,
    flip: true,
    shift: 0.1,
    black_beyond_edge: false,
    zoom: 0.1,
    turn_degrees: 10.0,
    colour: 0.1,
    erase: 0.0,
};

fn tuned(tuning: TuningSettings) -> TrainingSettings {
    TrainingSettings { tuning: Some(tuning), ..settings() }
}

fn ready(settings: TrainingSettings) -> (Engine, Vec<LabelledExample>) {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, PER_CLASS);
    let event = set_dataset(&mut engine, &examples, settings);
    assert!(matches!(event, EngineEvent::DatasetReady { .. }), "{event:?}");
    (engine, examples)
}

/// What the page does when it is asked for pictures.
fn show(engine: &mut Engine, example_ids: &[u32]) -> u32 {
    let picture = |id: &u32| striped(*id as usize / PER_CLASS, *id as usize % PER_CLASS);
    let pixels = example_ids.iter().flat_map(picture).collect();
    let command =
        EngineCommand::ShowPictures { example_ids: example_ids.to_vec(), pixels, side: SIDE as u32 };
    match send(engine, command) {
        EngineEvent::PicturesShown { num_examples, kept_bytes } => {
            assert_eq!(num_examples as usize, example_ids.len());
            kept_bytes
        }
        other => panic!("{other:?}"),
    }
}

/// Goes on until something other than a step comes, showing what is asked for.
fn epoch(engine: &mut Engine) -> EngineEvent {
    for _ in 0..100 {
        match send(engine, EngineCommand::TrainBatch) {
            EngineEvent::Failed { error: EngineError::PicturesNeeded { example_ids } } => {
                show(engine, &example_ids);
            }
            EngineEvent::BatchFinished { .. } | EngineEvent::PicturesLookedAt { .. } => {}
            other => return other,
        }
    }
    panic!("an epoch has an end")
}

fn report(engine: &mut Engine) -> EpochReport {
    match epoch(engine) {
        EngineEvent::EpochFinished { report } => report,
        other => panic!("{other:?}"),
    }
}

fn assert_close(one: &[f32], other: &[f32]) {
    let largest = one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
    assert!(one.len() == other.len() && largest < 1e-4, "{one:?} {other:?}");
}

#[test]
fn what_the_blocks_read_is_asked_for_once_and_then_they_learn() {
    let (mut engine, examples) = ready(tuned(TUNING));
    let needed = match failure(send(&mut engine, EngineCommand::TrainBatch)) {
        EngineError::PicturesNeeded { example_ids } => example_ids,
        other => panic!("{other:?}"),
    };
    let asked: BTreeSet<u32> = needed.iter().copied().collect();
    assert_eq!(asked, examples.iter().map(|example| example.example_id).collect(), "there is room for all");
    // What block 14 reads of 64 pixels: 2 × 2 places of 192 channels.
    assert_eq!(show(&mut engine, &needed), 12 * 4 * 192 * 4);

    let untrained = classify(&mut engine, None);
    let mut looked_at = Vec::new();
    let first = loop {
        match send(&mut engine, EngineCommand::TrainBatch) {
            EngineEvent::PicturesLookedAt { num_done, num_examples: 12, .. } => looked_at.push(num_done),
            EngineEvent::BatchFinished { .. } => {}
            EngineEvent::EpochFinished { report } => break report,
            other => panic!("nothing has to be shown twice: {other:?}"),
        }
    };
    assert_eq!((first.epoch, looked_at), (1, vec![]), "the last step of an epoch is told as its end");
    // The head began at zero, and what it does not weigh has no slope.
    let movement = report(&mut engine).movement.unwrap();
    let layers: Vec<u32> = movement.layers.iter().map(|layer| layer.layer).collect();
    assert_eq!(layers, (42..49).collect::<Vec<u32>>(), "two blocks of three layers, and the last one");
    for layer in &movement.layers {
        assert!(layer.gradient_norm > 0.0 && layer.update_norm > 0.0, "{layer:?}");
        assert!((layer.update_norm - layer.distance).abs() < 1e-5, "it began where it was: {layer:?}");
    }
    let mut last = first.training.loss;
    for _ in 0..8 {
        last = report(&mut engine).training.loss;
    }
    assert!(last < 0.6 * first.training.loss, "{} to {last}", first.training.loss);
    assert_close(&classify(&mut engine, Some(0)), &untrained);
    assert_ne!(classify(&mut engine, None), untrained);
}

#[test]
fn every_question_is_about_the_network_as_it_has_become() {
    let (mut engine, _) = ready(tuned(TUNING));
    for _ in 0..3 {
        report(&mut engine);
    }
    let probabilities = classify(&mut engine, None);
    let command = EngineCommand::SeeLayers { pixels: striped(1, 7), side: SIDE as u32, layers: Vec::new() };
    match send(&mut engine, command) {
        EngineEvent::LayersSeen { probabilities: seen, .. } => assert_close(&seen.0, &probabilities),
        other => panic!("{other:?}"),
    }
    let explain = |epoch| EngineCommand::ExplainValue {
        pixels: striped(1, 7),
        side: SIDE as u32,
        layer: 51,
        channel: 1,
        row: 0,
        column: 0,
        epoch,
    };
    for epoch in [None, Some(2), Some(0)] {
        match send(&mut engine, explain(epoch)) {
            EngineEvent::ValueExplained { value } => {
                assert!((value.value - classify(&mut engine, epoch)[1]).abs() < 1e-4);
            }
            other => panic!("{other:?}"),
        }
    }
    match send(&mut engine, EngineCommand::ReplayLearning { projection: Projection::Logits }) {
        EngineEvent::LearningReplayed { replay } => {
            assert_eq!(replay.epochs, [0, 1, 2, 3]);
            let confidences: Vec<&[f32]> = replay.confidences.0.chunks(12).collect();
            assert!(confidences[0].iter().all(|confidence| (confidence - 1.0 / 3.0).abs() < 1e-5));
            // Of example 7 after two epochs, as the network was then.
            let place = replay.example_ids.iter().position(|id| *id == PER_CLASS as u32 + 3).unwrap();
            let pixels = striped(1, 3);
            let command =
                EngineCommand::Classify { pixels, side: SIDE as u32, with_evidence: false, epoch: Some(2) };
            match send(&mut engine, command) {
                EngineEvent::Classified { probabilities, .. } => {
                    assert!((probabilities.0[1] - confidences[2][place]).abs() < 1e-4);
                }
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_learned_can_be_kept_and_brought_back() {
    let (mut engine, examples) = ready(tuned(TUNING));
    assert_eq!(export(&mut engine).tail, None, "nothing was learned yet");
    report(&mut engine);
    report(&mut engine);
    let kept = export(&mut engine);
    let tail = kept.tail.as_ref().unwrap();
    assert_eq!((tail.first_layer, tail.layers.len()), (42, 7));
    let probabilities = classify(&mut engine, None);

    // In an engine of the next visit, and in this one after the network was forgotten.
    let (mut next, _) = ready(tuned(TUNING));
    send(&mut engine, EngineCommand::ResetHead);
    assert_ne!(classify(&mut engine, None), probabilities);
    for engine in [&mut engine, &mut next] {
        let event = send(engine, EngineCommand::ImportHead { head: kept.clone() });
        assert_eq!(event, EngineEvent::HeadImported { epoch: 2 });
        assert_close(&classify(engine, None), &probabilities);
        assert_eq!(report(engine).epoch, 3);
    }

    // A head without a tail belongs to the pretrained network.
    let plain = SavedHead { tail: None, ..kept.clone() };
    assert_eq!(
        send(&mut next, EngineCommand::ImportHead { head: plain }),
        EngineEvent::HeadImported { epoch: 2 }
    );
    assert_ne!(classify(&mut next, None), probabilities);

    let mut broken = kept;
    broken.tail.as_mut().unwrap().layers.pop();
    let refused = failure(send(&mut next, EngineCommand::ImportHead { head: broken }));
    assert_eq!(refused, EngineError::HeadMismatch);
    assert!(matches!(set_dataset(&mut next, &examples, settings()), EngineEvent::DatasetReady { .. }));
}

#[test]
fn the_head_goes_on_alone_over_blocks_that_have_learned() {
    let (mut engine, mut examples) = ready(tuned(TUNING));
    report(&mut engine);
    let before = export(&mut engine);
    // One picture more, and nothing but the head learns.
    let id = 12;
    let pixels = striped(2, 9);
    send(&mut engine, EngineCommand::Embed { example_ids: vec![id], pixels, side: SIDE as u32 });
    examples.push(LabelledExample { example_id: id, class_id: 3, group: id, side: None, weight: None });
    let event = set_dataset(&mut engine, &examples, settings());
    assert!(matches!(event, EngineEvent::DatasetReady { head_kept: true, epoch: 1, .. }), "{event:?}");
    let needed = failure(send(&mut engine, EngineCommand::TrainEpoch));
    assert_eq!(needed, EngineError::PicturesNeeded { example_ids: vec![id] }, "all others were looked at");
    let needed = failure(send(&mut engine, EngineCommand::PredictExamples));
    assert_eq!(needed, EngineError::PicturesNeeded { example_ids: vec![id] });
    let pixels = striped(2, 9);
    send(&mut engine, EngineCommand::ShowPictures { example_ids: vec![id], pixels, side: SIDE as u32 });
    match send(&mut engine, EngineCommand::TrainEpoch) {
        EngineEvent::EpochFinished { report } => assert_eq!(report.movement.unwrap().layers, []),
        other => panic!("{other:?}"),
    }
    let after = export(&mut engine);
    assert_eq!(after.tail, before.tail);
    assert_ne!(after.output, before.output);

    // Deeper than before: the learned blocks stay as the start.
    let deeper = TuningSettings { first_block: 12, ..TUNING };
    let event = set_dataset(&mut engine, &examples, tuned(deeper));
    assert!(matches!(event, EngineEvent::DatasetReady { head_kept: true, epoch: 2, .. }), "{event:?}");
    let probabilities = classify(&mut engine, None);
    assert_ne!(probabilities, classify(&mut engine, Some(0)));
}

#[test]
fn a_run_that_diverges_goes_back_to_the_last_good_network() {
    let (mut engine, examples) = ready(tuned(TUNING));
    report(&mut engine);
    let good = export(&mut engine);
    let wild = TuningSettings { learning_rate: 1.0, first_block: 10, rate_decay: 1.0, ..TUNING };
    let wilder = TrainingSettings { learning_rate: 100.0, ..tuned(wild) };
    set_dataset(&mut engine, &examples, wilder);
    let mut failed = None;
    for _ in 0..40 {
        match epoch(&mut engine) {
            EngineEvent::EpochFinished { .. } => {}
            EngineEvent::Failed { error } => {
                failed = Some(error);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    // However wild the steps, what is kept is made of numbers.
    if let Some(error) = failed {
        assert!(matches!(error, EngineError::TrainingDiverged { .. }), "{error:?}");
    }
    let kept = export(&mut engine);
    let numbers = kept.tail.iter().flat_map(|tail| &tail.layers).flat_map(|layer| &layer.weight.0);
    assert!(numbers.chain(&kept.output.weight.0).all(|value| value.is_finite()));
    assert!(classify(&mut engine, None).iter().all(|value| value.is_finite()));
    send(&mut engine, EngineCommand::ImportHead { head: good });
    assert_eq!(report(&mut engine).epoch, 2);
}

#[test]
fn variations_are_made_for_training_pictures_only() {
    let tuning = TuningSettings { augmentation: Some(AUGMENTATION), ..TUNING };
    let (mut engine, _) = ready(tuned(tuning));
    let needed = match failure(send(&mut engine, EngineCommand::TrainBatch)) {
        EngineError::PicturesNeeded { example_ids } => example_ids,
        other => panic!("{other:?}"),
    };
    // Of each class one picture is held back.
    assert_eq!(show(&mut engine, &needed), (9 * 3 + 3) * 4 * 192 * 4);
    assert!(report(&mut engine).training.loss.is_finite());

    let vary = |augmentation| EngineCommand::VaryPicture {
        pixels: striped(0, 1),
        side: SIDE as u32,
        augmentation,
        seed: 1,
    };
    match send(&mut engine, vary(AUGMENTATION)) {
        EngineEvent::PictureVaried { side: 64, pixels } => {
            let variations: Vec<&[u8]> = pixels.chunks(SIDE * SIDE * 4).collect();
            assert_eq!(variations.len(), 2);
            assert!(variations[0] != variations[1] && variations[0] != striped(0, 1));
        }
        other => panic!("{other:?}"),
    }
    let refused = failure(send(&mut engine, vary(Augmentation { shift: 0.5, ..AUGMENTATION })));
    assert_eq!(refused, EngineError::SettingOutOfRange { setting: "shift".into() });
}

#[test]
fn pictures_that_go_past_blocks_do_so_by_the_seed() {
    // Blocks 13 and 14 add to what they read.
    let lesson = |stochastic_depth| {
        let (mut engine, _) = ready(tuned(TuningSettings { first_block: 13, stochastic_depth, ..TUNING }));
        let losses = [(); 2].map(|()| report(&mut engine).training.loss);
        (losses, export(&mut engine).tail)
    };
    let [never, often, again] = [0.0, 0.5, 0.5].map(lesson);
    assert!(often == again && often.0.iter().all(|loss| loss.is_finite()));
    assert!(never.0 != often.0 && never.1 != often.1);
}

#[test]
fn settings_out_of_range_change_nothing() {
    let (mut engine, examples) = ready(settings());
    for (setting, tuning) in [
        ("firstBlock", TuningSettings { first_block: 16, ..TUNING }),
        ("tuningRate", TuningSettings { learning_rate: 2.0, ..TUNING }),
        ("rateDecay", TuningSettings { rate_decay: 0.0, ..TUNING }),
        ("stochasticDepth", TuningSettings { stochastic_depth: 0.6, ..TUNING }),
    ] {
        let refused = failure(set_dataset(&mut engine, &examples, tuned(tuning)));
        assert_eq!(refused, EngineError::SettingOutOfRange { setting: setting.into() });
    }
    assert!(matches!(send(&mut engine, EngineCommand::TrainEpoch), EngineEvent::EpochFinished { .. }));
}
