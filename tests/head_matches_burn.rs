//! Our learner beside burn's autodiff and burn's optimisers: the same head, the same batches, the same losses.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used)]

use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::protocol::{Optimiser, TrainingSettings};
use burn::grad_clipping::GradientClippingConfig;
use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};

const FEATURES: usize = 37;
const HIDDEN: usize = 10;
const CLASSES: usize = 3;
const BATCH: usize = 13;
const STEPS: usize = 12;
const CLASS_WEIGHTS: [f32; 3] = [0.5, 1.0, 2.5];

#[derive(Module, Debug)]
struct BurnHead {
    hidden: Linear,
    output: Linear,
}

impl BurnHead {
    fn logits(&self, features: Tensor<2>) -> Tensor<2> {
        self.output.forward(relu(self.hidden.forward(features)))
    }
}

fn settings(optimiser: Optimiser) -> TrainingSettings {
    TrainingSettings { optimiser, learning_rate: 0.01, weight_decay: 0.1, ..TrainingSettings::default() }
}

/// burn's optimiser for the same settings.
fn burn_optimiser(settings: &TrainingSettings) -> ModuleOptimizer {
    let clipping = Some(GradientClippingConfig::Norm(10.0));
    let decay = settings.weight_decay as f32;
    let added_decay = Some(WeightDecayConfig::new(decay));
    match settings.optimiser {
        Optimiser::Sgd => SgdConfig::new()
            .with_momentum(Some(MomentumConfig::new().with_dampening(0.0)))
            .with_weight_decay(added_decay)
            .with_gradient_clipping(clipping)
            .init(),
        Optimiser::Nesterov => SgdConfig::new()
            .with_momentum(Some(MomentumConfig::new().with_dampening(0.0).with_nesterov(true)))
            .with_weight_decay(added_decay)
            .with_gradient_clipping(clipping)
            .init(),
        Optimiser::Adam => {
            AdamConfig::new().with_weight_decay(added_decay).with_grad_clipping(clipping).init()
        }
        Optimiser::AdamW => AdamWConfig::new().with_weight_decay(decay).with_grad_clipping(clipping).init(),
    }
}

fn batch(step: usize) -> (Vec<f32>, Vec<usize>) {
    let number = |index: usize| (index as u32).wrapping_mul(2_654_435_761) >> 8;
    let values = (0..BATCH * FEATURES).map(|index| number(step * 9973 + index) as f32 / (1 << 22) as f32);
    (values.collect(), (0..BATCH).map(|index| (step + index * index) % CLASSES).collect())
}

fn linear(weight: Vec<f32>, outputs: usize, device: &Device) -> Linear {
    let shape = [weight.len() / outputs, outputs];
    Linear {
        weight: Param::from_tensor(Tensor::from_data(TensorData::new(weight, shape), device)),
        bias: Some(Param::from_tensor(Tensor::zeros([outputs], device))),
    }
}

fn losses_of_burn(settings: &TrainingSettings, start: &Head) -> Vec<f32> {
    let device = Device::flex().autodiff();
    let saved = start.save("", &[0, 1, 2], 0);
    let mut head = BurnHead {
        hidden: linear(saved.hidden.unwrap().weight.0, HIDDEN, &device),
        output: linear(saved.output.weight.0, CLASSES, &device),
    };
    let mut optimiser = burn_optimiser(settings);
    let loss_function =
        CrossEntropyLossConfig::new().with_weights(Some(CLASS_WEIGHTS.to_vec())).init(&device);
    let step = |step| {
        let (features, labels) = batch(step);
        let features = Tensor::<2>::from_data(TensorData::new(features, [BATCH, FEATURES]), &device);
        let labels: Vec<i32> = labels.into_iter().map(|label| label as i32).collect();
        let labels = Tensor::<1, Int>::from_data(TensorData::new(labels, [BATCH]), &device);
        let loss = loss_function.forward(head.logits(features), labels);
        let value = loss.clone().into_scalar::<f32>();
        let gradients = GradientsParams::from_grads(loss.backward(), &head);
        head = optimiser.step(settings.learning_rate, head.clone(), gradients);
        value
    };
    (0..STEPS).map(step).collect()
}

#[test]
fn every_optimiser_takes_the_steps_that_burn_takes() {
    for optimiser in [Optimiser::Sgd, Optimiser::Nesterov, Optimiser::Adam, Optimiser::AdamW] {
        let settings = settings(optimiser);
        let mut head = Head::new(FEATURES, CLASSES, Some(HIDDEN), 5);
        let expected = losses_of_burn(&settings, &head);
        let loss = CrossEntropy { label_smoothing: 0.0, class_weights: Some(CLASS_WEIGHTS.to_vec()) };
        let mut learner = Learner::new(&head, &settings, loss);
        for (step, expected) in expected.into_iter().enumerate() {
            let (features, labels) = batch(step);
            let found = learner.step(&mut head, &features, &labels, None).loss;
            let difference = (found - expected).abs();
            assert!(
                difference <= 1e-4 * expected.max(1.0),
                "{optimiser:?}, step {step}: {found}, not {expected}"
            );
        }
    }
}
