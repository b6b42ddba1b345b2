//! Stands in for the GPU's network in a build that has none; there is never a value of it.

use afterimage_kernels::FeatureMap;

use crate::device::GpuHandles;
use crate::error::EngineResult;
use crate::weights::Weights;

/// Never made.
pub enum GpuBackbone {}

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
    pub async fn layer_maps(
        &mut self,
        _pixels: &[u8],
        _side: usize,
        _layers: &[usize],
    ) -> EngineResult<(Vec<FeatureMap>, Vec<f32>)> {
        match *self {}
    }
}
