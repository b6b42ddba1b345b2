//! Questions about the inside of the network: golden activations, exact sums, and gradients by finite differences.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::sync::Arc;

use afterimage::backbone::{Architecture, BackwardNetwork, CpuBackbone, EfficientNetLite0, Start, Tape};
use afterimage::head::Head;
use afterimage::pixels::tensor_from_pixels;
use afterimage::probes::{
    FinalMap, ValuePlace, class_evidence, class_map, excitement_and_gradient, explained_value,
    network_layers, score_gradient,
};
use afterimage::protocol::{ActivationKind, NetworkName};
use afterimage::weights::{TensorToWrite, write_weights};
use afterimage_kernels::FeatureMap;
use burn::tensor::Device;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use support::{floats_from_bytes, synthetic_pixels, weight_file, weights_from_bytes};

const SIDE: usize = 96;

fn network(file: &str) -> CpuBackbone {
    CpuBackbone::from_weights(&weights_from_bytes(&weight_file(file))).unwrap()
}

fn compressed() -> CpuBackbone {
    network("efficientnet-lite0.weights")
}

/// A head that has learned something, whatever it is.
fn head(hidden_units: Option<usize>) -> Head {
    let mut saved = Head::new(1280, 3, hidden_units, 4).save("", &[1, 2, 3], 1);
    for (index, weight) in saved.output.weight.0.iter_mut().enumerate() {
        *weight = ((index * 31) % 17) as f32 / 40.0 - 0.2;
    }
    saved.output.bias.0 = vec![0.1, -0.2, 0.3];
    Head::restore(&saved, 1280).unwrap()
}

fn lite0() -> Arc<Architecture> {
    Architecture::of(NetworkName::EfficientNetLite0)
}

fn layer_number(name: &str) -> usize {
    lite0().layers().iter().position(|layer| layer.name == name).unwrap()
}

#[test]
fn maps_of_five_layers_are_those_of_the_original_network() {
    const SAMPLES: usize = 256;
    let golden = floats_from_bytes(include_bytes!("reference/synthetic_activations.bin"));
    let mut network = network("efficientnet-lite0-float32.weights");
    let input = network.input_map(&synthetic_pixels(1, 224), 224).unwrap();
    let names = ["stem", "blocks.4.depthwise", "blocks.9.project", "blocks.13.expand", "head"];
    let numbers = names.map(layer_number);
    let mut found = Vec::new();
    network.walk(&input, lite0().last_layer(), |number, map| {
        if numbers.contains(&number) {
            let size = map.num_pixels() * map.channels();
            found.extend((0..SAMPLES).map(|sample| {
                let at = sample * 7919 % size;
                map.pixel(at % map.num_pixels())[at / map.num_pixels()]
            }));
        }
    });
    assert_eq!(found.len(), golden.len());
    for (name, (found, golden)) in names.iter().zip(found.chunks(SAMPLES).zip(golden.chunks(SAMPLES))) {
        assert!(support::largest_difference(found, golden) <= 1e-3, "{name}");
        assert!(golden.iter().filter(|value| **value != 0.0).count() > 20, "{name}: too few to tell");
    }
}

#[test]
fn walking_layer_by_layer_ends_where_the_fast_way_ends() {
    let mut network = compressed();
    let pixels = synthetic_pixels(2, SIDE);
    let expected = network.final_map(&pixels, SIDE).unwrap().without_border();
    let input = network.input_map(&pixels, SIDE).unwrap();
    let mut found = FeatureMap::default();
    network.walk(&input, lite0().last_layer(), |_, map| found = map.without_border());
    assert!(support::largest_difference(found.values(), expected.values()) <= 1e-4);
}

#[test]
fn the_list_of_layers_fits_the_maps_and_counts_every_parameter() {
    let mut network = network("efficientnet-lite0.weights");
    let layers = network_layers(&lite0(), Some(&head(Some(8))));
    let input = network.input_map(&synthetic_pixels(0, 224), 224).unwrap();
    let mut number = 0;
    network.walk(&input, lite0().last_layer(), |at, map| {
        assert_eq!(
            (map.side(), map.channels()),
            (layers[at].side as usize, layers[at].channels_out as usize)
        );
        number += 1;
    });
    let of_convolutions: u32 = layers[..number].iter().map(|layer| layer.num_parameters).sum();
    assert_eq!(of_convolutions, 3_350_000);
    let names: Vec<&str> = layers[number..].iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["pooling", "hidden", "classes", "softmax"]);
    // What papers give for this network at 224 pixels: 385 million, of which pooling and head are a sliver.
    let multiply_adds: f64 = layers.iter().map(|layer| layer.num_multiply_adds).sum();
    assert!((3.8e8..3.9e8).contains(&multiply_adds), "{multiply_adds}");
}

#[test]
fn every_value_is_the_sum_it_is_shown_as() {
    let mut network = compressed();
    let input = network.input_map(&synthetic_pixels(1, SIDE), SIDE).unwrap();
    for hidden_units in [None, Some(6)] {
        let head = head(hidden_units);
        for (number, layer) in network_layers(&lite0(), Some(&head)).iter().enumerate() {
            let side = if number < lite0().layers().len() { lite0().sides(SIDE)[number] } else { 1 };
            for (row, column) in [(0, 0), (side / 2, side - 1)] {
                for channel in [0, layer.channels_out as usize / 2, layer.channels_out as usize - 1] {
                    let place = ValuePlace { layer: number, channel, row, column };
                    let value = explained_value(&mut network, &input, Some(&head), place).unwrap();
                    let terms = value.inputs.0.iter().zip(&value.weights.0);
                    let added: f32 = terms.map(|(input, weight)| input * weight).sum();
                    let shown = if layer.name == "softmax" {
                        let exponentials = value.inputs.0.iter().map(|score| score.exp());
                        value.sum.exp() / exponentials.sum::<f32>()
                    } else {
                        let sum = added * value.scale + value.bias;
                        assert!((sum - value.sum).abs() <= 1e-4, "{} {place:?}", layer.name);
                        let sum = sum + value.skip.unwrap_or(0.0);
                        match layer.activation {
                            ActivationKind::Relu6 => sum.clamp(0.0, 6.0),
                            ActivationKind::Relu => sum.max(0.0),
                            ActivationKind::None => sum,
                        }
                    };
                    assert_eq!(value.skip.is_some(), layer.skip.is_some());
                    assert!((shown - value.value).abs() <= 1e-4, "{} {place:?}: {shown}", layer.name);
                }
            }
        }
    }
    let nowhere = ValuePlace { layer: 3, channel: 0, row: 48, column: 0 };
    assert!(explained_value(&mut network, &input, None, nowhere).is_err());
}

/// Both ways along the gradient: the number must change by the gradient's squared length. The change must be large
/// for single precision, and the way short, because every ReLU6 bends somewhere.
fn assert_slope(gradient: &FeatureMap, way: f32, what: &str, mut number_at: impl FnMut(f32) -> f32) {
    let squared: f32 = gradient.values().iter().map(|value| value * value).sum();
    assert!(squared > 0.0, "{what}: no gradient");
    let step = way / squared.sqrt();
    let slope = (number_at(step) - number_at(-step)) / (2.0 * step);
    assert!((slope - squared).abs() <= 0.04 * squared, "{what}: {slope} for {squared}");
}

#[test]
fn the_excitement_of_a_channel_grows_along_its_gradient() {
    let mut network = network("efficientnet-lite0-float32.weights");
    let backward = BackwardNetwork::new(&network);
    let input = network.input_map(&synthetic_pixels(1, SIDE), SIDE).unwrap();
    for name in
        ["stem", "blocks.0.depthwise", "blocks.3.project", "blocks.6.expand", "blocks.12.project", "head"]
    {
        let layer = layer_number(name);
        let (_, gradient) = excitement_and_gradient(&mut network, &backward, &input, layer, 5);
        assert_slope(&gradient, 1e-4, name, |step| {
            let mut moved = input.clone();
            for pixel in 0..moved.num_pixels() {
                let start = moved.offset(pixel);
                for (value, slope) in moved.values_mut()[start..].iter_mut().zip(gradient.pixel(pixel)) {
                    *value += step * slope;
                }
            }
            excitement_and_gradient(&mut network, &backward, &moved, layer, 5).0
        });
    }
}

/// Finite differences forgive small mistakes, because every ReLU6 bends somewhere; burn's autodiff does not.
#[test]
fn the_gradient_by_the_picture_is_that_of_autodiff() {
    let file = weight_file("efficientnet-lite0-float32.weights");
    let device = Device::flex().autodiff();
    let reference = EfficientNetLite0::from_weights(weights_from_bytes(&file), &device).unwrap();
    let pixels = synthetic_pixels(2, SIDE);
    let pictures = tensor_from_pixels(&pixels, 1, SIDE, &device).unwrap().require_grad();
    let gradients = reference.final_map(pictures.clone()).slice([0..1, 3..11]).sum().backward();
    let expected: Vec<f32> = pictures.grad(&gradients).unwrap().into_data().iter::<f32>().collect();

    let mut network = CpuBackbone::from_weights(&weights_from_bytes(&file)).unwrap();
    let backward = BackwardNetwork::new(&network);
    let last = backward.last_layer();
    let input = network.input_map(&pixels, SIDE).unwrap();
    let tape = Tape::record(&mut network, &input, last);
    let mut start = tape.map(last).unwrap().clone();
    for pixel in start.values_mut().chunks_exact_mut(1280) {
        pixel.fill(0.0);
        pixel[3..11].fill(1.0);
    }
    let found = backward.run(&tape, last, Start::Output, start, None);
    let largest = expected.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    for (pixel, colours) in (0..SIDE * SIDE).map(|pixel| (pixel, found.pixel(pixel))) {
        for (colour, value) in colours.iter().enumerate() {
            let expected = expected[colour * SIDE * SIDE + pixel];
            assert!((value - expected).abs() <= 1e-4 * largest, "{pixel}: {value} for {expected}");
        }
    }
}

#[test]
fn a_score_grows_along_its_gradient_at_every_layer() {
    let mut network = network("efficientnet-lite0-float32.weights");
    let backward = BackwardNetwork::new(&network);
    let input = network.input_map(&synthetic_pixels(0, SIDE), SIDE).unwrap();
    let last = backward.last_layer();
    let direction = [1.0, -1.0, 0.0];
    for hidden_units in [None, Some(16)] {
        let head = head(hidden_units);
        for name in ["stem", "blocks.2.depthwise", "blocks.5.project", "blocks.8.expand", "blocks.14.project"]
        {
            let layer = layer_number(name);
            let tape = Tape::record(&mut network, &input, last);
            let final_map = tape.map(last).unwrap();
            let start = score_gradient(final_map, &head, &direction);
            let fixed = start.clone();
            let gradient = backward.run(&tape, last, Start::Output, start, Some(layer));
            // The score to first order in the last map, with the head's own bends held still.
            assert_slope(&gradient, 2e-3, name, |step| {
                let mut score = 0.0;
                network.walk(&input, last, |number, map| {
                    if number == layer {
                        for pixel in 0..map.num_pixels() {
                            let start = map.offset(pixel);
                            let slopes = gradient.pixel(pixel);
                            for (value, slope) in map.values_mut()[start..].iter_mut().zip(slopes) {
                                *value += step * slope;
                            }
                        }
                    }
                    if number == last {
                        let map = map.without_border();
                        let products = map.values().iter().zip(fixed.values());
                        score = products.map(|(value, slope)| value * slope).sum();
                    }
                });
                score
            });
        }
    }
}

#[test]
fn the_class_map_of_the_last_layer_is_the_exact_one() {
    let mut network = compressed();
    let backward = BackwardNetwork::new(&network);
    let pixels = synthetic_pixels(1, SIDE);
    let input = network.input_map(&pixels, SIDE).unwrap();
    let head = head(None);
    let last = backward.last_layer();
    let found = class_map(&mut network, &backward, &input, &head, &[0.0, 1.0, 0.0], last).unwrap();
    let map = network.final_map(&pixels, SIDE).unwrap();
    let final_map = FinalMap { grid_side: map.side(), values: map.without_border().values().to_vec() };
    let evidence = class_evidence(&final_map, &final_map.features(), &head, &[1, 2, 3]).unwrap();
    let num_places = found.places.len();
    let exact = &evidence.places.0[num_places..2 * num_places];
    assert!(support::largest_difference(&found.places, exact) <= 1e-5);
    let of_channels: f32 = found.channels.iter().sum();
    let of_places: f32 = found.places.iter().sum();
    assert!((of_channels - of_places).abs() <= 1e-3);
    assert!(class_map(&mut network, &backward, &input, &head, &[1.0, 0.0, 0.0], 99).is_err());
}

#[test]
fn silencing_a_channel_is_having_no_weights_for_it() {
    let weights = weights_from_bytes(&weight_file("efficientnet-lite0-float32.weights"));
    let mut network = CpuBackbone::from_weights(&weights).unwrap();
    let pixels = synthetic_pixels(1, SIDE);
    let input = network.input_map(&pixels, SIDE).unwrap();
    let whole = network.features(&pixels, SIDE).unwrap();
    // Without a bias either, ReLU6 gives zero; so does a projection without a skip.
    for (name, channel) in
        [("stem", 3), ("blocks.1.expand", 40), ("blocks.6.depthwise", 7), ("blocks.5.project", 2)]
    {
        let mut silenced = Vec::new();
        network.walk(&input, lite0().last_layer(), |number, map| {
            if number == layer_number(name) {
                map.silence(channel);
            }
            silenced = map.channel_means();
        });
        let tensors: Vec<TensorToWrite> = weights
            .tensors()
            .iter()
            .map(|(tensor_name, tensor)| {
                let mut values = tensor.values.clone();
                if tensor_name.strip_prefix(name).is_some_and(|rest| rest == ".weight" || rest == ".bias") {
                    let length = values.len() / tensor.shape[0];
                    values[channel * length..(channel + 1) * length].fill(0.0);
                }
                TensorToWrite::float32(tensor_name, &tensor.shape, &values)
            })
            .collect();
        let compress = |bytes: &[u8]| compress_to_vec(bytes, CompressionLevel::Uncompressed);
        let without = weights_from_bytes(&write_weights(&weights.network, &tensors, compress));
        let reference = EfficientNetLite0::from_weights(without, &Device::flex()).unwrap();
        let pictures = tensor_from_pixels(&pixels, 1, SIDE, &Device::flex()).unwrap();
        let expected: Vec<f32> = reference.features(pictures).into_data().iter::<f32>().collect();
        assert!(support::largest_difference(&silenced, &expected) <= 1e-4, "{name}");
        assert!(support::largest_difference(&silenced, &whole) > 1e-3, "{name}: it did nothing");
    }
}
