//! EfficientNet-Lite0 in numbers: EfficientNet-B0 (Tan & Le 2019, table 1) with ReLU6 and without
//! squeeze-and-excite.

/// Length of the feature vector of one picture.
pub const FEATURE_LENGTH: usize = 1280;
/// Side of the pictures the network was trained on, in pixels; any multiple of 32 works.
pub const INPUT_SIDE: usize = 224;
/// Pixels of the picture a side for each place of the last map.
pub const TOTAL_STRIDE: usize = 32;
/// What the weight file must call itself.
pub const NETWORK: &str = "efficientnet-lite0/backbone";

/// Where an inverted residual stands in the network (Sandler et al. 2018, section 3.3).
#[derive(Clone, Copy, Debug)]
pub struct InvertedResidualShape {
    pub channels_in: usize,
    pub channels_out: usize,
    /// How many times wider the block is inside.
    pub expansion: usize,
    pub kernel: usize,
    pub stride: usize,
}

impl InvertedResidualShape {
    /// Width of the depthwise convolution.
    pub fn channels_inside(&self) -> usize {
        self.channels_in * self.expansion
    }

    /// A block as wide as its input has no convolution that widens it.
    pub fn is_expanded(&self) -> bool {
        self.expansion > 1
    }

    /// The input is added where the shapes allow.
    pub fn has_skip(&self) -> bool {
        self.stride == 1 && self.channels_in == self.channels_out
    }
}

pub(super) const STEM_CHANNELS: usize = 32;
/// What the last convolution takes.
pub(super) const HEAD_CHANNELS: usize = STAGES[STAGES.len() - 1].channels_out;

/// All blocks in order, with what their tensors' names begin with.
pub(super) fn blocks() -> impl Iterator<Item = (String, InvertedResidualShape)> {
    let mut channels_in = STEM_CHANNELS;
    let shapes = STAGES.iter().flat_map(|stage| (0..stage.num_blocks).map(move |position| (stage, position)));
    shapes.enumerate().map(move |(number, (stage, position))| {
        let Stage { channels_out, expansion, kernel, .. } = *stage;
        let stride = if position == 0 { stage.stride } else { 1 };
        let shape = InvertedResidualShape { channels_in, channels_out, expansion, kernel, stride };
        channels_in = channels_out;
        (format!("blocks.{number}"), shape)
    })
}

/// One row of the architecture: so many blocks, of which the first changes width and resolution.
struct Stage {
    num_blocks: usize,
    channels_out: usize,
    expansion: usize,
    kernel: usize,
    stride: usize,
}

const fn stage(
    num_blocks: usize,
    channels_out: usize,
    expansion: usize,
    kernel: usize,
    stride: usize,
) -> Stage {
    Stage { num_blocks, channels_out, expansion, kernel, stride }
}

const STAGES: [Stage; 7] = [
    stage(1, 16, 1, 3, 1),
    stage(2, 24, 6, 3, 2),
    stage(2, 40, 6, 5, 2),
    stage(3, 80, 6, 3, 2),
    stage(3, 112, 6, 5, 1),
    stage(4, 192, 6, 5, 2),
    stage(1, 320, 6, 3, 1),
];
