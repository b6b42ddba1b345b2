//! What the head learns from, how, and what became of it.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Floats, Movement, SavedTail, Schedule, TuningSettings};

/// One picture of the learner, as far as the engine cares.
#[derive(Clone, Debug, PartialEq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LabelledExample {
    pub example_id: u32,
    pub class_id: u32,
    /// Near-identical pictures (one webcam burst, one source file) share a group and a side.
    pub group: u32,
    /// The side it was on before, so that a picture once trained on is never validated on.
    pub side: Option<Side>,
    /// 0 to 1: how much it counts in training, where its class is only supposed; absent for one.
    pub weight: Option<f32>,
}

/// The side of the split an example is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    Training,
    Validation,
}

/// An example and its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExampleSide {
    pub example_id: u32,
    pub side: Side,
}

/// How the head learns. Ranges are checked by the engine.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TrainingSettings {
    pub optimiser: Optimiser,
    /// 1e-6 to 100.
    pub learning_rate: f64,
    /// Absent when the rate stays the same.
    pub schedule: Option<Schedule>,
    /// 0 to 1; decoupled for AdamW, added to the gradient otherwise.
    pub weight_decay: f64,
    /// 1 to 4096 pictures a step.
    pub batch_size: u32,
    /// 0 to 0.5: how much of the target is spread over all classes.
    pub label_smoothing: f32,
    /// Weigh each class by the inverse of its number of pictures.
    pub balance_classes: bool,
    /// Units of the one hidden layer, 1 to 1024; absent for a linear head.
    pub hidden_units: Option<u32>,
    /// Absent when only the head learns.
    pub tuning: Option<TuningSettings>,
    /// 0 to 0.5 of each class is held back.
    pub validation_fraction: f32,
    pub seed: u32,
}

impl Default for TrainingSettings {
    /// Chosen by experiment for 10 to 50 pictures a class; `lab/README.md` has the table.
    fn default() -> Self {
        Self {
            optimiser: Optimiser::Sgd,
            learning_rate: 0.01,
            schedule: None,
            weight_decay: 0.001,
            batch_size: 16,
            label_smoothing: 0.0,
            balance_classes: true,
            hidden_units: None,
            tuning: None,
            validation_fraction: 0.2,
            seed: 1,
        }
    }
}

/// The rule that turns gradients into steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Optimiser {
    /// Stochastic gradient descent with momentum 0.9.
    Sgd,
    /// The same with Nesterov's momentum, which looks ahead (Sutskever et al. 2013, section 2).
    Nesterov,
    /// Kingma & Ba 2015.
    Adam,
    /// Loshchilov & Hutter 2019.
    AdamW,
}

/// Everything measured at the end of an epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct EpochReport {
    /// Number of epochs trained so far.
    pub epoch: u32,
    pub training: Scores,
    /// Absent when no picture was held back.
    pub validation: Option<Scores>,
    /// The classes, in the order of the rows and columns below.
    pub class_ids: Vec<u32>,
    /// The confusion matrix of the validation pictures (of the training pictures when none were held
    /// back): row = true class, column = predicted class, row by row.
    pub confusion: Vec<u32>,
    /// Absent when nothing was trained.
    pub movement: Option<Movement>,
}

/// Mean loss and share of right answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Scores {
    pub loss: f32,
    pub accuracy: f32,
    pub num_examples: u32,
}

/// What the head says about one of the learner's pictures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExamplePrediction {
    pub example_id: u32,
    pub predicted_class_id: u32,
    /// Probability of the predicted class.
    pub confidence: f32,
    pub side: Option<Side>,
}

/// Where in a picture the evidence for each class lies. A logit is its bias plus its places, exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClassEvidence {
    /// Places a side of the grid that is laid over the picture.
    pub grid_side: u32,
    /// `[classes, grid_side × grid_side]`, class by class; positive speaks for the class.
    #[tsify(type = "Float32Array")]
    pub places: Floats,
    /// What each class has whatever the picture shows: `[classes]`.
    #[tsify(type = "Float32Array")]
    pub biases: Floats,
    /// `[classes]`
    #[tsify(type = "Float32Array")]
    pub logits: Floats,
}

/// A trained head, with what learned behind it, as plain numbers. Matrices are row by row.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SavedHead {
    /// The backbone whose features it reads.
    pub fingerprint: String,
    pub class_ids: Vec<u32>,
    pub epoch: u32,
    /// Absent for a linear head.
    pub hidden: Option<SavedLayer>,
    pub output: SavedLayer,
    /// Absent while the backbone is the pretrained one.
    pub tail: Option<SavedTail>,
}

/// One linear layer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SavedLayer {
    /// `[inputs, outputs]`
    #[tsify(type = "Float32Array")]
    pub weight: Floats,
    /// `[outputs]`
    #[tsify(type = "Float32Array")]
    pub bias: Floats,
}
