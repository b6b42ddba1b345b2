//! Making more of few pictures, through the protocol: groups, supposed classes, neighbours, schedules, the way back.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    EngineCommand, EngineEvent, EpochReport, ExamplePrediction, LabelledExample, Optimiser, Schedule,
    ScheduleShape, TrainingSettings, TuningSettings,
};
use support::lesson::{
    SIDE, embed_striped, engine_with_backbone, export, failure, send, set_dataset, settings, striped,
    train_epoch,
};

const PER_CLASS: usize = 8;

fn trained(epochs: usize, settings: TrainingSettings) -> (Engine, Vec<LabelledExample>) {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, PER_CLASS);
    set_dataset(&mut engine, &examples, settings);
    for _ in 0..epochs {
        train(&mut engine);
    }
    (engine, examples)
}

fn train(engine: &mut Engine) -> EpochReport {
    match send(engine, EngineCommand::TrainEpoch) {
        EngineEvent::EpochFinished { report } => report,
        other => panic!("{other:?}"),
    }
}

fn predict(engine: &mut Engine, example_ids: &[u32]) -> Vec<ExamplePrediction> {
    match send(engine, EngineCommand::PredictUnlabelled { example_ids: example_ids.to_vec() }) {
        EngineEvent::UnlabelledPredicted { predictions } => predictions,
        other => panic!("{other:?}"),
    }
}

/// Pictures that the dataset knows nothing of, three of each class from id 100 on.
fn embed_more(engine: &mut Engine) -> Vec<u32> {
    let ids: Vec<u32> = (100..109).collect();
    let pixels = (0..9).flat_map(|index| striped(index / 3, 20 + index % 3)).collect();
    send(engine, EngineCommand::Embed { example_ids: ids.clone(), pixels, side: SIDE as u32 });
    ids
}

#[test]
fn pictures_without_labels_fall_into_their_classes() {
    let (mut engine, _) = trained(0, settings());
    let example_ids: Vec<u32> = (0..24).collect();
    for num_groups in [Some(3), None] {
        let command = EngineCommand::GroupExamples { example_ids: example_ids.clone(), num_groups, seed: 1 };
        match send(&mut engine, command) {
            EngineEvent::ExamplesGrouped { groups, separation } => {
                assert!((0.0..=1.0).contains(&separation) && separation > 0.1, "{separation}");
                let all: usize = groups.iter().map(|group| group.example_ids.len()).sum();
                assert_eq!(all, 24, "each is in one group");
                assert!(groups.windows(2).all(|pair| pair[0].example_ids.len() >= pair[1].example_ids.len()));
                let pure = groups.iter().filter(|group| {
                    let classes = group.example_ids.iter().map(|id| *id as usize / PER_CLASS);
                    classes.clone().all(|class| Some(class) == classes.clone().next())
                });
                if num_groups.is_some() {
                    assert_eq!(pure.count(), 3, "stripes of a colour look alike");
                }
            }
            other => panic!("{other:?}"),
        }
    }
    let command = EngineCommand::GroupExamples { example_ids: vec![0, 999], num_groups: Some(2), seed: 1 };
    match send(&mut engine, command) {
        EngineEvent::ExamplesGrouped { groups, .. } => {
            assert_eq!(groups.len(), 1, "one of them is not known")
        }
        other => panic!("{other:?}"),
    }
    let command = EngineCommand::GroupExamples { example_ids, num_groups: Some(0), seed: 1 };
    let refused = failure(send(&mut engine, command));
    assert_eq!(refused, EngineError::SettingOutOfRange { setting: "numGroups".into() });
}

#[test]
fn supposed_classes_count_as_much_as_they_are_given() {
    let (mut engine, examples) = trained(20, settings());
    let more = embed_more(&mut engine);
    let predictions = predict(&mut engine, &more);
    let right = predictions
        .iter()
        .enumerate()
        .filter(|(index, one)| one.predicted_class_id as usize == index / 3 + 1);
    assert!(right.count() >= 7, "{predictions:?}");
    assert!(predictions.iter().all(|one| one.side.is_none()));
    let missing = failure(send(&mut engine, EngineCommand::PredictUnlabelled { example_ids: vec![999] }));
    assert_eq!(missing, EngineError::BackboneMissing);

    // Wrong on purpose: with no weight they change nothing, with some weight they do.
    let with = |weight: Option<f32>| {
        let mut all = examples.clone();
        all.extend(more.iter().map(|id| LabelledExample {
            example_id: *id,
            class_id: 1,
            group: *id,
            side: Some(afterimage::protocol::Side::Training),
            weight,
        }));
        all
    };
    let head_after = |examples: &[LabelledExample]| {
        let (mut engine, _) = trained(0, settings());
        embed_more(&mut engine);
        // One batch, so that the order of the pictures does not matter.
        let whole = TrainingSettings { batch_size: 64, balance_classes: false, ..settings() };
        set_dataset(&mut engine, examples, whole);
        for _ in 0..5 {
            train(&mut engine);
        }
        export(&mut engine).output.weight.0
    };
    let sides_fixed: Vec<LabelledExample> = {
        let event = set_dataset(&mut engine, &examples, settings());
        let EngineEvent::DatasetReady { sides, .. } = event else { panic!("{event:?}") };
        let side_of = |id| sides.iter().find(|one| one.example_id == id).map(|one| one.side);
        examples.iter().map(|one| LabelledExample { side: side_of(one.example_id), ..one.clone() }).collect()
    };
    let distance = |one: &[f32], other: &[f32]| {
        one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum::<f32>().sqrt()
    };
    let with_sides = |weight| {
        let mut all = with(weight);
        all[..sides_fixed.len()].clone_from_slice(&sides_fixed);
        all
    };
    let plain = head_after(&sides_fixed);
    let [none, some, whole] = [Some(0.0), Some(0.3), None].map(|weight| head_after(&with_sides(weight)));
    assert!(distance(&plain, &none) < 1e-4, "{}", distance(&plain, &none));
    assert!(distance(&plain, &some) > 1e-3 && distance(&plain, &whole) > 1.5 * distance(&plain, &some));
}

#[test]
fn supposed_classes_are_not_counted_as_right_or_wrong() {
    let (mut engine, mut examples) = trained(0, settings());
    let more = embed_more(&mut engine);
    // All of one class, which most are not.
    examples.extend(more.iter().map(|id| LabelledExample {
        example_id: *id,
        class_id: 1,
        group: *id,
        side: None,
        weight: Some(0.01),
    }));
    let everything = TrainingSettings { validation_fraction: 0.0, ..settings() };
    set_dataset(&mut engine, &examples, everything);
    let report = (0..40).map(|_| train(&mut engine)).last().unwrap();
    assert_eq!((report.training.num_examples, report.training.accuracy), (24, 1.0), "{report:?}");
    assert_eq!((report.validation, report.confusion), (None, vec![8, 0, 0, 0, 8, 0, 0, 0, 8]));
}

#[test]
fn neighbours_vote() {
    let (mut engine, _) = trained(0, settings());
    match send(&mut engine, EngineCommand::MeasureNeighbours { neighbours: 5 }) {
        EngineEvent::NeighboursMeasured { report } => {
            assert_eq!((report.neighbours, report.num_examples), (5, 6), "those that were held back");
            assert_eq!(report.confusion.iter().sum::<u32>(), 6);
            let right: u32 = (0..3).map(|class| report.confusion[class * 4]).sum();
            assert!((report.accuracy - right as f32 / 6.0).abs() < 1e-6 && right >= 4);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_can_go_back_to_an_earlier_epoch_and_on_from_there() {
    let (mut engine, _) = trained(3, settings());
    let third = export(&mut engine);
    train(&mut engine);
    assert_ne!(export(&mut engine), third);
    assert_eq!(
        send(&mut engine, EngineCommand::GoBackToEpoch { epoch: 3 }),
        EngineEvent::WentBack { epoch: 3 }
    );
    assert_eq!(export(&mut engine), third);
    assert_eq!(train(&mut engine).epoch, 4);
    let forgotten = failure(send(&mut engine, EngineCommand::GoBackToEpoch { epoch: 9 }));
    assert_eq!(forgotten, EngineError::EpochForgotten { epoch: 9 });
}

#[test]
fn a_schedule_makes_steps_smaller_and_smaller() {
    let with = |schedule| TrainingSettings { schedule, ..settings() };
    let cosine = Schedule { shape: ScheduleShape::Cosine, first_epoch: 0, epochs: 10, warm_up_epochs: 2 };
    let (mut engine, examples) = trained(0, with(Some(cosine)));
    let moves: Vec<f32> = (0..12).map(|_| train(&mut engine).movement.unwrap().update_norm).collect();
    assert!(moves[0] < moves[2] && moves[11] < 0.05 * moves[2], "{moves:?}");
    let senseless = Schedule { warm_up_epochs: 10, ..cosine };
    let refused = failure(set_dataset(&mut engine, &examples, with(Some(senseless))));
    assert_eq!(refused, EngineError::SettingOutOfRange { setting: "schedule".into() });

    let nesterov = TrainingSettings { optimiser: Optimiser::Nesterov, ..settings() };
    let (mut engine, _) = trained(0, nesterov);
    let first = train(&mut engine).training.loss;
    let last = (0..10).map(|_| train(&mut engine).training.loss).last().unwrap();
    assert!(last < first);
}

#[test]
fn blocks_that_begin_from_scratch_know_less() {
    let tuning = |from_scratch| TuningSettings { first_block: 12, from_scratch, ..TuningSettings::default() };
    let loss = |from_scratch| {
        let (mut engine, examples) = trained(0, settings());
        let deeper = TrainingSettings { tuning: Some(tuning(from_scratch)), ..settings() };
        set_dataset(&mut engine, &examples, deeper);
        (0..6).fold(f32::NAN, |_, _| train_epoch(&mut engine, PER_CLASS).training.loss)
    };
    let (pretrained, scratch) = (loss(false), loss(true));
    assert!(pretrained < 0.7 * scratch, "{pretrained} {scratch}");
}
