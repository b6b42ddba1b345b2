//! What one may ask about the inside of the network, and what the answers hold.
//!
//! Layers are numbered as `NetworkDescribed` lists them, channels and places from 0. Maps are row by row, one
//! channel after the other.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Floats, LayerMovement};

/// One layer of the whole network, from the first convolution to the probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LayerInfo {
    /// As in the weight file: `stem`, `blocks.3.expand`, `head`, or `conv1`, `maxpool`, `layer2.0.downsample.0`; then
    /// `pooling`, `hidden`, `classes`, `softmax`.
    pub name: String,
    pub kind: LayerKind,
    /// The block it belongs to, from 0.
    pub block: Option<u32>,
    /// The layer whose values it takes; absent for the picture.
    pub input: Option<u32>,
    /// The layer whose values are added to its own, before the activation.
    pub skip: Option<u32>,
    pub channels_in: u32,
    pub channels_out: u32,
    /// Side of the kernel, and pixels from one place to the next.
    pub kernel: u32,
    pub stride: u32,
    /// Places a side for a picture of the side that the network was trained on; 1 after pooling.
    pub side: u32,
    pub activation: ActivationKind,
    pub num_parameters: u32,
    /// For one such picture.
    pub num_multiply_adds: f64,
}

/// How a layer computes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum LayerKind {
    /// Each output channel looks at a square of all input channels.
    Convolution,
    /// Each channel looks at a square of its own.
    Depthwise,
    /// Each output channel looks at one place of all input channels: a 1×1 convolution.
    Pointwise,
    /// Of each channel the largest in a square of its own.
    MaxPooling,
    /// The mean over all places.
    Pooling,
    /// Fully connected.
    Linear,
    /// From scores to probabilities.
    Softmax,
}

/// What happens to a sum before it is handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ActivationKind {
    None,
    Relu,
    Relu6,
}

/// Which channels of a layer to hand out as maps.
#[derive(Clone, Debug, PartialEq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LayerChoice {
    pub layer: u32,
    /// These, in this order; when empty, the strongest.
    pub channels: Vec<u32>,
    /// How many of the strongest (by mean), strongest first.
    pub strongest: u32,
}

/// What a layer made of a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SeenLayer {
    pub layer: u32,
    /// Places a side.
    pub side: u32,
    /// The channels of `maps`.
    pub channels: Vec<u32>,
    /// `[channels.len(), side, side]`
    #[tsify(type = "Float32Array")]
    pub maps: Floats,
    /// Mean and largest value of every channel of the layer, in their order.
    #[tsify(type = "Float32Array")]
    pub means: Floats,
    #[tsify(type = "Float32Array")]
    pub maxima: Floats,
}

/// One channel of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ChannelPlace {
    pub layer: u32,
    pub channel: u32,
}

/// How to sort the channels of a layer, over all surveyed pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ChannelOrder {
    /// Mean over places and pictures.
    Strength,
    /// Variance of the pictures' means.
    Variance,
    /// How many pooled standard deviations the class's mean lies above that of the others (Cohen 1988, d).
    Class { class_id: u32 },
}

/// How strongly the learner's pictures excite one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ChannelPictures {
    pub layer: u32,
    pub channel: u32,
    /// Places a side.
    pub side: u32,
    /// Most excited first.
    pub example_ids: Vec<u32>,
    /// Largest value in each picture, and where it is: row × side + column.
    #[tsify(type = "Float32Array")]
    pub maxima: Floats,
    pub places: Vec<u32>,
    /// Mean over each picture's places.
    #[tsify(type = "Float32Array")]
    pub means: Floats,
}

/// What a channel is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ChannelWeights {
    pub layer: u32,
    pub channel: u32,
    pub bias: f32,
    /// Channels of the input in the order of `weights`; all of them, the strongest (by size) first. For a
    /// depthwise layer only its own.
    pub inputs: Vec<u32>,
    /// `[inputs.len(), kernel, kernel]`
    #[tsify(type = "Float32Array")]
    pub weights: Floats,
}

/// One value of the network with everything it is the sum of.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedValue {
    pub layer: u32,
    pub channel: u32,
    pub row: u32,
    pub column: u32,
    /// Where the patch begins in the input; negative where it reaches over the border, where everything is 0.
    pub first_row: i32,
    pub first_column: i32,
    /// Channels of the input in the order of the terms.
    pub input_channels: Vec<u32>,
    /// `[input_channels.len(), kernel, kernel]`; for pooling the kernel is the whole map, for softmax the scores.
    #[tsify(type = "Float32Array")]
    pub inputs: Floats,
    /// What each input is multiplied by; for softmax ones, for max pooling 1 where the largest is and 0 elsewhere.
    #[tsify(type = "Float32Array")]
    pub weights: Floats,
    pub bias: f32,
    /// What each term is multiplied by besides, before the bias: features are scaled to one length before the
    /// head reads them. 1 elsewhere.
    pub scale: f32,
    /// Bias and all terms, before the skip and the activation.
    pub sum: f32,
    /// What is added to the sum before the activation.
    pub skip: Option<f32>,
    /// What the engine itself computed here.
    pub value: f32,
}

/// Which places of a layer speak for a class (Selvaraju et al. 2017, section 3, without the final ReLU).
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClassMap {
    pub layer: u32,
    pub class_id: u32,
    /// Places a side.
    pub side: u32,
    /// `[side, side]`; positive speaks for the class.
    #[tsify(type = "Float32Array")]
    pub places: Floats,
    /// How much each channel adds, its mean gradient times its sum: `[channels]`.
    #[tsify(type = "Float32Array")]
    pub channels: Floats,
}

/// A score as the sum of what single neurons add to it.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct WeighedNeurons {
    pub class_id: u32,
    /// When present, the sum is the lead of `class_id` over this class.
    pub against: Option<u32>,
    /// The neurons that add most, by size, and what each adds.
    pub neurons: Vec<u32>,
    #[tsify(type = "Float32Array")]
    pub shares: Floats,
    /// Their activations, before scaling, and the weights they meet.
    #[tsify(type = "Float32Array")]
    pub activations: Floats,
    #[tsify(type = "Float32Array")]
    pub weights: Floats,
    /// What all other neurons add together.
    pub rest: f32,
    pub bias: f32,
    /// The score that the parts add up to.
    pub score: f32,
}

/// What the pictures' places in two dimensions are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Projection {
    /// The scores of the classes, which move as the head learns.
    Logits,
    /// The backbone's features, which stay.
    Features,
}

/// Every remembered epoch, for all pictures at once.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LearningReplay {
    pub projection: Projection,
    /// In the order of the rows below.
    pub epochs: Vec<u32>,
    pub example_ids: Vec<u32>,
    /// Principal components (Pearson 1901): `[epochs, examples, 2]`, each epoch turned to lie as close to the one
    /// before as it can (Schönemann 1966).
    #[tsify(type = "Float32Array")]
    pub positions: Floats,
    /// Probability of each picture's own class: `[epochs, examples]`.
    #[tsify(type = "Float32Array")]
    pub confidences: Floats,
    /// Class that the head takes each picture for: `[epochs, examples]`.
    pub predicted_class_ids: Vec<u32>,
}

/// The head's weights as they were.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct HeadWeights {
    pub epoch: u32,
    pub class_ids: Vec<u32>,
    /// Neurons that the last layer reads: features, or hidden units.
    pub inputs: u32,
    /// `[classes, inputs]`
    #[tsify(type = "Float32Array")]
    pub weights: Floats,
    /// `[classes]`
    #[tsify(type = "Float32Array")]
    pub biases: Floats,
}

/// How far one epoch's steps went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Movement {
    /// Mean loss of the epoch's pictures, each as its batch found it before the step.
    pub batch_loss: f32,
    /// Length of the loss's gradient by the head, the mean over the epoch's batches, before clipping.
    pub gradient_norm: f32,
    /// How far the head's weights moved in all, and how long they are now.
    pub update_norm: f32,
    pub weight_norm: f32,
    /// Of each layer of the backbone that learned.
    pub layers: Vec<LayerMovement>,
}
