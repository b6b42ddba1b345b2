//! How much of the network learns besides the head, and from which variations of the pictures.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::SavedLayer;

/// Which blocks learn besides the head, and how. Ranges are checked by the engine.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TuningSettings {
    /// The first block that learns, less than the network has; everything behind it learns as well, and for 0 what is
    /// before it too.
    pub first_block: u32,
    /// 1e-7 to 1, of the last layer; smaller than the head's, because what is there is good already.
    pub learning_rate: f64,
    /// 0.1 to 1: what the rate is multiplied by from each block to the one before.
    pub rate_decay: f32,
    /// Begin with drawn weights in all blocks instead of the pretrained ones, to see what those are worth.
    pub from_scratch: bool,
    /// Absent when pictures are shown as they are.
    pub augmentation: Option<Augmentation>,
}

/// How a picture may be changed while it still shows the same thing. Only training pictures are.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Augmentation {
    /// 1 to 32: how many variations of each picture there are besides itself.
    pub variations: u32,
    /// Left and right may be exchanged.
    pub flip: bool,
    /// 0 to 0.3 of the side, in each direction.
    pub shift: f32,
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
            first_block: 13,
            learning_rate: 0.01,
            rate_decay: 1.0,
            from_scratch: false,
            augmentation: None,
        }
    }
}

impl Default for Augmentation {
    /// What most photographs bear.
    fn default() -> Self {
        Self {
            variations: 4,
            flip: true,
            shift: 0.1,
            zoom: 0.15,
            turn_degrees: 10.0,
            colour: 0.15,
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
}
