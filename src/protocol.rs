//! Every command the page may send and every event the engine may answer: the only contract between them.
//!
//! One command gets exactly one event, so the page can wait for it. A command that fails gets `Failed`.
//! Identifiers of examples, classes and groups are chosen by the page and mean nothing to the engine.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::error::EngineError;

/// A long list of numbers; a `Float32Array` in the browser and a plain vector natively.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Floats(pub Vec<f32>);

/// Everything the page may ask.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineCommand {
    /// The next bytes of the backbone's weight file, in order; `offset` 0 starts a new file.
    ReceiveWeights {
        offset: u32,
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        bytes: Vec<u8>,
        is_last: bool,
    },
    /// Try to run on the GPU, after the worker looked at the adapter in JavaScript.
    ConnectGpu { preflight: GpuPreflight },
    /// Embed one synthetic picture and forget it: a warm-up and something for the page to time.
    MeasureBackbone { device: Device, side: u32 },
    /// Run the backbone on this device from now on.
    ChooseBackboneDevice { device: Device },
    /// Turn pictures into features and remember them: `example_ids.len()` RGBA squares of `side` pixels.
    Embed {
        example_ids: Vec<u32>,
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
    },
    /// Features that the page kept from an earlier visit, one row of the backbone's length an example.
    RestoreFeatures {
        example_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        features: Floats,
    },
    /// Drop the features of these examples.
    ForgetExamples { example_ids: Vec<u32> },
    /// The learner's classes and labelled pictures as they are now. Classes that the head already
    /// knows keep what they learned; pictures without features are left out of training.
    SetDataset { class_ids: Vec<u32>, examples: Vec<LabelledExample>, settings: TrainingSettings },
    /// Forget what the head learned and start at epoch 0, with the settings of the last `SetDataset`.
    ResetHead,
    /// Train one epoch (or the rest of one begun by `TrainBatch`) and evaluate.
    TrainEpoch,
    /// Train one batch; after the last batch of an epoch the answer is `EpochFinished`.
    TrainBatch,
    /// Which class the head gives every example it has features for.
    PredictExamples,
    /// Classify one RGBA picture of `side` × `side` pixels.
    Classify {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        /// Also say which places of the picture speak for which class.
        with_evidence: bool,
    },
    /// Hand out the head, so that the page can keep it.
    ExportHead,
    /// Take back a head that the page kept; classes are matched by identifier.
    ImportHead { head: SavedHead },
}

/// Everything the engine may say.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineEvent {
    /// These bytes of the weight file were verified and decoded; more are needed.
    WeightsReceived { received_bytes: u32, decoded_tensors: u32, num_tensors: u32 },
    /// The backbone is complete and can embed pictures.
    BackboneReady { backbone: BackboneInfo },
    /// The GPU passed the self-test and may be chosen.
    GpuConnected { checks: Vec<SelfTestCheck> },
    /// The GPU is not used; `checks` holds the self-test as far as it came.
    GpuRefused { reason: GpuRefusal, checks: Vec<SelfTestCheck> },
    /// One embedding of a synthetic picture has run on this device.
    BackboneMeasured { device: Device },
    /// The backbone runs on this device from now on.
    BackboneDeviceChosen { device: Device },
    /// Features of these examples, row by row: `[example_ids.len(), feature_length]`.
    Embedded {
        example_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        features: Floats,
    },
    /// Features from an earlier visit were taken over.
    FeaturesRestored { num_examples: u32 },
    /// Features were dropped.
    ExamplesForgotten { num_examples: u32 },
    /// The dataset is split and there is a head for it.
    DatasetReady {
        /// Which side of the split each example with features is on.
        sides: Vec<ExampleSide>,
        num_batches: u32,
        epoch: u32,
        /// False when the head had to start anew (another architecture, or none before).
        head_kept: bool,
    },
    /// The head starts anew at epoch 0.
    HeadReset,
    /// One batch was trained; the epoch goes on.
    BatchFinished { epoch: u32, batch: u32, num_batches: u32, loss: f32 },
    /// One epoch was trained and evaluated.
    EpochFinished { report: EpochReport },
    /// The head's answer for every example it has features for.
    ExamplesPredicted { predictions: Vec<ExamplePrediction> },
    /// Probabilities in the order of `class_ids`; they sum to one.
    Classified {
        class_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        probabilities: Floats,
        /// Only when asked for, and only from a linear head.
        evidence: Option<ClassEvidence>,
    },
    /// The head, for the page to keep.
    HeadExported { head: SavedHead },
    /// A kept head is in place again.
    HeadImported { epoch: u32 },
    /// The command failed; nothing it was about to change has changed.
    Failed { error: EngineError },
}

/// Where arithmetic runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Device {
    /// Our kernels on the processor, on one thread or on several.
    Cpu,
    /// Our shaders on WebGPU.
    Gpu,
}

/// What the worker found out about the GPU in JavaScript, before it is opened.
#[derive(Clone, Debug, PartialEq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct GpuPreflight {
    /// `navigator.gpu` exists.
    pub has_webgpu: bool,
    /// `requestAdapter` gave an adapter.
    pub has_adapter: bool,
    /// The adapter's `maxStorageBuffersPerShaderStage`.
    pub max_storage_buffers: u32,
    /// The adapter's `maxStorageBufferBindingSize` in bytes.
    pub max_buffer_bytes: f64,
}

/// Why the GPU is not used.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "reason", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum GpuRefusal {
    /// The browser has no WebGPU.
    NoWebgpu,
    /// The browser has WebGPU but no adapter for it.
    NoAdapter,
    /// A limit of the adapter is too small.
    LimitTooSmall { limit: String, needed: f64, found: f64 },
    /// This build of the engine has no GPU code.
    NotBuilt,
    /// The device could not be opened.
    DeviceFailed { detail: String },
    /// An operation gave another answer than the CPU device.
    SelfTestFailed { operation: String, detail: String },
}

/// One operation of the self-test, compared with the CPU device.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SelfTestCheck {
    pub operation: String,
    /// Largest absolute difference to the CPU device.
    pub max_difference: f32,
    pub passed: bool,
}

/// The network in use, for the page's labels and storage keys.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct BackboneInfo {
    /// Changes whenever the features would: kept features are valid only for the same value.
    pub fingerprint: String,
    pub feature_length: u32,
    pub num_parameters: u32,
    /// Side of the square input the network was trained on, in pixels.
    pub input_side: u32,
}

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
            weight_decay: 0.001,
            batch_size: 16,
            label_smoothing: 0.0,
            balance_classes: true,
            hidden_units: None,
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

/// A trained head, as plain numbers. Matrices are row by row.
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
}

/// One linear layer.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SavedLayer {
    /// `[inputs, outputs]`
    #[tsify(type = "Float32Array")]
    pub weight: Floats,
    /// `[outputs]`
    #[tsify(type = "Float32Array")]
    pub bias: Floats,
}

// Natively numbers are an ordinary sequence; `browser.rs` makes them a typed array.
#[cfg(not(target_family = "wasm"))]
mod floats_natively {
    use super::Floats;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for Floats {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Floats {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Vec::deserialize(deserializer).map(Floats)
        }
    }
}
