//! One layer with its weights, whichever of the kernels computes it.

use afterimage_kernels::{
    Border, Depthwise, FeatureMap, Full, Gradient, LayerMoments, MaxPool, Pointwise, Step,
};

use super::architecture::{LayerShape, Operation};

/// A layer of a network.
#[derive(Clone, Debug)]
pub enum Layer {
    Convolution(Convolution),
    MaxPool(MaxPool),
}

/// A layer that has weights.
#[derive(Clone, Debug)]
pub enum Convolution {
    Full(Full),
    Depthwise(Depthwise),
    Pointwise(Pointwise),
}

impl Layer {
    /// `input` has the border that the layer needs; `skip` has none and is added before the activation.
    pub fn run(
        &self,
        input: &FeatureMap,
        skip: Option<&FeatureMap>,
        border: Border,
        output: &mut FeatureMap,
    ) {
        match self {
            Self::Convolution(Convolution::Full(layer)) => layer.run(input, skip, border, output),
            // In no network is anything added to a depthwise layer, nor does it give a border.
            Self::Convolution(Convolution::Depthwise(layer)) => layer.run(input, output),
            Self::Convolution(Convolution::Pointwise(layer)) => layer.run(input, skip, border, output),
            Self::MaxPool(layer) => layer.run(input, border, output),
        }
    }

    /// The layer that takes gradients of its outputs to gradients of its inputs; a pooling layer does both.
    pub(super) fn reversed(&self) -> Self {
        match self {
            Self::Convolution(Convolution::Full(layer)) => {
                Self::Convolution(Convolution::Full(layer.reversed()))
            }
            Self::Convolution(Convolution::Depthwise(layer)) => {
                Self::Convolution(Convolution::Depthwise(layer.reversed()))
            }
            Self::Convolution(Convolution::Pointwise(layer)) => {
                Self::Convolution(Convolution::Pointwise(layer.transposed()))
            }
            Self::MaxPool(layer) => Self::MaxPool(*layer),
        }
    }

    /// The sums themselves.
    pub(super) fn without_activation(&self) -> Self {
        match self {
            Self::Convolution(Convolution::Full(layer)) => {
                Self::Convolution(Convolution::Full(layer.without_activation()))
            }
            Self::Convolution(Convolution::Depthwise(layer)) => {
                Self::Convolution(Convolution::Depthwise(layer.without_activation()))
            }
            Self::Convolution(Convolution::Pointwise(layer)) => {
                Self::Convolution(Convolution::Pointwise(layer.without_activation()))
            }
            Self::MaxPool(layer) => Self::MaxPool(*layer),
        }
    }
}

impl Convolution {
    /// Lays `weight`, of the shape's `weight_shape`, out for the kernel. Nothing for a layer without weights, when the
    /// numbers are too few or too many, or when no kernel can compute the shape.
    pub fn new(shape: &LayerShape, weight: &[f32], bias: &[f32]) -> Option<Self> {
        let LayerShape { window, activation, .. } = *shape;
        if weight.len() != shape.num_weights() || bias.len() != shape.num_biases() {
            return None;
        }
        match shape.operation {
            Operation::MaxPool => None,
            Operation::Depthwise => {
                let layer = Depthwise::new(weight, bias, window.kernel, window.stride, activation);
                layer.map(Self::Depthwise)
            }
            Operation::Pointwise if window.stride == 1 => {
                Some(Self::Pointwise(Pointwise::new(weight, bias, activation)))
            }
            // Of places that it skips, a 1×1 convolution reads patches of one.
            Operation::Full | Operation::Pointwise => {
                Some(Self::Full(Full::new(weight, bias, window, activation)))
            }
        }
    }

    /// Channels it gives.
    pub fn outputs(&self) -> usize {
        match self {
            Self::Full(layer) => layer.outputs(),
            Self::Depthwise(layer) => layer.channels(),
            Self::Pointwise(layer) => layer.outputs(),
        }
    }

    /// The weights of one output: `[inputs, kernel, kernel]`, with one input where the layer is depthwise.
    pub fn weights(&self, output: usize) -> Vec<f32> {
        match self {
            Self::Full(layer) => layer.weights(output),
            Self::Depthwise(layer) => layer.weights(output),
            Self::Pointwise(layer) => (0..layer.inputs()).map(|input| layer.weight(output, input)).collect(),
        }
    }

    /// What is added to the sum of `output`.
    pub fn bias(&self, output: usize) -> f32 {
        match self {
            Self::Full(layer) => layer.bias(output),
            Self::Depthwise(layer) => layer.bias(output),
            Self::Pointwise(layer) => layer.bias(output),
        }
    }

    /// Squared distance of all weights and biases from those of the same layer of another network; infinite for layers
    /// of different kinds.
    pub fn squared_distance(&self, other: &Self) -> f32 {
        match (self, other) {
            (Self::Full(one), Self::Full(other)) => one.squared_distance(other),
            (Self::Depthwise(one), Self::Depthwise(other)) => one.squared_distance(other),
            (Self::Pointwise(one), Self::Pointwise(other)) => one.squared_distance(other),
            _ => f32::INFINITY,
        }
    }

    /// No gradient yet.
    pub fn gradient(&self) -> Gradient {
        match self {
            Self::Full(layer) => layer.gradient(),
            Self::Depthwise(layer) => layer.gradient(),
            Self::Pointwise(layer) => layer.gradient(),
        }
    }

    /// Adds what one picture says: the map that the layer read, whatever its border, and the gradient of its sums.
    pub fn add_gradient(&self, input: &FeatureMap, of_sums: &FeatureMap, gradient: &mut Gradient) {
        match self {
            Self::Full(layer) => {
                layer.add_gradient(&input.with_border(layer.border(input.side())), of_sums, gradient);
            }
            Self::Depthwise(layer) => {
                layer.add_gradient(&input.with_border(layer.border(input.side())), of_sums, gradient);
            }
            Self::Pointwise(layer) => layer.add_gradient(input, of_sums, gradient),
        }
    }

    /// One step of the optimiser.
    pub fn learn(&mut self, gradient: &Gradient, moments: &mut LayerMoments, step: &Step) {
        match self {
            Self::Full(layer) => layer.learn(gradient, moments, step),
            Self::Depthwise(layer) => layer.learn(gradient, moments, step),
            Self::Pointwise(layer) => layer.learn(gradient, moments, step),
        }
    }
}
