//! Questions about the inside of ResNet-18: sums with a skip inside the activation, maxima, gradients on two ways.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use afterimage::backbone::{BackwardNetwork, CpuBackbone, Start, Tape};
use afterimage::engine::Engine;
use afterimage::error::EngineError;
use afterimage::head::Head;
use afterimage::probes::{
    FinalMap, ValuePlace, class_evidence, class_map, excitement_and_gradient, explained_value,
    network_layers, score_gradient,
};
use afterimage::protocol::{
    ActivationKind, ChannelOrder, ChannelPlace, EngineCommand, EngineEvent, LayerChoice, LayerKind,
    NetworkName,
};
use afterimage_kernels::FeatureMap;
use support::lesson::{SIDE, draw_network, embed_striped, failure, send, set_dataset, settings, striped};
use support::{largest_difference, resnet18, synthetic_pixels};

fn network() -> CpuBackbone {
    CpuBackbone::from_weights(&resnet18::weights()).unwrap()
}

fn layer_number(network: &CpuBackbone, name: &str) -> usize {
    network.architecture().layers().iter().position(|layer| layer.name == name).unwrap()
}

/// A head that has learned something, whatever it is.
fn head(hidden_units: Option<usize>) -> Head {
    let mut saved = Head::new(512, 3, hidden_units, 4).save("", &[1, 2, 3], 1);
    for (index, weight) in saved.output.weight.0.iter_mut().enumerate() {
        *weight = ((index * 31) % 17) as f32 / 40.0 - 0.2;
    }
    Head::restore(&saved, 512).unwrap()
}

#[test]
fn every_value_is_the_sum_or_the_maximum_it_is_shown_as() {
    let mut network = network();
    let input = network.input_map(&synthetic_pixels(1, SIDE), SIDE).unwrap();
    let sides = network.architecture().sides(SIDE);
    let layers = network_layers(network.architecture(), None);
    for (number, layer) in layers.iter().enumerate() {
        let side = sides.get(number).copied().unwrap_or(1);
        for (row, column) in [(0, 0), (side / 2, side - 1)] {
            for channel in [0, layer.channels_out as usize - 1] {
                let place = ValuePlace { layer: number, channel, row, column };
                let value = explained_value(&mut network, &input, None, place).unwrap();
                let terms = value.inputs.0.iter().zip(&value.weights.0);
                let sum = value.bias + terms.map(|(input, weight)| input * weight).sum::<f32>();
                assert!((sum - value.sum).abs() <= 1e-4, "{} {place:?}", layer.name);
                assert_eq!(value.skip.is_some(), layer.skip.is_some());
                let sum = sum + value.skip.unwrap_or(0.0);
                let shown = if layer.activation == ActivationKind::Relu { sum.max(0.0) } else { sum };
                assert!((shown - value.value).abs() <= 1e-4, "{} {place:?}: {shown}", layer.name);
                if layer.kind == LayerKind::MaxPooling {
                    assert_eq!((value.inputs.0.len(), value.input_channels.len()), (9, 1));
                    assert_eq!(value.weights.0.iter().sum::<f32>(), 1.0);
                    assert!(value.inputs.0.iter().all(|input| *input <= value.value));
                }
            }
        }
    }
}

#[test]
fn the_list_of_layers_fits_the_maps() {
    let mut network = network();
    let layers = network_layers(network.architecture(), Some(&head(None)));
    let input = network.input_map(&synthetic_pixels(0, 224), 224).unwrap();
    let last = network.architecture().last_layer();
    network.walk(&input, last, |at, map| {
        let described = (layers[at].side as usize, layers[at].channels_out as usize);
        assert_eq!((map.side(), map.channels()), described, "{}", layers[at].name);
    });
    let names: Vec<&str> = layers[last + 1..].iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["pooling", "classes", "softmax"]);
    let shortcut = &layers[layer_number(&network, "layer2.0.downsample.0")];
    assert_eq!((shortcut.kind, shortcut.kernel, shortcut.stride), (LayerKind::Pointwise, 1, 2));
    // 1.8 billion, as the paper's table 1 has it.
    let multiply_adds: f64 = layers.iter().map(|layer| layer.num_multiply_adds).sum();
    assert!((1.80e9..1.83e9).contains(&multiply_adds), "{multiply_adds}");
}

/// Both ways along the gradient: the number must change by the gradient's squared length.
fn assert_slope(gradient: &FeatureMap, way: f32, what: &str, mut number_at: impl FnMut(f32) -> f32) {
    let squared: f32 = gradient.values().iter().map(|value| value * value).sum();
    assert!(squared > 0.0, "{what}: no gradient");
    let step = way / squared.sqrt();
    let slope = (number_at(step) - number_at(-step)) / (2.0 * step);
    assert!((slope - squared).abs() <= 0.04 * squared, "{what}: {slope} for {squared}");
}

fn add_times(map: &mut FeatureMap, gradient: &FeatureMap, step: f32) {
    for pixel in 0..map.num_pixels() {
        let start = map.offset(pixel);
        for (value, slope) in map.values_mut()[start..].iter_mut().zip(gradient.pixel(pixel)) {
            *value += step * slope;
        }
    }
}

const LAYERS: [&str; 6] =
    ["conv1", "maxpool", "layer1.1.conv2", "layer2.0.conv1", "layer3.0.downsample.0", "layer4.0.conv2"];

#[test]
fn a_score_grows_along_its_gradient_at_every_layer() {
    let mut network = network();
    let backward = BackwardNetwork::new(&network);
    let input = network.input_map(&synthetic_pixels(0, SIDE), SIDE).unwrap();
    let last = backward.last_layer();
    // Many of the first layer's values are zero together, and of equal ones only one may be the largest.
    for name in LAYERS.into_iter().skip(1) {
        let layer = layer_number(&network, name);
        let tape = Tape::record(&mut network, &input, last);
        let start = score_gradient(tape.map(last).unwrap(), &head(None), &[1.0, -1.0, 0.0]);
        let fixed = start.clone();
        let gradient = backward.run(&tape, last, Start::Output, start, Some(layer));
        assert_slope(&gradient, 2e-3, name, |step| {
            let mut score = 0.0;
            network.walk(&input, last, |number, map| {
                if number == layer {
                    add_times(map, &gradient, step);
                }
                if number == last {
                    let map = map.without_border();
                    score = map.values().iter().zip(fixed.values()).map(|(value, slope)| value * slope).sum();
                }
            });
            score
        });
    }
}

#[test]
fn the_excitement_of_a_channel_grows_along_its_gradient() {
    let mut network = network();
    let backward = BackwardNetwork::new(&network);
    let input = network.input_map(&synthetic_pixels(1, SIDE), SIDE).unwrap();
    for name in LAYERS {
        let layer = layer_number(&network, name);
        let (_, gradient) = excitement_and_gradient(&mut network, &backward, &input, layer, 5);
        assert_slope(&gradient, 1e-2, name, |step| {
            let mut moved = input.clone();
            add_times(&mut moved, &gradient, step);
            excitement_and_gradient(&mut network, &backward, &moved, layer, 5).0
        });
    }
    // The shortcut does not read what the first convolution of its block gives.
    let [shortcut, beside] =
        ["layer2.0.downsample.0", "layer2.0.conv1"].map(|name| layer_number(&network, name));
    let tape = Tape::record(&mut network, &input, shortcut);
    let start = tape.map(shortcut).unwrap().clone();
    let nothing = backward.run(&tape, shortcut, Start::Sums, start, Some(beside));
    assert_eq!(nothing.channels(), 128);
    assert!(nothing.values().iter().all(|value| *value == 0.0));
}

#[test]
fn the_class_map_of_the_last_layer_is_the_exact_one() {
    let mut network = network();
    let backward = BackwardNetwork::new(&network);
    let pixels = synthetic_pixels(1, SIDE);
    let input = network.input_map(&pixels, SIDE).unwrap();
    let (head, last) = (head(None), backward.last_layer());
    let found = class_map(&mut network, &backward, &input, &head, &[0.0, 1.0, 0.0], last).unwrap();
    let map = network.final_map(&pixels, SIDE).unwrap();
    let final_map = FinalMap { grid_side: map.side(), values: map.without_border().values().to_vec() };
    let evidence = class_evidence(&final_map, &final_map.features(), &head, &[1, 2, 3]).unwrap();
    let num_places = found.places.len();
    assert!(largest_difference(&found.places, &evidence.places.0[num_places..2 * num_places]) <= 1e-5);
}

// Through the protocol, on a drawn network.

fn taught() -> Engine {
    let mut engine = Engine::default();
    draw_network(&mut engine, NetworkName::ResNet18, 3);
    let examples = embed_striped(&mut engine, 6);
    set_dataset(&mut engine, &examples, settings());
    for _ in 0..3 {
        assert!(matches!(send(&mut engine, EngineCommand::TrainEpoch), EngineEvent::EpochFinished { .. }));
    }
    engine
}

/// `layer2.0.conv1`, `.downsample.0`, `.conv2`.
const BLOCK: [u32; 3] = [6, 7, 8];

#[test]
fn layers_are_described_and_their_maps_seen() {
    let mut engine = taught();
    let EngineEvent::NetworkDescribed { layers } = send(&mut engine, EngineCommand::DescribeNetwork) else {
        panic!("not described")
    };
    assert_eq!(layers.len(), 21 + 3);
    assert_eq!(BLOCK.map(|layer| layers[layer as usize].block), [Some(2); 3]);
    assert_eq!((layers[8].input, layers[8].skip), (Some(6), Some(7)));
    assert_eq!((layers[1].name.as_str(), layers[1].kind), ("maxpool", LayerKind::MaxPooling));
    assert_eq!((layers[1].num_parameters, layers[1].channels_in), (0, 64));
    let choices = [0, 1, 6, 7, 8, 20].map(|layer| LayerChoice { layer, channels: vec![], strongest: 3 });
    let command =
        EngineCommand::SeeLayers { pixels: striped(0, 1), side: SIDE as u32, layers: choices.to_vec() };
    let EngineEvent::LayersSeen { layers, probabilities, .. } = send(&mut engine, command) else {
        panic!("nothing seen")
    };
    let sides: Vec<u32> = layers.iter().map(|layer| layer.side).collect();
    assert_eq!(sides, [32, 16, 8, 8, 8, 2]);
    assert!(layers.iter().all(|layer| layer.maps.0.iter().any(|value| *value != 0.0)));
    assert!((probabilities.0.iter().sum::<f32>() - 1.0).abs() < 1e-5);
}

#[test]
fn the_strongest_kernels_of_a_channel_come_first() {
    let mut engine = taught();
    let see = |layer, channel| EngineCommand::SeeChannelWeights { layer, channel };
    let EngineEvent::ChannelWeightsSeen { weights } = send(&mut engine, see(8, 100)) else { panic!() };
    assert_eq!((weights.inputs.len(), weights.weights.0.len()), (128, 128 * 9));
    let strengths: Vec<f32> =
        weights.weights.0.chunks(9).map(|kernel| kernel.iter().map(|weight| weight * weight).sum()).collect();
    assert!(strengths.is_sorted_by(|one, other| one >= other) && strengths[0] > strengths[127]);
    let EngineEvent::ChannelWeightsSeen { weights } = send(&mut engine, see(0, 63)) else { panic!() };
    assert_eq!((weights.inputs, weights.weights.0.len()), (vec![0, 1, 2], 3 * 49));
    for nowhere in [see(1, 0), see(8, 128), see(21, 0)] {
        assert!(matches!(failure(send(&mut engine, nowhere)), EngineError::PlaceUnknown { .. }));
    }
}

#[test]
fn pooled_values_and_values_with_a_skip_are_taken_apart() {
    let mut engine = taught();
    for (layer, num_inputs, has_skip) in
        [(1, 9, false), (3, 64 * 9, true), (7, 64, false), (8, 128 * 9, true)]
    {
        let (pixels, side, channel, row, column) = (striped(1, 2), SIDE as u32, 5, 1, 2);
        let command =
            EngineCommand::ExplainValue { pixels, side, layer, channel, row, column, epoch: Some(2) };
        let EngineEvent::ValueExplained { value } = send(&mut engine, command) else { panic!("{layer}") };
        assert_eq!((value.inputs.0.len(), value.skip.is_some()), (num_inputs, has_skip));
        let whole = value.sum + value.skip.unwrap_or(0.0);
        let expected = if layer == 7 { whole } else { whole.max(0.0) };
        assert!((value.value - expected).abs() <= 1e-3 * expected.abs().max(1.0), "{layer}");
    }
}

#[test]
fn channels_are_surveyed_silenced_and_grown() {
    let mut engine = taught();
    for layer in [1, 8] {
        let example_ids: Vec<u32> = (0..18).collect();
        let pixels = (0..18).flat_map(|index| striped(index / 6, index % 6)).collect();
        let command = EngineCommand::SurveyLayer { layer, example_ids, pixels, side: SIDE as u32 };
        assert_eq!(send(&mut engine, command), EngineEvent::LayerSurveyed { layer, num_examples: 18 });
        let order = ChannelOrder::Class { class_id: 1 };
        let command = EngineCommand::RankChannels { layer, order };
        let EngineEvent::ChannelsRanked { values, .. } = send(&mut engine, command) else { panic!() };
        assert!(values.0[0] > 1.0, "the classes differ by colour and direction: {}", values.0[0]);

        let channels = (0..60).map(|channel| ChannelPlace { layer, channel }).collect();
        let silence = EngineCommand::SilenceChannels { pixels: striped(1, 2), side: SIDE as u32, channels };
        let EngineEvent::ChannelsSilenced { before, after, .. } = send(&mut engine, silence) else {
            panic!()
        };
        assert!(largest_difference(&before.0, &after.0) > 1e-3);

        let grow = |steps, restart| EngineCommand::GrowPicture {
            layer,
            channel: 7,
            side: 64,
            steps,
            seed: 3,
            restart,
        };
        let mut grown = |command| match send(&mut engine, command) {
            EngineEvent::PictureGrown { excitement, .. } => excitement,
            other => panic!("{other:?}"),
        };
        let (first, later) = (grown(grow(1, true)), grown(grow(14, false)));
        assert!(later > first + 0.1, "{first} to {later}");
    }
}

#[test]
fn places_speak_for_a_class_at_every_kind_of_layer() {
    let mut engine = taught();
    for (layer, grid, channels) in [(1, 16, 64), (7, 8, 128), (8, 8, 128), (20, 2, 512)] {
        let (pixels, side) = (striped(0, 3), SIDE as u32);
        let command =
            EngineCommand::SeeClassMap { pixels, side, layer, class_id: 1, against: Some(2), epoch: None };
        let EngineEvent::ClassMapSeen { map } = send(&mut engine, command) else { panic!("no map") };
        assert_eq!(
            (map.side, map.places.0.len(), map.channels.0.len()),
            (grid, (grid * grid) as usize, channels)
        );
        assert!(map.places.0.iter().any(|place| *place != 0.0));
    }
    let command = EngineCommand::Classify {
        pixels: striped(0, 3),
        side: SIDE as u32,
        with_evidence: true,
        epoch: None,
    };
    let EngineEvent::Classified { evidence: Some(evidence), .. } = send(&mut engine, command) else {
        panic!()
    };
    assert_eq!(evidence.grid_side, 2);
}
