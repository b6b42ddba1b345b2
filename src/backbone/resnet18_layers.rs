//! ResNet-18's layers (He et al. 2015, table 1), with the names that torchvision gives its tensors.

use afterimage_kernels::{Activation, Window};

use super::architecture::{LayerShape, Operation};

const STEM_CHANNELS: usize = 64;
/// Each stage is two blocks; all but the first halve the side.
const STAGES: [usize; 4] = [64, 128, 256, 512];

/// All layers: a 7×7 convolution, max pooling, and eight blocks of two 3×3 convolutions. Where a block changes the
/// shape, what is added goes through a 1×1 convolution first (section 3.3, option B), which stands before the
/// convolution it is added to.
pub(super) fn layers() -> Vec<LayerShape> {
    let stem = LayerShape {
        name: "conv1".to_owned(),
        operation: Operation::Full,
        norm: Some("bn1".to_owned()),
        block: None,
        input: None,
        skip: None,
        channels_in: 3,
        channels_out: STEM_CHANNELS,
        window: Window::centred(7, 2),
        activation: Activation::Relu,
    };
    let pooling = LayerShape {
        name: "maxpool".to_owned(),
        operation: Operation::MaxPool,
        norm: None,
        input: Some(0),
        channels_in: STEM_CHANNELS,
        window: Window::centred(3, 2),
        activation: Activation::None,
        ..stem.clone()
    };
    let mut layers = vec![stem, pooling];
    let mut channels_in = STEM_CHANNELS;
    for block in 0..2 * STAGES.len() {
        let (stage, position) = (block / 2, block % 2);
        let channels_out = STAGES[stage];
        let stride = if stage > 0 && position == 0 { 2 } else { 1 };
        let name = format!("layer{}.{position}", stage + 1);
        add_block(&mut layers, block, &name, [channels_in, channels_out], stride);
        channels_in = channels_out;
    }
    layers
}

fn add_block(
    layers: &mut Vec<LayerShape>,
    block: usize,
    name: &str,
    [channels_in, channels_out]: [usize; 2],
    stride: usize,
) {
    let read = layers.len() - 1;
    let first = LayerShape {
        name: format!("{name}.conv1"),
        operation: Operation::Full,
        norm: Some(format!("{name}.bn1")),
        block: Some(block),
        input: Some(read),
        skip: None,
        channels_in,
        channels_out,
        window: Window::centred(3, stride),
        activation: Activation::Relu,
    };
    let shortcut = (stride > 1 || channels_in != channels_out).then(|| LayerShape {
        name: format!("{name}.downsample.0"),
        operation: Operation::Pointwise,
        norm: Some(format!("{name}.downsample.1")),
        window: Window::centred(1, stride),
        activation: Activation::None,
        ..first.clone()
    });
    let inside = layers.len();
    layers.push(first.clone());
    layers.extend(shortcut);
    layers.push(LayerShape {
        name: format!("{name}.conv2"),
        norm: Some(format!("{name}.bn2")),
        input: Some(inside),
        // The shortcut where there is one, which was added last, or what the block read.
        skip: Some(if layers.len() - 1 == inside { read } else { inside + 1 }),
        channels_in: channels_out,
        window: Window::centred(3, 1),
        ..first
    });
}

/// Name and shape of every tensor that the weight file holds, in torchvision's order.
pub fn resnet18_tensors() -> Vec<(String, Vec<usize>)> {
    let mut layers = layers();
    layers.retain(|layer| layer.operation != Operation::MaxPool);
    layers.sort_by_key(|layer| (layer.block, layer.name.contains("downsample")));
    let of_layer = |layer: LayerShape| {
        let weight = (format!("{}.weight", layer.name), layer.weight_shape().to_vec());
        let of_norm = |norm: String| {
            let of_kind = move |kind| (format!("{norm}.{kind}"), vec![layer.channels_out]);
            ["weight", "bias", "running_mean", "running_var"].map(of_kind)
        };
        [weight].into_iter().chain(layer.norm.map(of_norm).into_iter().flatten())
    };
    layers.into_iter().flat_map(of_layer).collect()
}
