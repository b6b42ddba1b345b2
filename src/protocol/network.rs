//! Which networks there are, and what the page knows of the one in use.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A network that can look at pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
pub enum NetworkName {
    /// Tan & Le 2019, with ReLU6 and without squeeze-and-excite: small and quick.
    #[serde(rename = "efficientnet-lite0")]
    EfficientNetLite0,
    /// He et al. 2015: the plain network of the papers, three times as large.
    #[serde(rename = "resnet18")]
    ResNet18,
}

/// The network in use, for the page's labels and storage keys.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct BackboneInfo {
    pub network: NetworkName,
    /// False for a network that was drawn at random.
    pub is_pretrained: bool,
    /// Changes whenever the features would: kept features are valid only for the same value.
    pub fingerprint: String,
    pub feature_length: u32,
    /// Weights and biases, as `describeNetwork` counts them.
    pub num_parameters: u32,
    /// `TuningSettings.firstBlock` is less than this.
    pub num_blocks: u32,
    /// Side of the square input the network was trained on, in pixels.
    pub input_side: u32,
    /// What the network subtracts from a byte of red, green and blue, and divides by.
    pub pixel_mean: [f32; 3],
    pub pixel_deviation: [f32; 3],
}

impl NetworkName {
    /// What a weight file of this network calls itself.
    pub fn weight_file(self) -> &'static str {
        match self {
            Self::EfficientNetLite0 => "efficientnet-lite0/backbone",
            Self::ResNet18 => "resnet18/backbone",
        }
    }

    /// The network of a weight file that calls itself so.
    pub fn from_weight_file(name: &str) -> Option<Self> {
        [Self::EfficientNetLite0, Self::ResNet18].into_iter().find(|network| network.weight_file() == name)
    }
}
