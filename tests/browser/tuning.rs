//! The last blocks learn on WebGPU as they do on the CPU: every layer's gradient, and every rule's steps.

use std::sync::Arc;

use afterimage::backbone::{BranchShares, CpuBackbone, GpuBackbone, Room};
use afterimage::device::connect_gpu;
use afterimage::gpu_tuner::{GpuTuner, Lesson};
use afterimage::head::Head;
use afterimage::learner::Learner;
use afterimage::loss::CrossEntropy;
use afterimage::protocol::{GpuPreflight, Optimiser, TrainingSettings};
use afterimage::tuning::{TailSettings, Tuner};
use afterimage::weights::Weights;
use afterimage_kernels::{FeatureMap, Rule};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{largest_difference, synthetic_pixels, weights_from_bytes};

const LABELS: [usize; 4] = [0, 1, 2, 1];

/// What any adapter has.
pub fn preflight() -> GpuPreflight {
    GpuPreflight {
        has_webgpu: true,
        has_adapter: true,
        max_storage_buffers: 10,
        max_buffer_bytes: f64::from(1 << 30),
    }
}

/// A head that is wrong about most things.
fn head() -> Head {
    let mut saved = Head::new(1280, 3, None, 4).save("", &[1, 2, 3], 1);
    for (index, weight) in saved.output.weight.0.iter_mut().enumerate() {
        *weight = ((index * 31) % 17) as f32 / 80.0 - 0.1;
    }
    Head::restore(&saved, 1280).unwrap()
}

fn learner(head: &Head) -> Learner {
    let settings = TrainingSettings { optimiser: Optimiser::Sgd, ..Default::default() };
    Learner::new(head, &settings, CrossEntropy::default())
}

/// The same lesson for both.
struct Pair {
    cpu: Tuner,
    /// Keeps the network as it was sent, as the engine's does.
    sent: Tuner,
    gpu: GpuTuner,
    heads: [Head; 2],
    learners: [Learner; 2],
    maps: Vec<Arc<FeatureMap>>,
    /// Of every step.
    shares: Vec<BranchShares>,
}

impl Pair {
    async fn new(weights: &Weights, gpu: &GpuBackbone, settings: TailSettings, side: usize) -> Self {
        Self::in_room(weights, gpu, settings, side, Room::default()).await
    }

    async fn in_room(
        weights: &Weights,
        gpu: &GpuBackbone,
        settings: TailSettings,
        side: usize,
        room: Room,
    ) -> Self {
        let network = CpuBackbone::from_weights(weights).unwrap();
        let mut cpu = Tuner::new(&network, settings);
        let cut = |number| Arc::new(cpu.cut_map(&synthetic_pixels(number, side), side).unwrap());
        let maps = (0..LABELS.len()).map(cut).collect();
        let heads = [head(), head()];
        let learners = [learner(&heads[0]), learner(&heads[1])];
        let sent = Tuner::new(&network, settings);
        Self { cpu, sent, gpu: GpuTuner::new(gpu.access(), room), heads, learners, maps, shares: Vec::new() }
    }

    /// Both losses.
    async fn step(&mut self) -> [f32; 2] {
        let Self { cpu, sent, gpu, heads, learners, maps, shares } = self;
        let [of_cpu, of_gpu] = heads;
        let references: Vec<&FeatureMap> = maps.iter().map(Arc::as_ref).collect();
        cpu.set_branch_shares(shares.clone());
        let report = cpu.step(of_cpu, &mut learners[0], &references, &LABELS, None);
        let lesson = Lesson { maps, labels: &LABELS, weights: None, rate_factor: 1.0, shares };
        let other = gpu.step(sent, of_gpu, &mut learners[1], &lesson).await.unwrap();
        [report.loss, other.loss]
    }

    /// For each layer that learns, how far the GPU's weights and its biases are from the CPU's, relative to how far
    /// those went from `before`; and how far the lengths of its gradients.
    async fn differences(&mut self, before: &CpuBackbone) -> Vec<[f32; 3]> {
        let learned = self.gpu.bring_back().await.unwrap().unwrap();
        let first = before.architecture().first_layer(self.cpu.settings().first_block);
        let [before, cpu, gpu] =
            [before, self.cpu.network(), &learned.network].map(|network| network.saved_layers(first));
        let norms = self.cpu.gradient_norms();
        let layers = before.iter().zip(&cpu).zip(&gpu).zip(norms.iter().zip(&learned.gradient_norms));
        let differences = layers
            .map(|(((before, cpu), gpu), (norm, of_gpu))| {
                let of_weights = relative(&before.weight.0, &cpu.weight.0, &gpu.weight.0);
                let of_biases = relative(&before.bias.0, &cpu.bias.0, &gpu.bias.0);
                [of_weights, of_biases, (norm - of_gpu).abs() / norm]
            })
            .collect();
        self.sent.take_learned(learned);
        differences
    }
}

fn relative(before: &[f32], expected: &[f32], found: &[f32]) -> f32 {
    let distance = |one: &[f32], other: &[f32]| {
        one.iter().zip(other).map(|(one, other)| f64::from(one - other).powi(2)).sum::<f64>().sqrt()
    };
    let moved = distance(before, expected);
    assert!(moved > 0.0 && before.len() == found.len(), "every tensor learns");
    (distance(expected, found) / moved) as f32
}

fn settings(first_block: usize, rule: Rule, learning_rate: f32) -> TailSettings {
    TailSettings { first_block, rule, learning_rate, rate_decay: 0.8, weight_decay: 0.01 }
}

async fn both() -> (Weights, GpuBackbone) {
    let weights = weights_from_bytes(include_bytes!("../../weights/efficientnet-lite0-float32.weights"));
    let handles = connect_gpu(&preflight()).await.ok().unwrap();
    let gpu = GpuBackbone::new(handles, &weights).await.unwrap();
    (weights, gpu)
}

/// The largest of all differences, and where it is.
fn worst(pair: &Pair, differences: &[[f32; 3]]) -> (f32, String) {
    let architecture = pair.cpu.network().architecture();
    let first = architecture.first_layer(pair.cpu.settings().first_block);
    let names = architecture.layers().iter().skip(first);
    let of_layer = names.zip(differences).map(|(layer, differences)| {
        // What is no number is the largest of all.
        let number = |value: &f32| if value.is_nan() { f32::INFINITY } else { *value };
        (differences.iter().map(number).fold(0.0, f32::max), layer.name.clone())
    });
    of_layer.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap()
}

#[wasm_bindgen_test]
async fn every_layer_has_the_gradient_that_the_cpu_gives_it() {
    let (weights, gpu) = both().await;
    let network = CpuBackbone::from_weights(&weights).unwrap();
    // A tail that begins with a skip around what it reads; and all layers, where 64 pixels give even sides only and 72
    // give odd ones to layers of both sizes that halve them.
    for (first_block, side) in [(13, 96), (0, 64), (0, 72)] {
        let mut pair = Pair::new(&weights, &gpu, settings(first_block, Rule::Sgd, 0.5), side).await;
        let [of_cpu, of_gpu] = pair.step().await;
        assert!((of_cpu - of_gpu).abs() < 1e-4 * of_cpu, "{of_cpu} {of_gpu}");
        let differences = pair.differences(&network).await;
        let (worst, layer) = worst(&pair, &differences);
        assert!(worst <= 1e-3, "from block {first_block} on, {side} pixels: {layer} {worst}");
    }
}

#[wasm_bindgen_test]
async fn three_steps_of_every_rule_lead_where_they_lead_the_cpu() {
    let (weights, gpu) = both().await;
    let network = CpuBackbone::from_weights(&weights).unwrap();
    for (rule, learning_rate) in
        [(Rule::Sgd, 0.02), (Rule::Nesterov, 0.02), (Rule::Adam, 1e-3), (Rule::AdamW, 1e-3)]
    {
        let mut pair = Pair::new(&weights, &gpu, settings(14, rule, learning_rate), 64).await;
        for _ in 0..3 {
            let [of_cpu, of_gpu] = pair.step().await;
            assert!((of_cpu - of_gpu).abs() < 1e-3 * of_cpu, "{rule:?}: {of_cpu} {of_gpu}");
        }
        // The lengths are those of three steps on the GPU and of one on the CPU.
        let differences: Vec<[f32; 3]> =
            pair.differences(&network).await.iter().map(|[weight, bias, _]| [*weight, *bias, 0.0]).collect();
        let (worst, layer) = worst(&pair, &differences);
        assert!(worst <= 1e-3, "{rule:?}: {layer} {worst}");
    }
}

#[wasm_bindgen_test]
async fn pictures_that_go_past_blocks_say_the_same() {
    let (weights, gpu) = both().await;
    let network = CpuBackbone::from_weights(&weights).unwrap();
    // All at once, and two at a time.
    let little = Room { of_step: 3 << 20, ..Room::default() };
    for (first_block, room) in [(12, Room::default()), (13, little)] {
        let settings = settings(first_block, Rule::Sgd, 0.5);
        let mut pair = Pair::in_room(&weights, &gpu, settings, 96, room).await;
        let past = |pair: &mut Pair, random: &mut ChaCha8Rng| {
            let draw = |_| BranchShares::draw(network.architecture(), first_block, 0.4, random);
            pair.shares = LABELS.iter().map(draw).collect();
        };
        // One that every block hears of, because every tensor is to learn.
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let layers = 0..network.architecture().layers().len();
        past(&mut pair, &mut random);
        while layers.clone().any(|layer| pair.shares.iter().all(|shares| shares.of(layer) == 0.0)) {
            past(&mut pair, &mut random);
        }
        assert!(layers.clone().any(|layer| pair.shares.iter().any(|shares| shares.of(layer) == 0.0)));
        let [of_cpu, of_gpu] = pair.step().await;
        assert!((of_cpu - of_gpu).abs() < 1e-4 * of_cpu, "{of_cpu} {of_gpu}");
        let differences = pair.differences(&network).await;
        let (worst, layer) = worst(&pair, &differences);
        assert!(worst <= 1e-3, "from block {first_block} on: {layer} {worst}");
        // Looking goes through everything again.
        let expected = pair.sent.features(&pair.maps[0]);
        let found = pair.gpu.features(&pair.sent, &pair.maps[..1]).await.unwrap();
        assert!(largest_difference(&expected, &found) <= 1e-3);
    }
}

#[wasm_bindgen_test]
async fn weights_that_are_no_numbers_any_more_are_not_brought_back() {
    let (weights, gpu) = both().await;
    let mut pair = Pair::new(&weights, &gpu, settings(15, Rule::Sgd, f32::MAX), 64).await;
    for _ in 0..2 {
        pair.step().await;
    }
    assert!(pair.gpu.is_ahead());
    assert!(pair.gpu.bring_back().await.unwrap().is_none());
    // When they are given up, the tuner's network is sent anew.
    pair.gpu.forget();
    let expected = pair.sent.features(&pair.maps[0]);
    let found = pair.gpu.features(&pair.sent, &pair.maps[..1]).await.unwrap();
    assert!(largest_difference(&expected, &found) <= 1e-3);
}

/// As where everything learns from pictures of full size.
#[wasm_bindgen_test]
async fn with_little_room_a_batch_goes_through_in_pieces_and_says_the_same() {
    let (weights, gpu) = both().await;
    let network = CpuBackbone::from_weights(&weights).unwrap();
    // A picture at a time, and a map kept; twice, because the second step finds that one there.
    let map_bytes = 2 * 2 * 192 * 4;
    let room = Room { of_step: 1, of_kept_maps: map_bytes };
    let mut pair = Pair::in_room(&weights, &gpu, settings(14, Rule::Sgd, 0.02), 64, room).await;
    for _ in 0..2 {
        let [of_cpu, of_gpu] = pair.step().await;
        assert!((of_cpu - of_gpu).abs() < 1e-4 * of_cpu, "{of_cpu} {of_gpu}");
    }
    let differences = pair.differences(&network).await;
    let differences: Vec<[f32; 3]> =
        differences.iter().map(|[weight, bias, _]| [*weight, *bias, 0.0]).collect();
    let (worst, layer) = worst(&pair, &differences);
    assert!(worst <= 1e-3, "{layer} {worst}");
}
