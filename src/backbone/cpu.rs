//! A network through our own kernels: what looks at pictures where there is no GPU.
//!
//! burn's networks stay the reference; this one runs many times faster, because activation, bias and skip are fused.

use std::sync::Arc;

use afterimage_kernels::{Border, FeatureMap, MaxPool, with_threads_awake};

use super::architecture::{Architecture, LayerShape, Operation};
use super::batch_norm::BatchNorm;
use super::layer::{Convolution, Layer};
use super::maps::Maps;
use crate::error::{EngineError, EngineResult};
use crate::pixels::map_from_pixels;
use crate::protocol::NetworkName;
use crate::weights::Weights;

/// The network, forward only. Copies share the layers that no copy has changed.
#[derive(Debug)]
pub struct CpuBackbone {
    pub(super) architecture: Arc<Architecture>,
    pub(super) layers: Vec<Arc<Layer>>,
    /// What was folded into the layers, where the weight file kept it apart.
    norms: Arc<[Option<BatchNorm>]>,
    pub(super) maps: Maps,
    /// Of the last picture.
    final_map: FeatureMap,
}

impl Clone for CpuBackbone {
    fn clone(&self) -> Self {
        let Self { architecture, layers, norms, .. } = self;
        Self {
            architecture: architecture.clone(),
            layers: layers.clone(),
            norms: norms.clone(),
            maps: Maps::default(),
            final_map: FeatureMap::default(),
        }
    }
}

impl CpuBackbone {
    /// The network that the weights name, laid out for the kernels.
    ///
    /// # Errors
    /// `WeightsUnexpected` when that is none we know, or a tensor is missing.
    pub fn from_weights(weights: &Weights) -> EngineResult<Self> {
        let unknown = || EngineError::WeightsUnexpected { tensor: weights.network.clone() };
        let network = NetworkName::from_weight_file(&weights.network).ok_or_else(unknown)?;
        let architecture = Architecture::of(network);
        let mut layers = Vec::with_capacity(architecture.layers().len());
        let mut norms = Vec::with_capacity(architecture.layers().len());
        for shape in architecture.layers() {
            let (layer, norm) = layer_from_weights(shape, weights)?;
            layers.push(Arc::new(layer));
            norms.push(norm);
        }
        let norms = norms.into();
        Ok(Self { architecture, layers, norms, maps: Maps::default(), final_map: FeatureMap::default() })
    }

    /// The network without its weights.
    pub fn architecture(&self) -> &Arc<Architecture> {
        &self.architecture
    }

    /// One RGBA picture of `side` × `side` pixels → as many numbers as the last layer has channels; the alpha channel
    /// is ignored.
    ///
    /// # Errors
    /// `PixelsMalformed` when there are not exactly `side × side × 4` bytes.
    pub fn features(&mut self, pixels: &[u8], side: usize) -> EngineResult<Vec<f32>> {
        Ok(self.final_map(pixels, side)?.channel_means())
    }

    /// The last map before pooling, `[side / 32, side / 32, features]`, for one picture as `features` takes it.
    ///
    /// # Errors
    /// As `features`.
    pub fn final_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<&FeatureMap> {
        let input = self.input_map(pixels, side)?;
        self.maps.give_back(std::mem::take(&mut self.final_map));
        self.final_map = with_threads_awake(|| self.run_quickly(&input));
        Ok(&self.final_map)
    }

    /// Computes one layer after the other up to `last`, and shows each map before the next layer reads it. Slower than
    /// `final_map`, which leaves the widest maps out of memory.
    pub fn walk(&mut self, input: &FeatureMap, last: usize, visit: impl FnMut(usize, &mut FeatureMap)) {
        self.walk_from(0, input, last, visit);
    }

    /// As `walk`, beginning with a block; `input` is then the map that the block reads (no border), and for block 0
    /// the picture.
    pub fn walk_from(
        &mut self,
        first_block: usize,
        input: &FeatureMap,
        last: usize,
        visit: impl FnMut(usize, &mut FeatureMap),
    ) {
        let first = self.architecture.first_layer(first_block);
        let last_map = with_threads_awake(|| self.run_layers(first, input, last, visit));
        self.maps.give_back(last_map);
    }

    /// A layer by its number, where it has weights.
    pub fn convolution(&self, layer: usize) -> Option<&Convolution> {
        match self.layers.get(layer).map(Arc::as_ref) {
            Some(Layer::Convolution(convolution)) => Some(convolution),
            _ => None,
        }
    }

    /// A layer by its number, to change its weights; other networks that share it keep it as it is.
    pub fn convolution_mut(&mut self, layer: usize) -> Option<&mut Convolution> {
        match self.layers.get_mut(layer).map(Arc::make_mut) {
            Some(Layer::Convolution(convolution)) => Some(convolution),
            _ => None,
        }
    }

    /// The batch norm that was folded into a layer when the network was made; nothing where the weight file has it
    /// folded already. What the layer learns afterwards is not in it.
    pub fn batch_norm(&self, layer: usize) -> Option<&BatchNorm> {
        self.norms.get(layer)?.as_ref()
    }

    /// Becomes the same network as another, keeping its own memory for maps; says whether that changed anything.
    pub fn adopt(&mut self, other: &Self) -> bool {
        let is_same = self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(|(own, other)| Arc::ptr_eq(own, other));
        if !is_same {
            self.architecture.clone_from(&other.architecture);
            self.layers.clone_from(&other.layers);
            self.norms.clone_from(&other.norms);
        }
        !is_same
    }

    /// The picture as the first layer reads it.
    ///
    /// # Errors
    /// As `features`.
    pub fn input_map(&self, pixels: &[u8], side: usize) -> EngineResult<FeatureMap> {
        map_from_pixels(pixels, side, self.input_border(side), &self.architecture.normalisation())
    }

    /// What the first layer needs around a picture of `side` pixels.
    pub fn input_border(&self, side: usize) -> Border {
        self.architecture.border_of_input(0, side)
    }

    /// The sums of one channel of a layer over all places, before a skip is added and before the activation, for the
    /// map that the layer reads (no border).
    pub fn channel_sums(&self, layer: usize, channel: usize, input: &FeatureMap) -> Vec<f32> {
        let mut sums = FeatureMap::default();
        if let Some(own) = self.layers.get(layer) {
            let input = input.with_border(self.architecture.border_of_input(layer, input.side()));
            own.without_activation().run(&input, None, Border::default(), &mut sums);
        }
        (0..sums.num_pixels()).map(|pixel| sums.pixel(pixel)[channel]).collect()
    }
}

fn layer_from_weights(shape: &LayerShape, weights: &Weights) -> EngineResult<(Layer, Option<BatchNorm>)> {
    if shape.operation == Operation::MaxPool {
        return Ok((Layer::MaxPool(MaxPool::new(shape.window)), None));
    }
    let (convolution, norm) = match &shape.norm {
        None => {
            let (weight, bias) = weights.layer(&shape.name, shape.weight_shape())?;
            (Convolution::new(shape, weight, bias), None)
        }
        Some(name) => {
            let weight = weights.values(&format!("{}.weight", shape.name), &shape.weight_shape())?;
            let norm = BatchNorm::from_weights(weights, name, shape.channels_out)?;
            let (weight, bias) = norm.fold(weight);
            (Convolution::new(shape, &weight, &bias), Some(norm))
        }
    };
    let unfit = || EngineError::WeightsUnexpected { tensor: shape.name.clone() };
    Ok((Layer::Convolution(convolution.ok_or_else(unfit)?), norm))
}
