//! The recipe itself: stochastic gradient descent with momentum on cross-entropy, and how many answers are right.

use std::time::Instant;

use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Outcome;
use super::augment::{Variation, tensor_from_pictures};
use super::networks::PictureNetwork;
use super::options::Options;
use super::pictures::{Picture, Pictures};

const MOMENTUM: f64 = 0.9;
/// The stream of random numbers for order, crops and flips; weights and split have the first one.
const STREAM: u64 = 1;

/// What there is to tell after an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Epoch {
    /// From 1.
    pub number: usize,
    /// Mean over the pictures, each in the step that learned from it.
    pub loss: f64,
    /// Of the test pictures, from 0 to 1.
    pub accuracy: f64,
    pub elapsed_seconds: f64,
}

/// Teaches a network on the training pictures and tests it after every epoch.
///
/// # Errors
/// A sentence when the loss is no longer a number, or what `tell` answers.
pub(crate) fn teach<N: PictureNetwork>(
    mut network: N,
    pictures: &Pictures,
    options: &Options,
    device: &Device,
    tell: &mut dyn FnMut(&Epoch) -> Outcome<()>,
) -> Outcome<Vec<Epoch>> {
    let momentum = MomentumConfig::new().with_momentum(MOMENTUM).with_dampening(0.0);
    let mut optimiser = SgdConfig::new().with_momentum(Some(momentum)).init();
    let cross_entropy = CrossEntropyLossConfig::new().init(device);
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    random.set_stream(STREAM);
    let mut order: Vec<&Picture> = pictures.training.iter().collect();
    let mut epochs = Vec::new();
    for number in 1..=options.epochs {
        let start = Instant::now();
        order.shuffle(&mut random);
        let mut sum = 0.0;
        for batch in order.chunks(options.batch) {
            let varied: Vec<_> = batch
                .iter()
                .map(|picture| (*picture, Variation::random(pictures.side, &mut random)))
                .collect();
            let logits = network.logits(tensor_from_pictures(&varied, pictures.side, device));
            let labels: Vec<i32> = batch.iter().map(|picture| picture.class as i32).collect();
            let labels = Tensor::<1, Int>::from_data(TensorData::new(labels, [batch.len()]), device);
            let loss = cross_entropy.forward(logits, labels);
            sum += f64::from(loss.clone().into_scalar::<f32>()) * batch.len() as f64;
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            network = optimiser.step(options.learning_rate, network, gradients);
        }
        let loss = sum / order.len() as f64;
        if !loss.is_finite() {
            return Err(format!(
                "The loss of epoch {number} is no longer a number; a smaller --learning-rate may help."
            )
            .into());
        }
        let accuracy = accuracy(&network.valid(), &pictures.test, pictures.side, options.batch, device);
        let epoch = Epoch { number, loss, accuracy, elapsed_seconds: start.elapsed().as_secs_f64() };
        tell(&epoch)?;
        epochs.push(epoch);
    }
    Ok(epochs)
}

/// The part of the pictures, as they are, for which the largest logit is that of their class.
pub(crate) fn accuracy<N: PictureNetwork>(
    network: &N,
    pictures: &[Picture],
    side: usize,
    batch: usize,
    device: &Device,
) -> f64 {
    let device = device.clone().without_autodiff();
    let mut right = 0;
    for batch in pictures.chunks(batch) {
        let plain: Vec<_> = batch.iter().map(|picture| (picture, Variation::none(side))).collect();
        let logits = network.logits(tensor_from_pictures(&plain, side, &device));
        let answers: Vec<usize> =
            logits.argmax(1).into_data().iter::<i64>().map(|class| class as usize).collect();
        right += batch.iter().zip(answers).filter(|(picture, answer)| picture.class == *answer).count();
    }
    right as f64 / pictures.len() as f64
}
