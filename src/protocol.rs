//! Every command the page may send and every event the engine may answer: the only contract between them.
//!
//! One command gets exactly one event, so the page can wait for it. A command that fails gets `Failed`.
//! Identifiers of examples, classes and groups are chosen by the page and mean nothing to the engine.

mod device;
mod few_pictures;
mod inside;
mod learning;
mod network;
mod tuning;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

pub use self::device::*;
pub use self::few_pictures::*;
pub use self::inside::*;
pub use self::learning::*;
pub use self::network::*;
pub use self::tuning::*;
use crate::error::EngineError;

/// A long list of numbers; a `Float32Array` in the browser and a plain vector natively.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Floats(pub Vec<f32>);

/// Everything the page may ask.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineCommand {
    /// The next bytes of the backbone's weight file, in order; `offset` 0 starts a new file. When it is complete and
    /// not the one in use, all that came from the one before is forgotten: features, head, what was surveyed.
    ReceiveWeights {
        offset: u32,
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        bytes: Vec<u8>,
        is_last: bool,
    },
    /// Begin with a network that has learned nothing, as `seed` draws it. As with the weights of another network, all
    /// that came from the one before is forgotten: features, head, what was surveyed.
    DrawNetwork { network: NetworkName, seed: u32 },
    /// Try to run on the GPU, after the worker looked at the adapter in JavaScript.
    ConnectGpu { preflight: GpuPreflight },
    /// Embed one synthetic picture and forget it: a warm-up and something for the page to time.
    MeasureBackbone { device: Device, side: u32 },
    /// Run the backbone on this device from now on.
    ChooseBackboneDevice { device: Device },
    /// Let the blocks that learn do so on this device from now on. The GPU must be connected, and is tested first: a step
    /// of every layer is compared with the CPU's. Comes best between two epochs, since what the optimiser remembers
    /// stays behind.
    ChooseTuningDevice { device: Device },
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
    /// Train one epoch (or the rest of one begun by `TrainBatch`) and evaluate. Where it fails with
    /// `PicturesNeeded`, the batches before stay trained.
    TrainEpoch,
    /// Train one batch, or where blocks of the backbone learn look at some pictures anew; after the last step of an
    /// epoch the answer is `EpochFinished`.
    TrainBatch,
    /// Pictures of the dataset, given as for `Embed`, that training asked for with `PicturesNeeded`.
    ShowPictures {
        example_ids: Vec<u32>,
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
    },
    /// Variations of one RGBA picture of `side` × `side` pixels, as training would make them.
    VaryPicture {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        augmentation: Augmentation,
        /// As the training settings have it.
        seed: u32,
    },
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
        /// With the head of a remembered epoch; absent for now.
        epoch: Option<u32>,
    },
    /// List the layers of the network as it is now, head included.
    DescribeNetwork,
    /// What chosen layers make of one RGBA picture of `side` × `side` pixels.
    SeeLayers {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        layers: Vec<LayerChoice>,
    },
    /// Remember how strongly these pictures (given as for `Embed`) excite each channel of a layer. The layers
    /// asked about longest ago are forgotten.
    SurveyLayer {
        layer: u32,
        example_ids: Vec<u32>,
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
    },
    /// Sort the channels of a surveyed layer.
    RankChannels { layer: u32, order: ChannelOrder },
    /// Which surveyed pictures excite a channel, and where.
    SeeChannelPictures { layer: u32, channel: u32 },
    /// What a channel is made of.
    SeeChannelWeights { layer: u32, channel: u32 },
    /// Change a synthetic picture so that it excites a channel more, by so many steps; the next command with the
    /// same channel, side and seed goes on, any other starts anew.
    GrowPicture {
        layer: u32,
        channel: u32,
        side: u32,
        steps: u32,
        seed: u32,
        /// Start anew in any case.
        restart: bool,
    },
    /// Classify a picture as it is and with these channels held at zero.
    SilenceChannels {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        channels: Vec<ChannelPlace>,
    },
    /// Take one value of the network apart.
    ExplainValue {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        layer: u32,
        channel: u32,
        row: u32,
        column: u32,
        /// With the head of a remembered epoch; absent for now.
        epoch: Option<u32>,
    },
    /// Which places of a convolution's map speak for a class. `epoch` is a remembered one; absent for now.
    SeeClassMap {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        layer: u32,
        class_id: u32,
        /// Speak for `class_id` rather than for this class.
        against: Option<u32>,
        epoch: Option<u32>,
    },
    /// Which neurons make up a class's score, or its lead over another; only for a linear head.
    WeighNeurons {
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
        side: u32,
        class_id: u32,
        against: Option<u32>,
        /// How many neurons to list.
        most: u32,
        epoch: Option<u32>,
    },
    /// What the head said about every picture after each remembered epoch.
    ReplayLearning { projection: Projection },
    /// The weights of the head's last layer; `epoch` is a remembered one, absent for now.
    SeeHeadWeights { epoch: Option<u32> },
    /// Put the network back to what it was after a remembered epoch; later epochs are forgotten.
    GoBackToEpoch { epoch: u32 },
    /// What the network says about pictures that it has features for, whether they have a class or not.
    PredictUnlabelled { example_ids: Vec<u32> },
    /// Put pictures that look alike to the pretrained network into so many groups, or into as many as are best told
    /// apart.
    GroupExamples { example_ids: Vec<u32>, num_groups: Option<u32>, seed: u32 },
    /// How well so many nearest neighbours would do in place of the head.
    MeasureNeighbours { neighbours: u32 },
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
    WeightsReceived {
        received_bytes: u32,
        decoded_tensors: u32,
        num_tensors: u32,
    },
    /// The backbone is complete and can embed pictures.
    BackboneReady {
        backbone: BackboneInfo,
    },
    /// The GPU passed the self-test and may be chosen.
    GpuConnected {
        checks: Vec<SelfTestCheck>,
    },
    /// The GPU is not used; `checks` holds the self-test as far as it came.
    GpuRefused {
        reason: GpuRefusal,
        checks: Vec<SelfTestCheck>,
    },
    /// One embedding of a synthetic picture has run on this device.
    BackboneMeasured {
        device: Device,
    },
    /// The backbone runs on this device from now on.
    BackboneDeviceChosen {
        device: Device,
    },
    /// Blocks that learn do so on this device from now on; `checks` holds what was compared with the CPU.
    TuningDeviceChosen {
        device: Device,
        checks: Vec<SelfTestCheck>,
    },
    /// Features of these examples, row by row: `[example_ids.len(), feature_length]`.
    Embedded {
        example_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        features: Floats,
    },
    /// Features from an earlier visit were taken over.
    FeaturesRestored {
        num_examples: u32,
    },
    /// Features were dropped.
    ExamplesForgotten {
        num_examples: u32,
    },
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
    BatchFinished {
        epoch: u32,
        batch: u32,
        num_batches: u32,
        loss: f32,
    },
    /// With the backbone as it has become, so many of the pictures were looked at anew; the epoch goes on.
    PicturesLookedAt {
        epoch: u32,
        num_done: u32,
        num_examples: u32,
    },
    /// What the learning blocks read of these pictures is at hand.
    PicturesShown {
        num_examples: u32,
        /// What is kept of all pictures.
        kept_bytes: u32,
    },
    /// The variations, one after the other.
    PictureVaried {
        side: u32,
        /// RGBA
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
    },
    /// One epoch was trained and evaluated.
    EpochFinished {
        report: EpochReport,
    },
    /// The head's answer for every example it has features for.
    ExamplesPredicted {
        predictions: Vec<ExamplePrediction>,
    },
    /// Probabilities in the order of `class_ids`; they sum to one.
    Classified {
        class_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        probabilities: Floats,
        /// Only when asked for, and only from a linear head.
        evidence: Option<ClassEvidence>,
    },
    /// The layers, in the order in which they are computed.
    NetworkDescribed {
        layers: Vec<LayerInfo>,
    },
    /// What the layers made of the picture, and what the head says, if there is one.
    LayersSeen {
        layers: Vec<SeenLayer>,
        class_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        probabilities: Floats,
    },
    /// So many pictures are surveyed for this layer now.
    LayerSurveyed {
        layer: u32,
        num_examples: u32,
    },
    /// All channels of the layer, first the one of the largest value, and these values.
    ChannelsRanked {
        layer: u32,
        order: ChannelOrder,
        channels: Vec<u32>,
        #[tsify(type = "Float32Array")]
        values: Floats,
    },
    ChannelPicturesSeen {
        pictures: ChannelPictures,
    },
    ChannelWeightsSeen {
        weights: ChannelWeights,
    },
    /// The synthetic picture after so many steps in all, and how strongly it excites the channel: the mean of the
    /// channel's sums, before the activation.
    PictureGrown {
        layer: u32,
        channel: u32,
        step: u32,
        excitement: f32,
        side: u32,
        /// RGBA
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        pixels: Vec<u8>,
    },
    /// Probabilities in the order of `class_ids`, of the whole network and of what was left of it.
    ChannelsSilenced {
        class_ids: Vec<u32>,
        #[tsify(type = "Float32Array")]
        before: Floats,
        #[tsify(type = "Float32Array")]
        after: Floats,
    },
    ValueExplained {
        value: ExplainedValue,
    },
    ClassMapSeen {
        map: ClassMap,
    },
    NeuronsWeighed {
        sum: WeighedNeurons,
    },
    LearningReplayed {
        replay: LearningReplay,
    },
    HeadWeightsSeen {
        head: HeadWeights,
    },
    /// The network is as it was after that epoch.
    WentBack {
        epoch: u32,
    },
    /// Of pictures without a class; none of them has a side.
    UnlabelledPredicted {
        predictions: Vec<ExamplePrediction>,
    },
    /// The largest group first. `separation` is how well they are told apart, from 0 to 1.
    ExamplesGrouped {
        groups: Vec<ExampleGroup>,
        separation: f32,
    },
    NeighboursMeasured {
        report: NeighbourReport,
    },
    /// The head, for the page to keep.
    HeadExported {
        head: SavedHead,
    },
    /// A kept head is in place again.
    HeadImported {
        epoch: u32,
    },
    /// The command failed; nothing it was about to change has changed.
    Failed {
        error: EngineError,
    },
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
