//! ResNet-18 in the place of the network that the page begins with, through the protocol, drawn and not pretrained.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::protocol::{
    BackboneInfo, ChannelOrder, Device, EngineCommand, EngineEvent, Floats, GpuPreflight, GpuRefusal,
    LabelledExample, NetworkName, Optimiser, TrainingSettings, TuningSettings,
};
use support::lesson::{
    SIDE, classify, draw_network, embed_striped, engine_with_backbone, export, failure, send, set_dataset,
    settings, striped, train_epoch,
};

const PER_CLASS: usize = 4;
const SEED: u32 = 3;

fn resnet18() -> Engine {
    let mut engine = Engine::default();
    draw_network(&mut engine, NetworkName::ResNet18, SEED);
    engine
}

fn tuned(first_block: u32, learning_rate: f64) -> TrainingSettings {
    let tuning =
        TuningSettings { first_block, learning_rate, stochastic_depth: 0.0, ..TuningSettings::default() };
    TrainingSettings { tuning: Some(tuning), optimiser: Optimiser::Adam, learning_rate: 0.003, ..settings() }
}

/// The training loss of one more epoch.
fn train(engine: &mut Engine) -> f32 {
    train_epoch(engine, PER_CLASS).training.loss
}

fn taught(engine: &mut Engine) -> Vec<LabelledExample> {
    let examples = embed_striped(engine, PER_CLASS);
    assert!(matches!(set_dataset(engine, &examples, settings()), EngineEvent::DatasetReady { .. }));
    train(engine);
    examples
}

#[test]
fn pictures_cannot_go_past_blocks_that_end_in_an_activation() {
    let mut engine = resnet18();
    let examples = embed_striped(&mut engine, PER_CLASS);
    let past = TuningSettings { first_block: 7, stochastic_depth: 0.2, ..TuningSettings::default() };
    let wanted = TrainingSettings { tuning: Some(past), ..settings() };
    let refused = failure(set_dataset(&mut engine, &examples, wanted));
    assert_eq!(refused, EngineError::SettingOutOfRange { setting: "stochasticDepth".into() });
}

#[test]
fn a_drawn_network_says_what_it_is_and_differs_by_seed() {
    let mut engine = Engine::default();
    let drawn = draw_network(&mut engine, NetworkName::ResNet18, 1);
    let BackboneInfo { network, is_pretrained, feature_length, num_parameters, num_blocks, .. } = drawn;
    assert_eq!((network, is_pretrained, feature_length, num_blocks), (NetworkName::ResNet18, false, 512, 8));
    assert_eq!(num_parameters, 11_171_712);
    assert!((drawn.pixel_mean[0] - 123.675).abs() < 1e-3 && (drawn.pixel_deviation[2] - 57.375).abs() < 1e-3);
    let other = draw_network(&mut engine, NetworkName::ResNet18, 2);
    let small = draw_network(&mut engine, NetworkName::EfficientNetLite0, 1);
    assert_eq!((small.feature_length, small.num_parameters, small.is_pretrained), (1280, 3_350_000, false));
    assert!(drawn.fingerprint != other.fingerprint && drawn.fingerprint != small.fingerprint);
    let mut features = |seed| {
        draw_network(&mut engine, NetworkName::ResNet18, seed);
        let (pixels, side) = (striped(0, 0), SIDE as u32);
        match send(&mut engine, EngineCommand::Embed { example_ids: vec![1], pixels, side }) {
            EngineEvent::Embedded { features, .. } => features.0,
            other => panic!("{other:?}"),
        }
    };
    let first = features(1);
    assert_ne!(first, features(2));
    assert_eq!(first, features(1));
}

#[test]
fn another_network_forgets_what_came_from_the_one_before() {
    let mut engine = engine_with_backbone();
    let examples = taught(&mut engine);
    let head = export(&mut engine);
    draw_network(&mut engine, NetworkName::ResNet18, SEED);
    let nothing_left = set_dataset(&mut engine, &examples, settings());
    assert_eq!(failure(nothing_left), EngineError::TooFewClasses { found: 0 });
    assert_eq!(failure(send(&mut engine, EngineCommand::ExportHead)), EngineError::HeadMissing);
    let of_the_other = EngineCommand::ImportHead { head };
    assert_eq!(failure(send(&mut engine, of_the_other)), EngineError::HeadMismatch);
    let restore =
        |length| EngineCommand::RestoreFeatures { example_ids: vec![0], features: Floats(vec![0.5; length]) };
    assert!(matches!(failure(send(&mut engine, restore(1280))), EngineError::FeaturesMalformed { .. }));
    assert_eq!(send(&mut engine, restore(512)), EngineEvent::FeaturesRestored { num_examples: 1 });

    // The same network once more has the same features, and nothing has to be told again.
    let examples = taught(&mut engine);
    draw_network(&mut engine, NetworkName::ResNet18, SEED);
    assert!(matches!(
        set_dataset(&mut engine, &examples, settings()),
        EngineEvent::DatasetReady { head_kept: true, epoch: 1, .. }
    ));
    let layer = 19;
    let (example_ids, pixels, side) = (vec![0], striped(0, 0), SIDE as u32);
    send(&mut engine, EngineCommand::SurveyLayer { layer, example_ids, pixels, side });
    let rank = || EngineCommand::RankChannels { layer, order: ChannelOrder::Strength };
    assert!(matches!(send(&mut engine, rank()), EngineEvent::ChannelsRanked { .. }));
    let bytes = support::weight_file("efficientnet-lite0.weights");
    let back = send(&mut engine, EngineCommand::ReceiveWeights { offset: 0, bytes, is_last: true });
    assert!(matches!(back, EngineEvent::BackboneReady { .. }));
    assert_eq!(failure(send(&mut engine, rank())), EngineError::LayerNotSurveyed { layer });
    assert_eq!(failure(send(&mut engine, EngineCommand::TrainEpoch)), EngineError::HeadMissing);
    taught(&mut engine);
}

#[test]
fn a_file_of_no_known_network_changes_nothing() {
    let mut engine = resnet18();
    let examples = taught(&mut engine);
    let before = classify(&mut engine, None);
    let bytes = support::weight_file("efficientnet-lite0-imagenet.weights");
    let refused = send(&mut engine, EngineCommand::ReceiveWeights { offset: 0, bytes, is_last: true });
    let tensor = "efficientnet-lite0/imagenet-classifier".to_owned();
    assert_eq!(failure(refused), EngineError::WeightsUnexpected { tensor });
    assert_eq!(classify(&mut engine, None), before);
    assert!(matches!(set_dataset(&mut engine, &examples, settings()), EngineEvent::DatasetReady { .. }));
}

#[test]
fn the_gpu_has_no_shaders_for_it() {
    let mut engine = resnet18();
    let preflight =
        GpuPreflight { has_webgpu: true, has_adapter: true, max_storage_buffers: 10, max_buffer_bytes: 1e9 };
    let refused = EngineEvent::GpuRefused {
        reason: GpuRefusal::NoShaders { network: NetworkName::ResNet18 },
        checks: Vec::new(),
    };
    assert_eq!(send(&mut engine, EngineCommand::ConnectGpu { preflight }), refused);
    let choose = |device| EngineCommand::ChooseBackboneDevice { device };
    assert_eq!(send(&mut engine, choose(Device::Gpu)), refused);
    let to_tune = EngineCommand::ChooseTuningDevice { device: Device::Gpu };
    assert_eq!(send(&mut engine, to_tune), refused);
    let chosen = EngineEvent::BackboneDeviceChosen { device: Device::Cpu };
    assert_eq!(send(&mut engine, choose(Device::Cpu)), chosen);
}

#[test]
fn its_last_block_learns_and_all_of_it_does() {
    for (first_block, first_layer, epochs, rate) in [(7, 19, 6, 0.001), (0, 0, 6, 0.0003)] {
        let mut engine = resnet18();
        let examples = embed_striped(&mut engine, PER_CLASS);
        set_dataset(&mut engine, &examples, tuned(first_block, rate));
        let first = train(&mut engine);
        let mut last = first;
        for _ in 1..epochs {
            last = train(&mut engine);
        }
        println!("from block {first_block}: loss {first} to {last}");
        assert!(last < 0.8 * first, "from block {first_block}: {first} to {last}");
        let kept = export(&mut engine);
        let tail = kept.tail.as_ref().unwrap();
        assert_eq!((tail.first_layer, tail.layers.len()), (first_layer, 21 - first_layer as usize));
        let probabilities = classify(&mut engine, None);

        // In the engine of another visit, with the same network and the same pictures.
        let mut next = resnet18();
        embed_striped(&mut next, PER_CLASS);
        set_dataset(&mut next, &examples, tuned(first_block, rate));
        assert_ne!(classify(&mut next, None), probabilities);
        let imported = send(&mut next, EngineCommand::ImportHead { head: kept });
        assert_eq!(imported, EngineEvent::HeadImported { epoch: epochs });
        assert!(support::largest_difference(&classify(&mut next, None), &probabilities) <= 1e-4);
        assert!(train(&mut next).is_finite());
    }
}

#[test]
fn what_its_blocks_read_is_kept_and_its_movement_told() {
    let mut engine = resnet18();
    let examples = embed_striped(&mut engine, PER_CLASS);
    set_dataset(&mut engine, &examples, tuned(6, 0.01));
    let example_ids: Vec<u32> = (0..2).collect();
    let pixels = (0..2).flat_map(|number| striped(0, number)).collect();
    let shown = send(&mut engine, EngineCommand::ShowPictures { example_ids, pixels, side: SIDE as u32 });
    // Block 6 reads 4 × 4 places of 256 channels.
    assert_eq!(shown, EngineEvent::PicturesShown { num_examples: 2, kept_bytes: 2 * 16 * 256 * 4 });
    train(&mut engine);
    let report = loop {
        match send(&mut engine, EngineCommand::TrainBatch) {
            EngineEvent::EpochFinished { report } => break report,
            EngineEvent::BatchFinished { .. } | EngineEvent::PicturesLookedAt { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    let layers: Vec<u32> = report.movement.unwrap().layers.iter().map(|layer| layer.layer).collect();
    assert_eq!(layers, [16, 17, 18, 19, 20], "two blocks, of which the first has a shortcut");
    let beyond = failure(set_dataset(&mut engine, &examples, tuned(8, 0.01)));
    assert_eq!(beyond, EngineError::SettingOutOfRange { setting: "firstBlock".into() });
}
