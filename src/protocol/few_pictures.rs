//! Making more of few pictures: schedules, groups without labels, and learners to compare with.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// How learning rates change over a run.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    pub shape: ScheduleShape,
    /// Epochs trained before the run.
    pub first_epoch: u32,
    /// 1 to 100000, of the run.
    pub epochs: u32,
    /// Of these, how many it takes to rise to the whole rate.
    pub warm_up_epochs: u32,
}

/// What becomes of the rate after the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ScheduleShape {
    Constant,
    /// A tenth after half of the epochs, and a hundredth after three quarters.
    Step,
    /// Half a wave, down to nothing.
    Cosine,
}

/// Pictures that look alike to the network.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExampleGroup {
    /// The most typical first.
    pub example_ids: Vec<u32>,
}

/// How well the nearest neighbours do.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NeighbourReport {
    /// How many neighbours voted.
    pub neighbours: u32,
    pub accuracy: f32,
    pub num_examples: u32,
    /// Row = true class, column = predicted class, row by row.
    pub confusion: Vec<u32>,
}
