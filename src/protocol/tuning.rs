//! How much of the network learns besides the head, and from which variations of the pictures.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::{Floats, SavedLayer};

/// Which blocks learn besides the head, and how. Ranges are checked by the engine.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TuningSettings {
    /// The first block that learns, less than the network has; everything behind it learns as well, and for 0 what is
    /// before it too.
    pub first_block: u32,
    /// 1e-7 to 1, of the last layer; smaller than the head's, because what is there is good already.
    pub learning_rate: f64,
    /// 1e-7 to 1, of the head as long as blocks learn: it has learned before them, as a rule, and then should not run
    /// ahead of what they give it (Kumar et al. 2022, "Fine-tuning can distort pretrained features").
    pub head_learning_rate: f64,
    /// 0.1 to 1: what the rate is multiplied by from each block to the one before.
    pub rate_decay: f32,
    /// 0 to 0.5: the chance with which a picture goes past a block that adds to what it reads, anew for each picture, block
    /// and step (Huang et al. 2016, "Deep networks with stochastic depth", section 3). 0 where blocks end in an activation.
    pub stochastic_depth: f32,
    /// Begin with drawn weights in all blocks instead of the pretrained ones, to see what those are worth.
    pub from_scratch: bool,
    /// Batch norm learns as well, each batch normalised by what it is like itself; for networks whose weight file keeps
    /// it apart. Where such a network begins from scratch it learns in any case.
    #[serde(default)]
    #[tsify(optional)]
    pub batch_norm_learns: bool,
    /// Absent when pictures are shown as they are.
    pub augmentation: Option<Augmentation>,
}

/// How a picture may be changed while it still shows the same thing. Only training pictures are.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Augmentation {
    /// 1 to 32: how many variations of each picture there are besides itself.
    pub variations: u32,
    /// Instead of so many, another one in every epoch. What is kept is then the picture, and everything before the first
    /// block that learns is computed anew each time.
    #[serde(default)]
    #[tsify(optional)]
    pub fresh_each_epoch: bool,
    /// Left and right may be exchanged.
    pub flip: bool,
    /// 0 to 0.3 of the side, in each direction.
    pub shift: f32,
    /// A shift is one of whole pixels, and what is beyond the edge is black: a random crop of a padded picture. Otherwise
    /// pictures are mirrored at their edges.
    #[serde(default)]
    #[tsify(optional)]
    pub black_beyond_edge: bool,
    /// 0 to 0.5: how much larger or smaller.
    pub zoom: f32,
    /// 0 to 45, in each direction.
    pub turn_degrees: f32,
    /// 0 to 0.5: how much brightness, contrast and saturation change.
    pub colour: f32,
    /// 0 to 0.5 of the area may be covered with grey.
    pub erase: f32,
}

impl Default for TuningSettings {
    /// Chosen by experiment for 20 pictures a class; `lab/README.md` has the table.
    fn default() -> Self {
        Self {
            first_block: 8,
            learning_rate: 0.005,
            head_learning_rate: 0.001,
            rate_decay: 1.0,
            stochastic_depth: 0.2,
            from_scratch: false,
            batch_norm_learns: false,
            augmentation: None,
        }
    }
}

impl Default for Augmentation {
    /// What most photographs bear; `lab/README.md` has the search.
    fn default() -> Self {
        Self {
            variations: 8,
            fresh_each_epoch: false,
            flip: true,
            shift: 0.15,
            black_beyond_edge: false,
            zoom: 0.2,
            turn_degrees: 15.0,
            colour: 0.2,
            erase: 0.0,
        }
    }
}

/// How far one layer went in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LayerMovement {
    /// As `describeNetwork` counts.
    pub layer: u32,
    /// Length of the loss's gradient by the layer's weights, the mean over the epoch's batches, before clipping.
    pub gradient_norm: f32,
    /// How far the weights moved.
    pub update_norm: f32,
    /// How far they are now from where the pretrained network has them.
    pub distance: f32,
}

/// What the backbone learned: everything from one layer on, as numbers.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SavedTail {
    pub first_layer: u32,
    /// Weights are `[outputs, inputs, kernel, kernel]`, with one input where a layer is depthwise; a layer that has none
    /// is there all the same.
    pub layers: Vec<SavedLayer>,
    /// One for each layer, or none at all. A layer that has numbers here has weights as they are before batch norm is
    /// folded into them, and no biases.
    #[serde(default)]
    #[tsify(optional)]
    pub norms: Vec<SavedNorm>,
}

/// One batch norm: a number a channel each, or no numbers.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SavedNorm {
    /// What a normalised value is multiplied by.
    #[tsify(type = "Float32Array")]
    pub scale: Floats,
    /// What is added then.
    #[tsify(type = "Float32Array")]
    pub shift: Floats,
    /// The running statistics.
    #[tsify(type = "Float32Array")]
    pub mean: Floats,
    #[tsify(type = "Float32Array")]
    pub variance: Floats,
}
