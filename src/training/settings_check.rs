//! The ranges of everything that a learner may set.

use afterimage_kernels::Activation;

use crate::backbone::{Architecture, CpuBackbone};
use crate::error::{EngineError, EngineResult};
use crate::protocol::{Augmentation, TrainingSettings, TuningSettings};

/// # Errors
/// `SettingOutOfRange`, with the first setting that is.
pub(super) fn check(settings: &TrainingSettings) -> EngineResult<()> {
    first_outside(&[
        ("learningRate", (1e-6..=100.0).contains(&settings.learning_rate)),
        ("weightDecay", (0.0..=1.0).contains(&settings.weight_decay)),
        ("batchSize", (1..=4096).contains(&settings.batch_size)),
        ("labelSmoothing", (0.0..=0.5).contains(&settings.label_smoothing)),
        ("hiddenUnits", settings.hidden_units.is_none_or(|units| (1..=1024).contains(&units))),
        ("validationFraction", (0.0..=0.5).contains(&settings.validation_fraction)),
        (
            "schedule",
            settings.schedule.is_none_or(|schedule| {
                (1..=100_000).contains(&schedule.epochs) && schedule.warm_up_epochs < schedule.epochs
            }),
        ),
    ])?;
    let Some(tuning) = settings.tuning else { return Ok(()) };
    let TuningSettings { learning_rate, head_learning_rate, rate_decay, stochastic_depth, .. } = tuning;
    first_outside(&[
        ("tuningRate", (1e-7..=1.0).contains(&learning_rate)),
        ("tuningHeadRate", (1e-7..=1.0).contains(&head_learning_rate)),
        ("rateDecay", (0.1..=1.0).contains(&rate_decay)),
        ("stochasticDepth", (0.0..=0.5).contains(&stochastic_depth)),
    ])?;
    tuning.augmentation.as_ref().map_or(Ok(()), check_augmentation)
}

/// Whether the network in use has the first block that is to learn.
///
/// # Errors
/// `SettingOutOfRange` when it has not.
pub fn check_first_block(settings: &TrainingSettings, num_blocks: usize) -> EngineResult<()> {
    let is_inside = |tuning: TuningSettings| (tuning.first_block as usize) < num_blocks;
    first_outside(&[("firstBlock", settings.tuning.is_none_or(is_inside))])
}

/// Whether the network in use lets pictures go past its blocks, where that is asked for: what a block adds must not go
/// through an activation with what it read.
///
/// # Errors
/// `SettingOutOfRange` when it does not.
pub fn check_stochastic_depth(settings: &TrainingSettings, architecture: &Architecture) -> EngineResult<()> {
    let is_wanted = settings.tuning.is_some_and(|tuning| tuning.stochastic_depth > 0.0);
    let mut ends = architecture.layers().iter().filter(|layer| layer.skip.is_some());
    let is_possible = ends.all(|layer| layer.activation == Activation::None);
    first_outside(&[("stochasticDepth", !is_wanted || is_possible)])
}

/// Whether the network in use has batch norm that can learn, where that is asked for.
///
/// # Errors
/// `BatchNormMissing` when it has none, or its weight file has it folded already.
pub fn check_batch_norm(settings: &TrainingSettings, network: &CpuBackbone) -> EngineResult<()> {
    let Some(TuningSettings { batch_norm_learns: true, first_block, .. }) = settings.tuning else {
        return Ok(());
    };
    let architecture = network.architecture();
    match network.has_batch_norm(architecture.first_layer(first_block as usize)) {
        true => Ok(()),
        false => Err(EngineError::BatchNormMissing { network: architecture.network() }),
    }
}

/// Whether each number is one that a learner may set.
///
/// # Errors
/// `SettingOutOfRange`, with the first setting that is.
pub fn check_augmentation(augmentation: &Augmentation) -> EngineResult<()> {
    first_outside(&[
        ("variations", (1..=32).contains(&augmentation.variations)),
        ("shift", (0.0..=0.3).contains(&augmentation.shift)),
        ("zoom", (0.0..=0.5).contains(&augmentation.zoom)),
        ("turnDegrees", (0.0..=45.0).contains(&augmentation.turn_degrees)),
        ("colour", (0.0..=0.5).contains(&augmentation.colour)),
        ("erase", (0.0..=0.5).contains(&augmentation.erase)),
    ])
}

fn first_outside(ranges: &[(&str, bool)]) -> EngineResult<()> {
    match ranges.iter().find(|(_, is_inside)| !is_inside) {
        Some((setting, _)) => Err(EngineError::SettingOutOfRange { setting: (*setting).to_owned() }),
        None => Ok(()),
    }
}
