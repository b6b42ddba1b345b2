//! Writes `www/src/engine/protocol.ts` from the Rust types, and fails when the committed file differed.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use afterimage::{error, protocol};
use tsify::Tsify;

#[test]
fn the_typescript_protocol_is_generated_from_rust() {
    let declarations = [
        error::EngineError::DECL,
        protocol::EngineCommand::DECL,
        protocol::EngineEvent::DECL,
        protocol::Device::DECL,
        protocol::GpuPreflight::DECL,
        protocol::GpuRefusal::DECL,
        protocol::SelfTestCheck::DECL,
        protocol::NetworkName::DECL,
        protocol::BackboneInfo::DECL,
        protocol::LabelledExample::DECL,
        protocol::Side::DECL,
        protocol::ExampleSide::DECL,
        protocol::TrainingSettings::DECL,
        protocol::Optimiser::DECL,
        protocol::Schedule::DECL,
        protocol::ScheduleShape::DECL,
        protocol::TuningSettings::DECL,
        protocol::Augmentation::DECL,
        protocol::EpochReport::DECL,
        protocol::Scores::DECL,
        protocol::ExamplePrediction::DECL,
        protocol::ClassEvidence::DECL,
        protocol::LayerInfo::DECL,
        protocol::LayerKind::DECL,
        protocol::ActivationKind::DECL,
        protocol::LayerChoice::DECL,
        protocol::SeenLayer::DECL,
        protocol::ChannelPlace::DECL,
        protocol::ChannelOrder::DECL,
        protocol::ChannelPictures::DECL,
        protocol::ChannelWeights::DECL,
        protocol::ExplainedValue::DECL,
        protocol::ClassMap::DECL,
        protocol::WeighedNeurons::DECL,
        protocol::Projection::DECL,
        protocol::LearningReplay::DECL,
        protocol::HeadWeights::DECL,
        protocol::Movement::DECL,
        protocol::LayerMovement::DECL,
        protocol::ExampleGroup::DECL,
        protocol::NeighbourReport::DECL,
        protocol::SavedHead::DECL,
        protocol::SavedLayer::DECL,
        protocol::SavedTail::DECL,
        protocol::SavedNorm::DECL,
    ];
    let mut generated = String::from(
        "/** The contract with the engine. Generated from src/protocol.rs by `cargo test`; do not edit. */\n",
    );
    for declaration in declarations {
        generated.push('\n');
        generated.push_str(declaration);
        generated.push('\n');
    }
    // The defaults cross as well, so that the page and the measurements cannot drift apart.
    generated.push_str(&default_settings());
    generated.push_str(&default_tuning());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/src/engine/protocol.ts");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    if committed != generated {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/www/src/engine")).unwrap();
        std::fs::write(path, &generated).unwrap();
    }
    assert!(committed == generated, "protocol.ts was out of date; it has been written anew: commit it");
}

/// The default settings as a TypeScript constant. Taking the struct apart names every field, so that a new one
/// is not forgotten here.
fn default_settings() -> String {
    let protocol::TrainingSettings {
        optimiser,
        learning_rate,
        weight_decay,
        batch_size,
        label_smoothing,
        balance_classes,
        hidden_units,
        validation_fraction,
        tuning,
        schedule,
        seed,
    } = protocol::TrainingSettings::default();
    let optimiser = match optimiser {
        protocol::Optimiser::Sgd => "sgd",
        protocol::Optimiser::Nesterov => "nesterov",
        protocol::Optimiser::Adam => "adam",
        protocol::Optimiser::AdamW => "adamW",
    };
    assert_eq!(schedule, None, "the rate stays the same until the learner says otherwise");
    assert_eq!(tuning, None, "the head alone learns until the learner says otherwise");
    let hidden_units = hidden_units.map_or("undefined".to_owned(), |units| units.to_string());
    format!(
        "
export const defaultTrainingSettings: TrainingSettings = {{
  optimiser: \"{optimiser}\",
  learningRate: {learning_rate},
  schedule: undefined,
  weightDecay: {weight_decay},
  batchSize: {batch_size},
  labelSmoothing: {label_smoothing},
  balanceClasses: {balance_classes},
  hiddenUnits: {hidden_units},
  tuning: undefined,
  validationFraction: {validation_fraction},
  seed: {seed},
}};
"
    )
}

/// How blocks learn, and how pictures are varied, once the learner wants that.
fn default_tuning() -> String {
    let protocol::TuningSettings {
        first_block,
        learning_rate,
        head_learning_rate,
        rate_decay,
        stochastic_depth,
        from_scratch,
        batch_norm_learns,
        augmentation,
    } = protocol::TuningSettings::default();
    assert_eq!(augmentation, None, "it has a constant of its own");
    let protocol::Augmentation {
        variations,
        fresh_each_epoch,
        flip,
        shift,
        black_beyond_edge,
        zoom,
        turn_degrees,
        colour,
        erase,
    } = protocol::Augmentation::default();
    format!(
        "
export const defaultTuningSettings: TuningSettings = {{
  firstBlock: {first_block},
  learningRate: {learning_rate},
  headLearningRate: {head_learning_rate},
  rateDecay: {rate_decay},
  stochasticDepth: {stochastic_depth},
  fromScratch: {from_scratch},
  batchNormLearns: {batch_norm_learns},
  augmentation: undefined,
}};

export const defaultAugmentation: Augmentation = {{
  variations: {variations},
  freshEachEpoch: {fresh_each_epoch},
  flip: {flip},
  shift: {shift},
  blackBeyondEdge: {black_beyond_edge},
  zoom: {zoom},
  turnDegrees: {turn_degrees},
  colour: {colour},
  erase: {erase},
}};
"
    )
}
