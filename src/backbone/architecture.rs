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

/// One row of the architecture: so many blocks, of which the first changes width and resolution.
pub(super) struct Stage {
    pub num_blocks: usize,
    pub channels_out: usize,
    pub expansion: usize,
    pub kernel: usize,
    pub stride: usize,
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

pub(super) const STEM_CHANNELS: usize = 32;
pub(super) const STAGES: [Stage; 7] = [
    stage(1, 16, 1, 3, 1),
    stage(2, 24, 6, 3, 2),
    stage(2, 40, 6, 5, 2),
    stage(3, 80, 6, 3, 2),
    stage(3, 112, 6, 5, 1),
    stage(4, 192, 6, 5, 2),
    stage(1, 320, 6, 3, 1),
];
