//! The backbone's convolutions as a numbered list, in the order in which they are computed.

use super::architecture::{FEATURE_LENGTH, HEAD_CHANNELS, STEM_CHANNELS, blocks};

/// One convolution with everything that is known without its weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvolutionLayer {
    /// As in the weight file.
    pub name: String,
    pub kind: ConvolutionKind,
    /// The block it belongs to.
    pub block: Option<usize>,
    /// The layer it reads; the stem reads the picture.
    pub input: Option<usize>,
    /// The layer that is added to what it gives.
    pub skip: Option<usize>,
    pub channels_in: usize,
    pub channels_out: usize,
    pub kernel: usize,
    pub stride: usize,
    /// Followed by ReLU6.
    pub is_activated: bool,
}

/// What one output channel reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConvolutionKind {
    /// A square of all channels.
    Full,
    /// A square of its own channel.
    Depthwise,
    /// One place of all channels.
    Pointwise,
}

/// All convolutions: the stem, those of the blocks, the head.
pub fn convolution_layers() -> Vec<ConvolutionLayer> {
    let mut layers = vec![ConvolutionLayer {
        name: "stem".to_owned(),
        kind: ConvolutionKind::Full,
        block: None,
        input: None,
        skip: None,
        channels_in: 3,
        channels_out: STEM_CHANNELS,
        kernel: 3,
        stride: 2,
        is_activated: true,
    }];
    for (block, (name, shape)) in blocks().enumerate() {
        let inside = shape.channels_inside();
        let block_input = layers.len() - 1;
        let mut add = |part: &str, kind, [channels_in, channels_out]: [usize; 2], kernel, stride| {
            let layer = ConvolutionLayer {
                name: format!("{name}.{part}"),
                kind,
                block: Some(block),
                input: Some(layers.len() - 1),
                skip: (part == "project" && shape.has_skip()).then_some(block_input),
                channels_in,
                channels_out,
                kernel,
                stride,
                is_activated: part != "project",
            };
            layers.push(layer);
        };
        if shape.is_expanded() {
            add("expand", ConvolutionKind::Pointwise, [shape.channels_in, inside], 1, 1);
        }
        add("depthwise", ConvolutionKind::Depthwise, [inside, inside], shape.kernel, shape.stride);
        add("project", ConvolutionKind::Pointwise, [inside, shape.channels_out], 1, 1);
    }
    layers.push(ConvolutionLayer {
        name: "head".to_owned(),
        kind: ConvolutionKind::Pointwise,
        block: None,
        input: Some(layers.len() - 1),
        skip: None,
        channels_in: HEAD_CHANNELS,
        channels_out: FEATURE_LENGTH,
        kernel: 1,
        stride: 1,
        is_activated: true,
    });
    layers
}

/// The number of a block's first layer; for block 0 that of the stem, which goes before it.
pub fn first_layer(block: usize) -> usize {
    match block {
        0 => 0,
        _ => convolution_layers().iter().position(|layer| layer.block == Some(block)).unwrap_or(0),
    }
}

/// Places a side that each layer has for a picture of `side` pixels.
pub fn layer_sides(layers: &[ConvolutionLayer], side: usize) -> Vec<usize> {
    let mut at = side;
    let halve = |layer: &ConvolutionLayer| {
        at = at.div_ceil(layer.stride);
        at
    };
    layers.iter().map(halve).collect()
}
