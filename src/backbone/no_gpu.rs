//! Stands in for the GPU's network in a build that has none; there is never a value of it.

use std::sync::Arc;

use afterimage_kernels::{FeatureMap, Step};

use crate::device::GpuHandles;
use crate::error::EngineResult;
use crate::weights::Weights;

#[path = "gpu/learning/shape.rs"]
pub mod shape;

// What of the shaders is plain arithmetic and text, so that native tests can look at it.
#[cfg(test)]
#[allow(dead_code)]
#[path = "gpu/learning/arena.rs"]
mod arena;
#[cfg(test)]
#[allow(dead_code)]
#[path = "gpu/learning/map_shaders.rs"]
mod map_shaders;
#[cfg(test)]
#[allow(dead_code)]
#[path = "gpu/learning/memory.rs"]
mod memory;
#[cfg(test)]
#[allow(dead_code)]
#[path = "gpu/shaders.rs"]
mod shaders;
#[cfg(test)]
#[allow(dead_code)]
#[path = "gpu/learning/weight_shaders.rs"]
mod weight_shaders;

use self::shape::{LearningLayer, Room};

/// Never made.
pub enum GpuBackbone {}

/// Never made.
#[derive(Clone)]
pub enum GpuAccess {}

/// Never made.
pub enum GpuTail {}

/// One layer's weights `[outputs, inputs, kernel, kernel]` and biases.
pub type LayerNumbers = [Vec<f32>; 2];

impl GpuTail {
    /// Never called.
    pub async fn new(
        access: &GpuAccess,
        _layers: Vec<LearningLayer>,
        _cut_side: usize,
        _room: Room,
    ) -> EngineResult<Self> {
        match *access {}
    }

    /// Never called.
    pub fn write_layers(&mut self, _numbers: &[LayerNumbers], _rates: &[f32]) -> EngineResult<()> {
        match *self {}
    }

    /// Never called.
    pub async fn features(&mut self, _maps: &[Arc<FeatureMap>], _shares: &[f32]) -> EngineResult<Vec<f32>> {
        match *self {}
    }

    /// Never called.
    pub fn branch_ends(&self) -> std::iter::Empty<usize> {
        match *self {}
    }

    /// Never called.
    pub fn learn(&mut self, _of_features: &[f32], _step: &Step) {
        match *self {}
    }

    /// Never called.
    pub async fn read_layers(&mut self) -> EngineResult<(Vec<LayerNumbers>, Vec<f32>)> {
        match *self {}
    }

    /// Never called.
    pub fn forget_lengths(&mut self) {
        match *self {}
    }
}

impl GpuBackbone {
    /// Never called: without a GPU there are no handles.
    pub async fn new(handles: GpuHandles, _weights: &Weights) -> EngineResult<Self> {
        match handles {}
    }

    /// Never called.
    pub async fn features(&mut self, _pixels: &[u8], _count: usize, _side: usize) -> EngineResult<Vec<f32>> {
        match *self {}
    }

    /// Never called.
    pub async fn final_map(&mut self, _pixels: &[u8], _side: usize) -> EngineResult<Vec<f32>> {
        match *self {}
    }

    /// Never called.
    pub async fn maps_of_layer(
        &mut self,
        _pixels: &[u8],
        _count: usize,
        _side: usize,
        _layer: usize,
    ) -> EngineResult<Vec<FeatureMap>> {
        match *self {}
    }

    /// Never called.
    pub fn access(&self) -> GpuAccess {
        match *self {}
    }

    /// Never called.
    pub async fn layer_maps(
        &mut self,
        _pixels: &[u8],
        _side: usize,
        _layers: &[usize],
    ) -> EngineResult<(Vec<FeatureMap>, Vec<f32>)> {
        match *self {}
    }
}
