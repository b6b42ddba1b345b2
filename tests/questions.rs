//! Questions through the protocol, as the page asks them: channels, single values, and how the head learned.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    ChannelOrder, ChannelPlace, EngineCommand, EngineEvent, LabelledExample, LayerChoice, LearningReplay,
    Projection, TrainingSettings,
};
use support::lesson::{
    SIDE, embed_striped, engine_with_backbone, failure, send, set_dataset, settings, striped,
};

const EPOCHS: u32 = 5;
/// `blocks.2.depthwise`
const LAYER: u32 = 7;

fn trained(hidden_units: Option<u32>) -> (Engine, Vec<LabelledExample>) {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 6);
    set_dataset(&mut engine, &examples, TrainingSettings { hidden_units, ..settings() });
    for _ in 0..EPOCHS {
        send(&mut engine, EngineCommand::TrainEpoch);
    }
    (engine, examples)
}

fn survey(engine: &mut Engine, layer: u32) {
    for class in 0..3 {
        let example_ids: Vec<u32> = (class as u32 * 6..class as u32 * 6 + 6).collect();
        let pixels = (0..6).flat_map(|number| striped(class, number)).collect();
        let command = EngineCommand::SurveyLayer { layer, example_ids, pixels, side: SIDE as u32 };
        let expected = EngineEvent::LayerSurveyed { layer, num_examples: class as u32 * 6 + 6 };
        assert_eq!(send(engine, command), expected);
    }
}

fn replay(engine: &mut Engine, projection: Projection) -> LearningReplay {
    match send(engine, EngineCommand::ReplayLearning { projection }) {
        EngineEvent::LearningReplayed { replay } => replay,
        other => panic!("{other:?}"),
    }
}

#[test]
fn channels_are_seen_surveyed_and_ranked() {
    let (mut engine, _) = trained(None);
    let unknown = failure(send(
        &mut engine,
        EngineCommand::RankChannels { layer: LAYER, order: ChannelOrder::Strength },
    ));
    assert_eq!(unknown, EngineError::LayerNotSurveyed { layer: LAYER });
    survey(&mut engine, LAYER);
    let order = ChannelOrder::Class { class_id: 1 };
    let EngineEvent::ChannelsRanked { channels, values, .. } =
        send(&mut engine, EngineCommand::RankChannels { layer: LAYER, order })
    else {
        panic!("not ranked")
    };
    assert_eq!((channels.len(), values.0.len()), (144, 144));
    assert!(values.0[0] > 1.0 && values.0[143] < -1.0, "the classes differ by colour and direction");

    let channel = channels[0];
    let command = EngineCommand::SeeChannelPictures { layer: LAYER, channel };
    let EngineEvent::ChannelPicturesSeen { pictures } = send(&mut engine, command) else {
        panic!("no pictures")
    };
    let layers = vec![LayerChoice { layer: LAYER, channels: vec![channel], strongest: 0 }];
    let best = pictures.example_ids[0] as usize;
    let pixels = striped(best / 6, best % 6);
    let command = EngineCommand::SeeLayers { pixels, side: SIDE as u32, layers };
    let EngineEvent::LayersSeen { layers, class_ids, probabilities } = send(&mut engine, command) else {
        panic!("nothing seen")
    };
    assert_eq!(class_ids, [1, 2, 3]);
    assert!((probabilities.0.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    let map = &layers[0].maps.0;
    assert_eq!(
        map[pictures.places[0] as usize], pictures.maxima.0[0],
        "the place is where the map is largest"
    );
    assert_eq!(layers[0].maxima.0[channel as usize], pictures.maxima.0[0]);

    // A picture that is gone is not spoken of any more.
    send(&mut engine, EngineCommand::ForgetExamples { example_ids: vec![pictures.example_ids[0]] });
    let command = EngineCommand::SeeChannelPictures { layer: LAYER, channel };
    let EngineEvent::ChannelPicturesSeen { pictures: fewer } = send(&mut engine, command) else { panic!() };
    assert_eq!(fewer.example_ids, pictures.example_ids[1..]);
}

#[test]
fn the_strongest_channels_come_first_and_unknown_ones_are_refused() {
    let mut engine = engine_with_backbone();
    let see = |channels: Vec<u32>, layer| EngineCommand::SeeLayers {
        pixels: striped(0, 1),
        side: SIDE as u32,
        layers: vec![LayerChoice { layer, channels, strongest: 4 }],
    };
    let EngineEvent::LayersSeen { layers, class_ids, .. } = send(&mut engine, see(vec![], LAYER)) else {
        panic!("nothing seen")
    };
    assert!(class_ids.is_empty(), "there is no head yet");
    let seen = &layers[0];
    assert_eq!((seen.channels.len(), seen.maps.0.len()), (4, 4 * 16 * 16));
    let means: Vec<f32> = seen.channels.iter().map(|channel| seen.means.0[*channel as usize]).collect();
    assert!(means.is_sorted_by(|one, other| one >= other));
    assert!(seen.means.0.iter().all(|mean| *mean <= means[0]));
    for command in [see(vec![144], LAYER), see(vec![], 49)] {
        assert!(matches!(failure(send(&mut engine, command)), EngineError::PlaceUnknown { .. }));
    }
}

#[test]
fn a_grown_picture_excites_its_channel_more_and_more() {
    let mut engine = engine_with_backbone();
    let grow = |channel, steps, restart| EngineCommand::GrowPicture {
        layer: 20,
        channel,
        side: 64,
        steps,
        seed: 3,
        restart,
    };
    let mut grown = |command| match send(&mut engine, command) {
        EngineEvent::PictureGrown { step, excitement, pixels, .. } => (step, excitement, pixels),
        other => panic!("{other:?}"),
    };
    let (_, first, _) = grown(grow(7, 1, false));
    let (step, later, pixels) = grown(grow(7, 24, false));
    assert_eq!((step, pixels.len()), (25, 64 * 64 * 4));
    assert!(later > first + 0.5, "{first} to {later}");
    assert_eq!(grown(grow(7, 1, true)).1, first, "the same seed begins the same way");
    assert_eq!(grown(grow(8, 2, false)).0, 2, "another channel begins anew");
    assert!(matches!(failure(send(&mut engine, grow(10_000, 1, false))), EngineError::PlaceUnknown { .. }));
}

#[test]
fn the_change_without_a_channel_is_told_in_probabilities() {
    let (mut engine, _) = trained(None);
    let silence =
        |channels| EngineCommand::SilenceChannels { pixels: striped(1, 2), side: SIDE as u32, channels };
    let mut silenced = |channels| match send(&mut engine, silence(channels)) {
        EngineEvent::ChannelsSilenced { before, after, .. } => (before.0, after.0),
        other => panic!("{other:?}"),
    };
    let (before, after) = silenced(vec![]);
    assert!(support::largest_difference(&before, &after) < 1e-5);
    let all = (0..40).map(|channel| ChannelPlace { layer: 11, channel }).collect();
    let (before, after) = silenced(all);
    assert!(support::largest_difference(&before, &after) > 0.01);
    let unknown = silence(vec![ChannelPlace { layer: 0, channel: 32 }]);
    assert!(matches!(failure(send(&mut engine, unknown)), EngineError::PlaceUnknown { .. }));
}

#[test]
fn neurons_add_up_to_the_score_now_and_after_earlier_epochs() {
    let (mut engine, _) = trained(None);
    for epoch in [None, Some(EPOCHS), Some(2)] {
        let classify =
            EngineCommand::Classify { pixels: striped(2, 1), side: SIDE as u32, with_evidence: true, epoch };
        let EngineEvent::Classified { evidence: Some(evidence), .. } = send(&mut engine, classify) else {
            panic!("no evidence")
        };
        for (class_id, against, score) in
            [(3, None, evidence.logits.0[2]), (3, Some(1), evidence.logits.0[2] - evidence.logits.0[0])]
        {
            let weigh = EngineCommand::WeighNeurons {
                pixels: striped(2, 1),
                side: SIDE as u32,
                class_id,
                against,
                most: 12,
                epoch,
            };
            let EngineEvent::NeuronsWeighed { sum } = send(&mut engine, weigh) else { panic!("not weighed") };
            assert_eq!((sum.neurons.len(), sum.shares.0.len()), (12, 12));
            let parts = sum.shares.0.iter().sum::<f32>() + sum.rest + sum.bias;
            assert!((parts - sum.score).abs() < 1e-4 && (sum.score - score).abs() < 1e-4);
        }
    }
    let forgotten = EngineCommand::SeeHeadWeights { epoch: Some(99) };
    assert_eq!(failure(send(&mut engine, forgotten)), EngineError::EpochForgotten { epoch: 99 });
}

#[test]
fn a_hidden_layer_has_no_sum_over_neurons_but_a_class_map() {
    let (mut engine, _) = trained(Some(8));
    let (pixels, side) = (striped(0, 3), SIDE as u32);
    let weigh = EngineCommand::WeighNeurons {
        pixels: pixels.clone(),
        side,
        class_id: 1,
        against: None,
        most: 3,
        epoch: None,
    };
    assert_eq!(failure(send(&mut engine, weigh)), EngineError::HeadNotLinear);
    let see =
        EngineCommand::SeeClassMap { pixels, side, layer: 26, class_id: 1, against: Some(2), epoch: None };
    let EngineEvent::ClassMapSeen { map } = send(&mut engine, see) else { panic!("no map") };
    assert_eq!((map.side, map.places.0.len(), map.channels.0.len()), (4, 16, 112));
    assert!(map.places.0.iter().any(|place| *place != 0.0));
}

#[test]
fn learning_is_replayed_from_before_the_first_epoch() {
    let (mut engine, examples) = trained(None);
    let replay_now = replay(&mut engine, Projection::Logits);
    assert_eq!(replay_now.epochs, [0, 1, 2, 3, 4, 5]);
    assert_eq!(replay_now.example_ids.len(), examples.len());
    let (num_epochs, num_examples) = (6, examples.len());
    assert_eq!(replay_now.positions.0.len(), num_epochs * num_examples * 2);
    let confidences: Vec<&[f32]> = replay_now.confidences.0.chunks_exact(num_examples).collect();
    assert!(confidences[0].iter().all(|confidence| (confidence - 1.0 / 3.0).abs() < 1e-6));
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    assert!(mean(confidences[5]) > mean(confidences[1]));
    let EngineEvent::ExamplesPredicted { predictions } = send(&mut engine, EngineCommand::PredictExamples)
    else {
        panic!("no predictions")
    };
    let last = &replay_now.predicted_class_ids[5 * num_examples..];
    for (example_id, predicted) in replay_now.example_ids.iter().zip(last) {
        let known = predictions.iter().find(|known| known.example_id == *example_id).unwrap();
        assert_eq!(known.predicted_class_id, *predicted);
    }
    // What was said of an epoch stays as it was when more epochs come.
    send(&mut engine, EngineCommand::TrainEpoch);
    let later = replay(&mut engine, Projection::Logits);
    assert_eq!(later.positions.0[..replay_now.positions.0.len()], replay_now.positions.0[..]);
    let features = replay(&mut engine, Projection::Features);
    let of_epoch: Vec<&[f32]> = features.positions.0.chunks_exact(num_examples * 2).collect();
    assert_eq!(of_epoch[0], of_epoch[6]);
}

#[test]
fn weights_of_an_epoch_are_remembered_and_forgotten_with_a_reset() {
    let (mut engine, _) = trained(None);
    let mut weights = |epoch| match send(&mut engine, EngineCommand::SeeHeadWeights { epoch }) {
        EngineEvent::HeadWeightsSeen { head } => (head.epoch, head.weights.0),
        other => panic!("{other:?}"),
    };
    let (epoch, now) = weights(None);
    assert_eq!((epoch, now.len()), (EPOCHS, 3 * 1280));
    assert_eq!(weights(Some(EPOCHS)).1, now);
    assert!(weights(Some(0)).1.iter().all(|weight| *weight == 0.0));
    assert_ne!(weights(Some(3)).1, now);
    send(&mut engine, EngineCommand::ResetHead);
    assert_eq!(replay(&mut engine, Projection::Logits).epochs, [0]);
}

#[test]
fn an_epoch_tells_how_far_its_steps_went() {
    let (mut engine, _) = trained(None);
    let EngineEvent::EpochFinished { report } = send(&mut engine, EngineCommand::TrainEpoch) else {
        panic!()
    };
    let movement = report.movement.unwrap();
    assert!(movement.gradient_norm > 0.0 && movement.update_norm > 0.0);
    assert!(movement.weight_norm > movement.update_norm, "a sixth epoch moves less than all before");
}

#[test]
fn the_loss_of_an_epochs_batches_is_that_before_their_steps() {
    let mut engine = engine_with_backbone();
    let examples = embed_striped(&mut engine, 6);
    // All of them in one batch, which sees the head as the epoch before left it.
    set_dataset(&mut engine, &examples, TrainingSettings { batch_size: 64, ..settings() });
    let mut before = 3_f32.ln();
    for _ in 0..3 {
        let EngineEvent::EpochFinished { report } = send(&mut engine, EngineCommand::TrainEpoch) else {
            panic!()
        };
        let told = report.movement.unwrap().batch_loss;
        assert!((told - before).abs() < 1e-5, "{told}, but it was {before}");
        assert!(report.training.loss < 0.99 * told);
        before = report.training.loss;
    }
    // Batches: the second one sees what the first one taught.
    set_dataset(&mut engine, &examples, TrainingSettings { batch_size: 4, ..settings() });
    let EngineEvent::EpochFinished { report } = send(&mut engine, EngineCommand::TrainEpoch) else {
        panic!()
    };
    let told = report.movement.unwrap().batch_loss;
    assert!(report.training.loss < told && told < before, "{told}, between {before} and what it is now");
}
