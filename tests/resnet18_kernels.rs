//! ResNet-18 through our own kernels: its features beside PyTorch's and burn's, its gradients beside burn's autodiff.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

mod support;

use afterimage::backbone::{
    BackwardNetwork, Convolution, CpuBackbone, NamedTensor, ResNet18, Start, Tape, untrained_weights,
};
use afterimage::error::EngineError;
use afterimage::protocol::NetworkName;
use afterimage_kernels::{Border, FeatureMap, Rule, Step};
use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Tensor, TensorData};
use support::resnet18::{CLASSES, normalised_picture, tensor_values, weights};
use support::{floats_from_bytes, largest, largest_difference, synthetic_pixels};

const SIDES: [usize; 3] = [32, 64, 75];

fn ours() -> CpuBackbone {
    CpuBackbone::from_weights(&weights()).unwrap()
}

fn burns(device: &Device) -> ResNet18 {
    ResNet18::from_tensors(&mut |name, shape| Ok(tensor_values(name, shape)), CLASSES, device).unwrap()
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// `[3, side, side]` → as the first layer reads it.
fn map_from_planes(network: &CpuBackbone, planes: &[f32], side: usize) -> FeatureMap {
    let mut map = FeatureMap::zeros(side, 3, network.input_border(side));
    for pixel in 0..side * side {
        let start = map.offset(pixel);
        for (channel, value) in map.values_mut()[start..start + 3].iter_mut().enumerate() {
            *value = planes[channel * side * side + pixel];
        }
    }
    map
}

/// The other way round: `[1, 3, side, side]`.
fn tensor_from_map(map: &FeatureMap, device: &Device) -> Tensor<4> {
    let side = map.side();
    let planes = (0..3).flat_map(|channel| (0..side * side).map(move |pixel| map.pixel(pixel)[channel]));
    Tensor::from_data(TensorData::new(planes.collect::<Vec<f32>>(), [1, 3, side, side]), device)
}

fn features(network: &mut CpuBackbone, input: &FeatureMap) -> Vec<f32> {
    let mut features = Vec::new();
    let last = network.architecture().last_layer();
    network.walk(input, last, |_, map| features = map.channel_means());
    features
}

#[test]
fn features_are_those_of_pytorch_and_of_burn() {
    let golden = floats_from_bytes(include_bytes!("reference/resnet18_answers.bin"));
    let (mut ours, burns) = (ours(), burns(&Device::flex()));
    for ((number, side), golden) in SIDES.into_iter().enumerate().zip(golden.chunks_exact(512 + CLASSES)) {
        let input = map_from_planes(&ours, &normalised_picture(number, side), side);
        let found = features(&mut ours, &input);
        let of_burn = numbers(burns.features(tensor_from_map(&input, &Device::flex())));
        for (whose, expected) in [("PyTorch", &golden[..512]), ("burn", &of_burn)] {
            let difference = largest_difference(&found, expected) / largest(expected);
            println!("side {side}: within {difference:e} of the largest of {whose}");
            assert!(difference <= 1e-4, "side {side}: {difference} of the largest of {whose}");
        }
    }
}

#[test]
fn bytes_of_a_picture_are_normalised_as_torchvision_does_it() {
    let (mut ours, burns) = (ours(), burns(&Device::flex()));
    // A byte of 255 of each colour, by the numbers of torchvision's documentation.
    let white = ours.input_map(&[255; 4], 1).unwrap();
    let expected = [(1.0 - 0.485) / 0.229, (1.0 - 0.456) / 0.224, (1.0 - 0.406) / 0.225];
    assert!(largest_difference(white.pixel(0), &expected) <= 1e-5);
    for side in [32, 96, 33] {
        let pixels = synthetic_pixels(1, side);
        let input = ours.input_map(&pixels, side).unwrap();
        let expected = numbers(burns.features(tensor_from_map(&input, &Device::flex())));
        let found = ours.features(&pixels, side).unwrap();
        assert!(largest_difference(&found, &expected) <= 1e-4 * largest(&expected), "side {side}");
        assert!(largest_difference(&found, &features(&mut ours, &input)) <= 1e-6);
    }
    assert!(matches!(ours.features(&[0; 63], 4), Err(EngineError::PixelsMalformed { .. })));
}

#[test]
fn a_drawn_network_is_the_one_that_torchvision_would_draw() {
    let seed = 5;
    let weights = untrained_weights(NetworkName::ResNet18, seed).unwrap();
    let burns = ResNet18::new(CLASSES, u64::from(seed), &Device::flex()).unwrap();
    for NamedTensor { name, shape, values } in burns.tensors() {
        if !name.starts_with("fc.") {
            assert_eq!(weights.values(&name, &shape).unwrap(), values, "{name}");
        }
    }
    assert_eq!(weights.tensors().len(), 100, "of 20 convolutions with four numbers a channel of batch norm");
    let mut ours = CpuBackbone::from_weights(&weights).unwrap();
    for (number, side) in SIDES.into_iter().enumerate() {
        let input = map_from_planes(&ours, &normalised_picture(number, side), side);
        let expected = numbers(burns.features(tensor_from_map(&input, &Device::flex())));
        let difference = largest_difference(&features(&mut ours, &input), &expected) / largest(&expected);
        assert!(difference <= 1e-4, "side {side}: {difference}");
    }
}

#[test]
fn batch_norm_is_folded_for_looking_and_kept_for_learning() {
    let (network, weights) = (ours(), weights());
    for (number, shape) in network.architecture().layers().iter().enumerate() {
        let Some(name) = &shape.norm else {
            assert!(network.batch_norm(number).is_none());
            continue;
        };
        let norm = network.batch_norm(number).unwrap();
        let kept = [&norm.scale, &norm.shift, &norm.mean, &norm.variance];
        for (kind, kept) in ["weight", "bias", "running_mean", "running_var"].into_iter().zip(kept) {
            assert_eq!(kept, &tensor_values(&format!("{name}.{kind}"), &[shape.channels_out]));
        }
        let raw = weights.values(&format!("{}.weight", shape.name), &shape.weight_shape()).unwrap();
        let folded = network.convolution(number).unwrap();
        let length = raw.len() / shape.channels_out;
        for channel in [0, shape.channels_out - 1] {
            let factor = norm.scale[channel] / (norm.variance[channel] + 1e-5).sqrt();
            let expected: Vec<f32> =
                raw[channel * length..(channel + 1) * length].iter().map(|value| value * factor).collect();
            assert!(largest_difference(&folded.weights(channel), &expected) <= 1e-6, "{}", shape.name);
            let bias = norm.shift[channel] - norm.mean[channel] * factor;
            assert!((folded.bias(channel) - bias).abs() <= 1e-6, "{}", shape.name);
        }
    }
}

/// Lets every number learn while batch norm goes on answering with its running statistics.
struct OnlyNumbersLearn;

impl ModuleMapper for OnlyNumbersLearn {
    fn map_float<const D: usize>(&mut self, parameter: Param<Tensor<D>>) -> Param<Tensor<D>> {
        parameter.set_require_grad(true)
    }
}

/// The gradient of every folded layer, `[weights, biases]`, of the features times `direction`; and of the picture.
fn our_gradients(input: &FeatureMap, direction: &[f32]) -> (Vec<Option<[Vec<f32>; 2]>>, FeatureMap) {
    let mut network = ours();
    let backward = BackwardNetwork::new(&network);
    let last = backward.last_layer();
    let tape = Tape::record(&mut network, input, last);
    let final_map = tape.map(last).unwrap();
    let mut gradient = FeatureMap::zeros(final_map.side(), final_map.channels(), Border::default());
    for pixel in gradient.values_mut().chunks_exact_mut(direction.len()) {
        for (value, direction) in pixel.iter_mut().zip(direction) {
            *value = direction / final_map.num_pixels() as f32;
        }
    }
    let mut found = vec![None; last + 1];
    let shapes = network.architecture().layers();
    backward.visit_sums(&tape, gradient.clone(), 0, |number, of_sums| {
        let Some(convolution) = network.convolution(number) else { return };
        let mut sum = convolution.gradient();
        convolution.add_gradient(tape.input_of(number).unwrap_or(input), of_sums, &mut sum);
        // A step of length 1 from nothing leads to the gradient, the other way round.
        let shape = &shapes[number];
        let nothing = [vec![0.0; shape.num_weights()], vec![0.0; shape.num_biases()]];
        let mut stepping = Convolution::new(shape, &nothing[0], &nothing[1]).unwrap();
        let mut moments = sum.moments(Rule::Sgd);
        let step = Step {
            rule: Rule::Sgd,
            learning_rate: 1.0,
            weight_decay: 0.0,
            max_gradient_norm: 1e9,
            number: 1,
        };
        stepping.learn(&sum, &mut moments, &step);
        let outputs = 0..shape.channels_out;
        let weights = outputs.clone().flat_map(|output| stepping.weights(output)).map(|value| -value);
        found[number] = Some([weights.collect(), outputs.map(|output| -stepping.bias(output)).collect()]);
    });
    (found, backward.run(&tape, last, Start::Output, gradient, None))
}

#[test]
fn gradients_of_every_layer_are_those_of_autodiff_with_frozen_batch_norm() {
    let direction: Vec<f32> = (0..512).map(|feature| ((feature * 37) % 19) as f32 / 9.5 - 1.0).collect();
    let network = ours();
    for (number, side) in [(0, 32), (2, 75)] {
        let input = map_from_planes(&network, &normalised_picture(number, side), side);
        let (found, of_picture) = our_gradients(&input, &direction);

        let device = Device::flex().autodiff();
        let burns = burns(&device).freeze().map(&mut OnlyNumbersLearn);
        let picture = tensor_from_map(&input, &device).require_grad();
        let weights = Tensor::<2>::from_data(TensorData::new(direction.clone(), [1, 512]), &device);
        let gradients = (burns.features(picture.clone()) * weights).sum().backward();
        let expected = burns.gradients(&gradients);
        let named = |name: String| &expected.iter().find(|tensor| tensor.name == name).unwrap().values;
        let mut worst = 0.0_f32;
        let mut compare = |what: &str, found: &[f32], expected: &[f32]| {
            let difference = largest_difference(found, expected) / largest(expected);
            assert!(difference <= 1e-3, "side {side}: {what} differs by {difference} of its largest");
            worst = worst.max(difference);
        };
        for (layer, (shape, found)) in network.architecture().layers().iter().zip(&found).enumerate() {
            let (Some([weights, biases]), Some(norm)) = (found, network.batch_norm(layer)) else {
                assert_eq!(shape.name, "maxpool");
                continue;
            };
            // What a folded weight is multiplied by, its own weight is multiplied by too.
            let length = weights.len() / shape.channels_out;
            let unfolded: Vec<f32> = weights
                .chunks_exact(length)
                .zip(norm.factors())
                .flat_map(|(channel, factor)| channel.iter().map(move |value| value * factor))
                .collect();
            compare(&shape.name, &unfolded, named(format!("{}.weight", shape.name)));
            let name = shape.norm.as_ref().unwrap();
            compare(name, biases, named(format!("{name}.bias")));
        }
        let of_map: Vec<f32> = (0..3)
            .flat_map(|colour| (0..side * side).map(move |pixel| (pixel, colour)))
            .map(|(pixel, colour)| of_picture.pixel(pixel)[colour])
            .collect();
        compare("the picture", &of_map, &numbers(picture.grad(&gradients).unwrap()));
        println!("side {side}: gradients within {worst:e} of the largest of their tensor");
    }
}
