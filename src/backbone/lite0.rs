//! EfficientNet-Lite0 in numbers: EfficientNet-B0 (Tan & Le 2019, table 1) with ReLU6 and without
//! squeeze-and-excite.

use afterimage_kernels::{Activation, Window};

use super::architecture::{LayerShape, Operation};

/// Length of the feature vector of one picture.
pub const FEATURE_LENGTH: usize = 1280;

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

/// All layers: the stem, those of the blocks, the head. Batch norm is folded into them in the weight file.
pub(super) fn layers() -> Vec<LayerShape> {
    let mut layers = vec![LayerShape {
        name: "stem".to_owned(),
        operation: Operation::Full,
        norm: None,
        block: None,
        input: None,
        skip: None,
        channels_in: 3,
        channels_out: STEM_CHANNELS,
        window: Window::same(3, 2),
        activation: Activation::Relu6,
    }];
    for (block, (name, shape)) in blocks().enumerate() {
        let inside = shape.channels_inside();
        let block_input = layers.len() - 1;
        let mut add = |part: &str, operation, [channels_in, channels_out]: [usize; 2], window| {
            let is_last = part == "project";
            let layer = LayerShape {
                name: format!("{name}.{part}"),
                operation,
                norm: None,
                block: Some(block),
                input: Some(layers.len() - 1),
                skip: (is_last && shape.has_skip()).then_some(block_input),
                channels_in,
                channels_out,
                window,
                activation: if is_last { Activation::None } else { Activation::Relu6 },
            };
            layers.push(layer);
        };
        let pointwise = Window::same(1, 1);
        if shape.is_expanded() {
            add("expand", Operation::Pointwise, [shape.channels_in, inside], pointwise);
        }
        let filter = Window::same(shape.kernel, shape.stride);
        add("depthwise", Operation::Depthwise, [inside, inside], filter);
        add("project", Operation::Pointwise, [inside, shape.channels_out], pointwise);
    }
    layers.push(LayerShape {
        name: "head".to_owned(),
        operation: Operation::Pointwise,
        norm: None,
        block: None,
        input: Some(layers.len() - 1),
        skip: None,
        channels_in: HEAD_CHANNELS,
        channels_out: FEATURE_LENGTH,
        window: Window::same(1, 1),
        activation: Activation::Relu6,
    });
    layers
}
