//! A network without its weights: its layers as a numbered list, in the order in which they are computed.

use std::sync::Arc;

use afterimage_kernels::{Activation, Border, Window};

use super::{lite0, resnet18_layers};
use crate::pixels::Normalisation;
use crate::protocol::NetworkName;

/// Side of the pictures that both networks were trained on, in pixels; any multiple of 32 works.
pub const INPUT_SIDE: usize = 224;

/// One layer with everything that is known without its weights.
///
/// What it hands on is `activation(operation(input) + skip)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerShape {
    /// As in the weight file.
    pub name: String,
    pub operation: Operation,
    /// The batch norm behind it, where the weight file keeps its tensors apart, under this name.
    pub norm: Option<String>,
    /// The block it belongs to.
    pub block: Option<usize>,
    /// The layer it reads; the first one reads the picture.
    pub input: Option<usize>,
    /// The layer that is added to what it gives.
    pub skip: Option<usize>,
    pub channels_in: usize,
    pub channels_out: usize,
    pub window: Window,
    pub activation: Activation,
}

/// What one output channel reads, and what it makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A weighted square of all channels.
    Full,
    /// A weighted square of its own channel.
    Depthwise,
    /// One place of all channels, weighted.
    Pointwise,
    /// The largest of a square of its own channel.
    MaxPool,
}

impl LayerShape {
    /// `[outputs, inputs, kernel, kernel]`, with one input where the layer is depthwise; all zero without weights.
    pub fn weight_shape(&self) -> [usize; 4] {
        let kernel = self.window.kernel;
        match self.operation {
            Operation::MaxPool => [0; 4],
            Operation::Depthwise => [self.channels_out, 1, kernel, kernel],
            Operation::Full | Operation::Pointwise => [self.channels_out, self.channels_in, kernel, kernel],
        }
    }

    /// Without biases.
    pub fn num_weights(&self) -> usize {
        self.weight_shape().iter().product()
    }

    /// One an output channel, where there are weights.
    pub fn num_biases(&self) -> usize {
        self.weight_shape()[0]
    }

    /// Weights and biases, with batch norm folded into them.
    pub fn num_parameters(&self) -> usize {
        self.num_weights() + self.num_biases()
    }
}

/// A network's layers, and what follows from them.
#[derive(Debug)]
pub struct Architecture {
    network: NetworkName,
    layers: Vec<LayerShape>,
    /// The last layer that reads each one's map.
    last_readers: Vec<Option<usize>>,
    /// The one layer that each one's map is for, where there is only one.
    only_readers: Vec<Option<usize>>,
}

impl Architecture {
    /// The network of this name.
    pub fn of(network: NetworkName) -> Arc<Self> {
        let layers = match network {
            NetworkName::EfficientNetLite0 => lite0::layers(),
            NetworkName::ResNet18 => resnet18_layers::layers(),
        };
        let readers = |map: usize| {
            let reads =
                move |(_, layer): &(usize, &LayerShape)| [layer.input, layer.skip].contains(&Some(map));
            layers.iter().enumerate().filter(reads)
        };
        let only_reader = |map: usize| {
            let mut readers = readers(map);
            let only = readers.next().filter(|(_, layer)| layer.skip != Some(map));
            only.filter(|_| readers.next().is_none()).map(|(number, _)| number)
        };
        Arc::new(Self {
            network,
            last_readers: (0..layers.len())
                .map(|map| readers(map).next_back().map(|(number, _)| number))
                .collect(),
            only_readers: (0..layers.len()).map(only_reader).collect(),
            layers,
        })
    }

    /// What the network is called.
    pub fn network(&self) -> NetworkName {
        self.network
    }

    /// What bytes of pictures are turned into.
    pub fn normalisation(&self) -> Normalisation {
        match self.network {
            NetworkName::EfficientNetLite0 => Normalisation::TF_LITE,
            NetworkName::ResNet18 => Normalisation::IMAGE_NET,
        }
    }

    /// All layers; their positions are their numbers.
    pub fn layers(&self) -> &[LayerShape] {
        &self.layers
    }

    /// The number of the last layer, whose channels' means are the features.
    pub fn last_layer(&self) -> usize {
        self.layers.len() - 1
    }

    /// Length of the feature vector of one picture.
    pub fn feature_length(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.channels_out)
    }

    /// Blocks, of which the last ones may learn.
    pub fn num_blocks(&self) -> usize {
        self.layers.iter().filter_map(|layer| layer.block).max().map_or(0, |last| last + 1)
    }

    /// Weights and biases, with batch norm folded into them.
    pub fn num_parameters(&self) -> usize {
        self.layers.iter().map(LayerShape::num_parameters).sum()
    }

    /// The number of a block's first layer, which reads what the layer before it gives; for block 0 that of the very
    /// first layer, because what goes before the blocks belongs to it.
    pub fn first_layer(&self, block: usize) -> usize {
        match block {
            0 => 0,
            _ => self.layers.iter().position(|layer| layer.block == Some(block)).unwrap_or(0),
        }
    }

    /// Places a side that each layer has for a picture of `side` pixels.
    pub fn sides(&self, side: usize) -> Vec<usize> {
        let mut sides: Vec<usize> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let read = layer.input.map_or(side, |input| sides[input]);
            sides.push(layer.window.side_out(read));
        }
        sides
    }

    /// Pixels of the picture a side for each place of the last map.
    pub fn total_stride(&self) -> usize {
        let mut at = self.layers.last();
        let mut stride = 1;
        while let Some(layer) = at {
            stride *= layer.window.stride;
            at = layer.input.and_then(|input| self.layers.get(input));
        }
        stride
    }

    /// The last layer that reads the map of `layer`.
    pub(super) fn last_reader(&self, layer: usize) -> Option<usize> {
        self.last_readers[layer]
    }

    /// The border in which a map of `side` that `layer` gives can be written at once: that of its reader, where it has
    /// only one.
    pub(super) fn border_of_output(&self, layer: usize, side: usize) -> Border {
        self.only_readers[layer].map_or(Border::default(), |reader| self.border_of_input(reader, side))
    }

    /// The border that `layer` needs around a map of `side`. Pooling looks only at what is there.
    pub(super) fn border_of_input(&self, layer: usize, side: usize) -> Border {
        let shape = &self.layers[layer];
        match shape.operation {
            Operation::MaxPool => Border::default(),
            _ => shape.window.border(side),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Architecture, INPUT_SIDE};
    use crate::protocol::NetworkName;

    #[test]
    fn both_networks_are_what_their_papers_say() {
        for (network, layers, blocks, features, parameters) in [
            (NetworkName::EfficientNetLite0, 49, 16, 1280, 3_350_000),
            // torchvision's 11,689,512 without the classifier's 513,000, and with one bias in place of batch norm's two.
            (NetworkName::ResNet18, 21, 8, 512, 11_176_512 - 4800),
        ] {
            let found = Architecture::of(network);
            assert_eq!((found.layers().len(), found.num_blocks()), (layers, blocks));
            assert_eq!((found.feature_length(), found.num_parameters()), (features, parameters));
            assert_eq!(found.total_stride(), 32);
            assert_eq!(found.sides(INPUT_SIDE)[found.last_layer()], 7);
        }
    }

    #[test]
    fn a_layer_reads_only_what_was_computed_before_and_a_block_only_what_the_last_one_gave() {
        for network in [NetworkName::EfficientNetLite0, NetworkName::ResNet18] {
            let found = Architecture::of(network);
            for (number, layer) in found.layers().iter().enumerate() {
                let first = layer.block.map_or(0, |block| found.first_layer(block));
                for read in [layer.input, layer.skip].into_iter().flatten() {
                    assert!(read < number && read + 1 >= first, "{}", layer.name);
                    assert!(found.last_reader(read) >= Some(number));
                }
                if let Some(input) = layer.input {
                    assert_eq!(found.layers()[input].channels_out, layer.channels_in, "{}", layer.name);
                }
                if let Some(skip) = layer.skip {
                    assert_eq!(found.layers()[skip].channels_out, layer.channels_out, "{}", layer.name);
                    assert_eq!(found.sides(96)[skip], found.sides(96)[number], "{}", layer.name);
                }
            }
        }
    }
}
