//! Whether the GPU teaches as the CPU does: a step of every layer by each kind of rule, compared before it is believed.

use std::sync::Arc;

use afterimage_kernels::{FeatureMap, Rule};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::gpu_commands::test_pixels;
use crate::backbone::{BranchShares, CpuBackbone};
use crate::error::{EngineError, EngineResult};
use crate::gpu_tuner::{GpuTuner, Lesson};
use crate::head::Head;
use crate::learner::Learner;
use crate::loss::CrossEntropy;
use crate::protocol::{GpuRefusal, Optimiser, SelfTestCheck, TrainingSettings};
use crate::tuning::{TailSettings, Tuner};

/// In pixels; it gives odd maps to layers that halve them.
const SIDE: usize = 72;
const LABELS: [usize; 2] = [0, 1];
/// One rule that remembers lengths, and one that does not; with a learning rate under which every layer moves.
const COMPARED: [(Rule, f32); 2] = [(Rule::Nesterov, 0.1), (Rule::AdamW, 1e-3)];
/// Of the way that a layer goes in a step. A value at the edge of a ReLU may fall on either side of it, which is a
/// thousandth part; a wrong shader shows as a whole one.
const TOLERANCE: f32 = 2e-2;

/// # Errors
/// Why the GPU is not to teach.
pub(super) async fn compare_steps(
    gpu: &mut GpuTuner,
    network: &CpuBackbone,
    checks: &mut Vec<SelfTestCheck>,
) -> Result<(), GpuRefusal> {
    for (rule, learning_rate) in COMPARED {
        let operation = format!("step of {rule:?}");
        let settings =
            TailSettings { first_block: 0, rule, learning_rate, rate_decay: 1.0, weight_decay: 0.01 };
        let found = compare_step(gpu, network, settings).await;
        let (max_difference, place) =
            found.map_err(|error| GpuRefusal::DeviceFailed { detail: format!("{error:?}") })?;
        let passed = max_difference <= TOLERANCE;
        checks.push(SelfTestCheck { operation: operation.clone(), max_difference, passed });
        if !passed {
            let detail = format!("largest difference {max_difference}, of {place}");
            return Err(GpuRefusal::SelfTestFailed { operation, detail });
        }
    }
    Ok(())
}

/// The largest difference of loss and weights, relative, and where it was found.
async fn compare_step(
    gpu: &mut GpuTuner,
    network: &CpuBackbone,
    settings: TailSettings,
) -> EngineResult<(f32, String)> {
    let (mut on_cpu, on_gpu) = (Tuner::new(network, settings), Tuner::new(network, settings));
    let cut = |label| on_cpu.cut_map(&picture(label), SIDE).map(Arc::new);
    let maps: Vec<Arc<FeatureMap>> = LABELS.into_iter().map(cut).collect::<EngineResult<_>>()?;
    let architecture = network.architecture();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut draw = |_| BranchShares::draw(architecture, settings.first_block, 0.5, &mut random);
    let shares: Vec<BranchShares> = LABELS.iter().map(&mut draw).collect();
    let head = head(architecture.feature_length())?;
    let learner = Learner::new(&head, &settings_of_head(), CrossEntropy::default());
    let references: Vec<&FeatureMap> = maps.iter().map(Arc::as_ref).collect();
    on_cpu.set_branch_shares(shares.clone());
    let expected = on_cpu.step(&mut head.clone(), &mut learner.clone(), &references, &LABELS, None);
    let lesson = Lesson { maps: &maps, labels: &LABELS, weights: None, rate_factor: 1.0, shares: &shares };
    let found = gpu.step(&on_gpu, &mut head.clone(), &mut learner.clone(), &lesson).await?;
    let learned = gpu.bring_back().await?;
    gpu.forget();
    let Some(learned) = learned else { return Ok((f32::INFINITY, "all weights".to_owned())) };
    let mut worst = ((expected.loss - found.loss).abs() / expected.loss, "loss".to_owned());
    let layers = [network, on_cpu.network(), &learned.network].map(|network| network.saved_layers(0));
    let [before, expected, found] = &layers;
    for (((layer, before), expected), found) in
        network.architecture().layers().iter().zip(before).zip(expected).zip(found)
    {
        let of_weight = difference([&before.weight.0, &expected.weight.0, &found.weight.0]);
        let difference = of_weight.max(difference([&before.bias.0, &expected.bias.0, &found.bias.0]));
        // What is no number at all must not pass for small.
        if difference > worst.0 || difference.is_nan() {
            worst = (if difference.is_nan() { f32::INFINITY } else { difference }, layer.name.clone());
        }
    }
    Ok(worst)
}

/// How far two ends of a way are apart, relative to its length; infinite when only one of them moved.
fn difference([before, expected, found]: [&[f32]; 3]) -> f32 {
    let distance = |one: &[f32], other: &[f32]| {
        one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum::<f32>().sqrt()
    };
    match (distance(before, expected), distance(expected, found)) {
        (_, 0.0) => 0.0,
        (moved, apart) => apart / moved,
    }
}

/// Two that have nothing to do with each other.
fn picture(label: usize) -> Vec<u8> {
    let mut pixels = test_pixels(SIDE);
    pixels.rotate_left(label * 1013);
    pixels
}

/// A head without weights would tell the blocks nothing.
fn head(feature_length: usize) -> EngineResult<Head> {
    let mut saved = Head::new(feature_length, LABELS.len(), None, 0).save("", &[0, 1], 0);
    for (index, weight) in saved.output.weight.0.iter_mut().enumerate() {
        *weight = ((index * 31) % 17) as f32 / 80.0 - 0.1;
    }
    Head::restore(&saved, feature_length).map_err(|_| EngineError::HeadMismatch)
}

fn settings_of_head() -> TrainingSettings {
    TrainingSettings { optimiser: Optimiser::Sgd, ..TrainingSettings::default() }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_is_a_part_of_the_way() {
        let before = [0.0, 0.0];
        assert_eq!(difference([&before, &[3.0, 4.0], &[3.0, 4.0]]), 0.0);
        assert_eq!(difference([&before, &[3.0, 4.0], &before]), 1.0, "it stayed where it was");
        assert_eq!(difference([&before, &before, &[1.0, 0.0]]), f32::INFINITY);
        assert!(difference([&before, &[1.0, 0.0], &[f32::NAN, 0.0]]).is_nan());
    }
}
