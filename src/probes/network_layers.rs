//! The whole network as a list: the backbone's layers, pooling, the head, and the probabilities.

use afterimage_kernels::Activation;

use crate::backbone::{Architecture, INPUT_SIDE, LayerShape, Operation};
use crate::head::Head;
use crate::protocol::{ActivationKind, LayerInfo, LayerKind};

/// Numbers of the layers behind the backbone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TailLayers {
    pub pooling: usize,
    /// Only of a head that has one.
    pub hidden: Option<usize>,
    pub classes: usize,
    pub softmax: usize,
}

impl TailLayers {
    /// Where they stand, with or without a hidden layer.
    pub fn new(backbone: &Architecture, has_hidden: bool) -> Self {
        let pooling = backbone.layers().len();
        let hidden = has_hidden.then_some(pooling + 1);
        let classes = hidden.unwrap_or(pooling) + 1;
        Self { pooling, hidden, classes, softmax: classes + 1 }
    }
}

/// Every layer in the order in which it is computed; without a head the list ends with pooling.
pub fn network_layers(backbone: &Architecture, head: Option<&Head>) -> Vec<LayerInfo> {
    let mut layers = backbone_layers(backbone);
    let features = layers.last().map_or(0, |layer| layer.channels_out);
    let side = layers.last().map_or(1, |layer| layer.side);
    let last = layers.len() as u32 - 1;
    layers.push(LayerInfo {
        kernel: side,
        num_multiply_adds: f64::from(side * side * features),
        ..flat("pooling", LayerKind::Pooling, last, [features, features])
    });
    let Some(head) = head else { return layers };
    let tail = TailLayers::new(backbone, head.hidden_units().is_some());
    let mut inputs = features;
    if let (Some(_), Some(units)) = (tail.hidden, head.hidden_units()) {
        layers.push(LayerInfo {
            activation: ActivationKind::Relu,
            ..linear("hidden", tail.pooling, [inputs, units as u32])
        });
        inputs = units as u32;
    }
    let classes = head.output.outputs() as u32;
    layers.push(linear("classes", tail.hidden.unwrap_or(tail.pooling), [inputs, classes]));
    layers.push(flat("softmax", LayerKind::Softmax, tail.classes as u32, [classes, classes]));
    layers
}

fn backbone_layers(backbone: &Architecture) -> Vec<LayerInfo> {
    let sides = backbone.sides(INPUT_SIDE);
    let describe = |(layer, side): (&LayerShape, usize)| LayerInfo {
        name: layer.name.clone(),
        kind: match layer.operation {
            Operation::Full => LayerKind::Convolution,
            Operation::Depthwise => LayerKind::Depthwise,
            Operation::Pointwise => LayerKind::Pointwise,
            Operation::MaxPool => LayerKind::MaxPooling,
        },
        block: layer.block.map(|block| block as u32),
        input: layer.input.map(|input| input as u32),
        skip: layer.skip.map(|skip| skip as u32),
        channels_in: layer.channels_in as u32,
        channels_out: layer.channels_out as u32,
        kernel: layer.window.kernel as u32,
        stride: layer.window.stride as u32,
        side: side as u32,
        activation: match layer.activation {
            Activation::None => ActivationKind::None,
            Activation::Relu => ActivationKind::Relu,
            Activation::Relu6 => ActivationKind::Relu6,
        },
        num_parameters: layer.num_parameters() as u32,
        num_multiply_adds: (layer.num_weights() * side * side) as f64,
    };
    backbone.layers().iter().zip(sides).map(describe).collect()
}

fn linear(name: &str, input: usize, [inputs, outputs]: [u32; 2]) -> LayerInfo {
    LayerInfo {
        num_parameters: inputs * outputs + outputs,
        num_multiply_adds: f64::from(inputs * outputs),
        ..flat(name, LayerKind::Linear, input as u32, [inputs, outputs])
    }
}

/// A layer without places or parameters.
fn flat(name: &str, kind: LayerKind, input: u32, [channels_in, channels_out]: [u32; 2]) -> LayerInfo {
    LayerInfo {
        name: name.to_owned(),
        kind,
        block: None,
        input: Some(input),
        skip: None,
        channels_in,
        channels_out,
        kernel: 1,
        stride: 1,
        side: 1,
        activation: ActivationKind::None,
        num_parameters: 0,
        num_multiply_adds: 0.0,
    }
}
