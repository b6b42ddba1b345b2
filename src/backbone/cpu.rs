//! A network through our own kernels: what looks at pictures where there is no GPU.
//!
//! burn's networks stay the reference; this one runs many times faster, because activation, bias and skip are fused.

use std::sync::Arc;

use afterimage_kernels::{Border, FeatureMap, MaxPool, with_threads_awake};

use super::architecture::{Architecture, LayerShape, Operation};
use super::batch_norm::BatchNorm;
use super::layer::{Convolution, Layer};
use super::maps::Maps;
use super::unfolded::UnfoldedLayer;
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
    pub(super) unfolded: Vec<Option<Arc<UnfoldedLayer>>>,
    pub(super) maps: Maps,
    /// Of the last picture.
    final_map: FeatureMap,
}

impl Clone for CpuBackbone {
    fn clone(&self) -> Self {
        let Self { architecture, layers, unfolded, .. } = self;
        Self {
            architecture: architecture.clone(),
            layers: layers.clone(),
            unfolded: unfolded.clone(),
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
        let mut unfolded = Vec::with_capacity(architecture.layers().len());
        for shape in architecture.layers() {
            let (layer, with_norm) = layer_from_weights(shape, weights)?;
            layers.push(Arc::new(layer));
            unfolded.push(with_norm.map(Arc::new));
        }
        let (maps, final_map) = (Maps::default(), FeatureMap::default());
        Ok(Self { architecture, layers, unfolded, maps, final_map })
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

    /// Becomes the same network as another, keeping its own memory for maps; says whether that changed anything.
    pub fn adopt(&mut self, other: &Self) -> bool {
        let is_same = self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(|(own, other)| Arc::ptr_eq(own, other));
        if !is_same {
            self.architecture.clone_from(&other.architecture);
            self.layers.clone_from(&other.layers);
            self.unfolded.clone_from(&other.unfolded);
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

fn layer_from_weights(shape: &LayerShape, weights: &Weights) -> EngineResult<(Layer, Option<UnfoldedLayer>)> {
    let unfit = || EngineError::WeightsUnexpected { tensor: shape.name.clone() };
    if shape.operation == Operation::MaxPool {
        return Ok((Layer::MaxPool(MaxPool::new(shape.window)), None));
    }
    let Some(name) = &shape.norm else {
        let (weight, bias) = weights.layer(&shape.name, shape.weight_shape())?;
        let convolution = Convolution::new(shape, weight, bias).ok_or_else(unfit)?;
        return Ok((Layer::Convolution(convolution), None));
    };
    let weight = weights.values(&format!("{}.weight", shape.name), &shape.weight_shape())?;
    let norm = BatchNorm::from_weights(weights, name, shape.channels_out)?;
    let unfolded = UnfoldedLayer::new(shape, weight, norm).ok_or_else(unfit)?;
    Ok((Layer::Convolution(Convolution::Full(unfolded.folded(shape.activation))), Some(unfolded)))
}
