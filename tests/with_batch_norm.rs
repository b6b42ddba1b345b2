//! Blocks of ResNet-18 learn with their batch norm, through the protocol: what is told, kept, brought back and refused.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use afterimage::backbone::{CpuBackbone, untrained_weights};
use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    EngineCommand, EngineEvent, EpochReport, LabelledExample, NetworkName, Optimiser, SavedHead, SavedNorm,
    SavedTail, TrainingSettings, TuningSettings,
};
use support::largest_difference;
use support::lesson::{
    classify, draw_network, embed_striped, engine_with_backbone, export, failure, send, set_dataset,
    settings, train_epoch,
};

const PER_CLASS: usize = 4;
const SEED: u32 = 3;

fn tuned(tuning: TuningSettings) -> TrainingSettings {
    let tuning = Some(TuningSettings { learning_rate: 0.001, stochastic_depth: 0.0, ..tuning });
    // Three batches an epoch; by the first one the blocks learn nothing, because the head begins at zero.
    TrainingSettings { tuning, optimiser: Optimiser::Adam, learning_rate: 0.003, batch_size: 3, ..settings() }
}

fn with_batch_norm(first_block: u32) -> TrainingSettings {
    tuned(TuningSettings { first_block, batch_norm_learns: true, ..TuningSettings::default() })
}

fn folded(first_block: u32) -> TrainingSettings {
    tuned(TuningSettings { first_block, ..TuningSettings::default() })
}

fn ready(settings: TrainingSettings) -> (Engine, Vec<LabelledExample>) {
    let mut engine = Engine::default();
    draw_network(&mut engine, NetworkName::ResNet18, SEED);
    let examples = embed_striped(&mut engine, PER_CLASS);
    let event = set_dataset(&mut engine, &examples, settings);
    assert!(matches!(event, EngineEvent::DatasetReady { .. }), "{event:?}");
    (engine, examples)
}

fn epoch(engine: &mut Engine) -> EpochReport {
    train_epoch(engine, PER_CLASS)
}

fn tail(head: &mut SavedHead) -> &mut SavedTail {
    head.tail.as_mut().unwrap()
}

#[test]
fn the_last_blocks_learn_and_tell_how_far_they_went() {
    let (mut engine, examples) = ready(with_batch_norm(6));
    let before = classify(&mut engine, None);
    // Running statistics are at first those that a drawn network begins with.
    let losses: Vec<f32> = (0..20).map(|_| epoch(&mut engine).training.loss).collect();
    println!("{losses:?}");
    assert!(losses[19] < 0.3 * losses[0], "{losses:?}");
    let movement = epoch(&mut engine).movement.unwrap();
    let layers: Vec<u32> = movement.layers.iter().map(|layer| layer.layer).collect();
    assert_eq!(layers, [16, 17, 18, 19, 20]);
    for layer in &movement.layers {
        assert!(layer.gradient_norm > 0.0 && layer.update_norm > 0.0, "{layer:?}");
        assert!(layer.distance > layer.update_norm, "it is not the first epoch: {layer:?}");
    }
    assert_ne!(classify(&mut engine, None), before);
    // What it reads is kept from epoch to epoch, as without batch norm.
    assert!(matches!(send(&mut engine, EngineCommand::TrainEpoch), EngineEvent::EpochFinished { .. }));
    let kept = export(&mut engine);
    assert_eq!(kept.tail.unwrap().first_layer, 16);

    // The head alone goes on over what has learned.
    let told = epoch(&mut engine).epoch;
    set_dataset(&mut engine, &examples, settings());
    let before = export(&mut engine);
    assert_eq!(epoch(&mut engine).epoch, told + 1);
    let after = export(&mut engine);
    assert!(after.tail == before.tail);
    assert!(after.output != before.output);
}

#[test]
fn going_back_brings_back_every_number() {
    let (mut engine, _) = ready(with_batch_norm(7));
    epoch(&mut engine);
    let (kept, answers) = (export(&mut engine), classify(&mut engine, None));
    epoch(&mut engine);
    assert!(export(&mut engine).tail != kept.tail);
    let back = send(&mut engine, EngineCommand::GoBackToEpoch { epoch: 1 });
    assert_eq!(back, EngineEvent::WentBack { epoch: 1 });
    assert!(export(&mut engine) == kept);
    assert_eq!(classify(&mut engine, None), answers);
    assert_eq!(epoch(&mut engine).epoch, 2);
    send(&mut engine, EngineCommand::GoBackToEpoch { epoch: 0 });
    assert_eq!(export(&mut engine).tail, None);
}

#[test]
fn it_can_learn_folded_and_apart_by_turns() {
    let (mut engine, examples) = ready(folded(7));
    epoch(&mut engine);
    let mut old = export(&mut engine);
    assert_eq!(tail(&mut old).norms, [], "as it was kept before batch norm could learn");
    let answers = classify(&mut engine, None);

    // Taken apart it answers as before, and then learns on.
    set_dataset(&mut engine, &examples, with_batch_norm(7));
    assert!(largest_difference(&classify(&mut engine, None), &answers) <= 1e-4);
    let mut apart = export(&mut engine);
    assert_eq!(tail(&mut apart).norms.len(), 2);
    epoch(&mut engine);
    assert_ne!(classify(&mut engine, None), answers);

    // What was kept folded still comes back, into either.
    for settings in [folded(7), with_batch_norm(7)] {
        let (mut next, _) = ready(settings);
        let imported = send(&mut next, EngineCommand::ImportHead { head: old.clone() });
        assert_eq!(imported, EngineEvent::HeadImported { epoch: 1 });
        assert!(largest_difference(&classify(&mut next, None), &answers) <= 1e-4);
        assert!(epoch(&mut next).training.loss.is_finite());
    }

    // And the other way round.
    let learned = classify(&mut engine, None);
    set_dataset(&mut engine, &examples, folded(7));
    assert_eq!(classify(&mut engine, None), learned);
    epoch(&mut engine);
    let mut mixed = export(&mut engine);
    assert_eq!(tail(&mut mixed).norms, []);
    let learned = classify(&mut engine, None);
    let (mut next, _) = ready(settings());
    send(&mut next, EngineCommand::ImportHead { head: mixed });
    assert!(largest_difference(&classify(&mut next, None), &learned) <= 1e-5);
}

#[test]
fn from_scratch_it_draws_weights_and_lets_batch_norm_learn() {
    let scratch =
        |first_block| tuned(TuningSettings { first_block, from_scratch: true, ..TuningSettings::default() });
    let (mut engine, _) = ready(scratch(7));
    let mut drawn = export(&mut engine);
    let SavedTail { first_layer, layers, norms } = tail(&mut drawn).clone();
    assert_eq!((first_layer, norms.len()), (19, 2));
    let pretrained =
        CpuBackbone::from_weights(&untrained_weights(NetworkName::ResNet18, SEED).unwrap()).unwrap();
    for (number, (layer, norm)) in (19..).zip(layers.iter().zip(&norms)) {
        assert!(layer.weight.0 != pretrained.unfolded(number).unwrap().weight());
        let variance =
            layer.weight.0.iter().map(|value| value * value).sum::<f32>() / layer.weight.0.len() as f32;
        assert!((variance / (2.0 / (512.0 * 9.0)) - 1.0).abs() < 0.05, "{variance}");
        let SavedNorm { scale, shift, mean, variance } = norm;
        assert!(scale.0.iter().chain(&variance.0).all(|value| *value == 1.0));
        assert!(shift.0.iter().chain(&mean.0).all(|value| *value == 0.0));
    }
    epoch(&mut engine);
    let mut learned = export(&mut engine);
    assert!(tail(&mut learned).norms.iter().all(|norm| norm.mean.0.iter().any(|mean| *mean != 0.0)));
    assert!(tail(&mut learned).norms[1].scale != norms[1].scale);
    // The same seed draws the same.
    send(&mut engine, EngineCommand::ResetHead);
    assert!(export(&mut engine) == drawn);
}

#[test]
fn a_tail_that_does_not_fit_changes_nothing() {
    let (mut engine, _) = ready(with_batch_norm(7));
    epoch(&mut engine);
    let (kept, answers) = (export(&mut engine), classify(&mut engine, None));
    let spoilt: [fn(&mut SavedTail); 7] = [
        |tail| tail.norms.truncate(1),
        |tail| tail.norms[0].variance.0[3] = -1.0,
        |tail| tail.norms[0].mean.0[3] = f32::NAN,
        |tail| tail.norms[1].scale.0.truncate(511),
        |tail| tail.layers[0].weight.0[5] = f32::INFINITY,
        |tail| tail.layers[1].weight.0.truncate(7),
        |tail| tail.first_layer = 18,
    ];
    for spoil in spoilt {
        let mut head = kept.clone();
        spoil(tail(&mut head));
        let refused = failure(send(&mut engine, EngineCommand::ImportHead { head }));
        assert_eq!(refused, EngineError::HeadMismatch);
        assert_eq!(classify(&mut engine, None), answers);
    }
}

#[test]
fn a_network_whose_file_has_it_folded_is_refused() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, PER_CLASS);
    let refused = failure(set_dataset(&mut engine, &examples, with_batch_norm(14)));
    assert_eq!(refused, EngineError::BatchNormMissing { network: NetworkName::EfficientNetLite0 });
    assert_eq!(failure(send(&mut engine, EngineCommand::TrainEpoch)), EngineError::HeadMissing);
    assert!(matches!(set_dataset(&mut engine, &examples, folded(14)), EngineEvent::DatasetReady { .. }));
}
