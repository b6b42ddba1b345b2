//! Every way the engine can fail, as codes with data; the page turns a code into a sentence.

use serde::Serialize;
use tsify::Tsify;

use crate::protocol::NetworkName;

/// What went wrong. The page's `text/` says what happened and what to do next.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineError {
    /// The first bytes of the weight file are not those of an Afterimage weight file.
    WeightsForeign,
    /// The weight file was written by a newer version of the converter.
    WeightsTooNew { found: u32, supported: u32 },
    /// The weight file ended before its last tensor.
    WeightsTruncated { received_bytes: u32 },
    /// A checksum or a size inside the weight file does not add up; `place` names the tensor or part.
    WeightsCorrupt { place: String },
    /// The weight file is sound but does not hold the network this engine knows.
    WeightsUnexpected { tensor: String },
    /// A command that needs the backbone came before its weights.
    BackboneMissing,
    /// The pixel bytes are not `count` square RGBA pictures of the given side.
    PixelsMalformed { expected_bytes: u32, found_bytes: u32 },
    /// Features for this many examples do not fit the backbone's feature length.
    FeaturesMalformed { expected_values: u32, found_values: u32 },
    /// Training needs at least two classes with a picture each.
    TooFewClasses { found: u32 },
    /// A saved head does not fit the current classes or backbone.
    HeadMismatch,
    /// A command that needs a head came before `setDataset` made one.
    HeadMissing,
    /// The network has no such layer, channel or place, or the layer is of another kind.
    PlaceUnknown { detail: String },
    /// The head of this epoch is no longer remembered.
    EpochForgotten { epoch: u32 },
    /// A question about all pictures came before the layer was surveyed.
    LayerNotSurveyed { layer: u32 },
    /// A score is a sum over neurons only when the head has no hidden layer.
    HeadNotLinear,
    /// A training setting lies outside the range the engine accepts.
    SettingOutOfRange { setting: String },
    /// Batch norm is to learn, and this network has none apart from its weights.
    BatchNormMissing { network: NetworkName },
    /// The next step needs these pictures; after `showPictures` it can be asked for again.
    PicturesNeeded { example_ids: Vec<u32> },
    /// The loss or the weights stopped being finite; the last good head was kept.
    TrainingDiverged { epoch: u32 },
    /// The GPU device is unusable; `detail` is what the driver or browser reported.
    GpuFailed { detail: String },
    /// The GPU gave up while blocks were learning on it. The network is what it was before this epoch, which begins anew
    /// on the CPU when it is asked for.
    TuningLeftGpu { epoch: u32, detail: String },
    /// A read-back from a device failed.
    ReadBackFailed { detail: String },
    /// The engine panicked and must be started anew; `detail` is for a bug report.
    Panicked { detail: String },
    /// The page sent something that is not a command.
    CommandMalformed { detail: String },
}

/// The result of everything in the engine that can fail.
pub type EngineResult<T> = Result<T, EngineError>;
