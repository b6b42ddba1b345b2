//! The compiled shaders that learning needs besides those that look.

use afterimage_kernels::Border;
use wgpu::{ComputePipeline, Device};

use super::map_shaders::{depthwise_back, spread, transpose, weigh_branch, weigh_gradient};
use super::shape::{LayerKind, TailShape};
use super::step_shaders::{lengths, squares, update};
use super::weight_shaders::{products, stem_taps, sum, taps};
use crate::backbone::gpu::network::{Pipelines, compute_pipeline};
use crate::backbone::gpu::shaders::{PointwiseEnd, pointwise, stem_of_floats};

/// One a kind of launch; those for depthwise layers only as far as the layers need them.
pub struct LearningPipelines {
    /// What runs layers forward.
    pub looking: Pipelines,
    pub stem: ComputePipeline,
    pub through_relu6: ComputePipeline,
    pub spread: ComputePipeline,
    pub transpose: ComputePipeline,
    pub weigh_branch: ComputePipeline,
    pub weigh_gradient: ComputePipeline,
    pub products: ComputePipeline,
    pub stem_taps: ComputePipeline,
    pub sum: ComputePipeline,
    pub squares: ComputePipeline,
    pub lengths: ComputePipeline,
    pub update: ComputePipeline,
    depthwise: Vec<(Geometry, DepthwisePipelines)>,
}

/// The two ways of a depthwise layer's gradient.
pub struct DepthwisePipelines {
    pub back: ComputePipeline,
    pub taps: ComputePipeline,
}

/// Kernel, stride, and zeros in front.
type Geometry = [u32; 3];

impl LearningPipelines {
    pub fn new(device: &Device, looking: &Pipelines, shape: &TailShape) -> Self {
        let pipeline = |label: &str, source: String| compute_pipeline(device, label, source);
        let mut depthwise: Vec<(Geometry, DepthwisePipelines)> = Vec::new();
        for (number, layer) in shape.layers.iter().enumerate() {
            let geometry = geometry(shape, number);
            if layer.kind == LayerKind::Depthwise && depthwise.iter().all(|(known, _)| *known != geometry) {
                let [kernel, stride, before] = geometry;
                let back = pipeline("depthwise back", depthwise_back(kernel, stride, before));
                let taps = pipeline("depthwise taps", taps(kernel, stride));
                depthwise.push((geometry, DepthwisePipelines { back, taps }));
            }
        }
        Self {
            looking: looking.clone(),
            stem: pipeline("stem of floats", stem_of_floats()),
            through_relu6: pipeline("pointwise back", pointwise(PointwiseEnd::ThroughRelu6)),
            spread: pipeline("spread", spread()),
            transpose: pipeline("transpose", transpose()),
            weigh_branch: pipeline("weigh branch", weigh_branch()),
            weigh_gradient: pipeline("weigh gradient", weigh_gradient()),
            products: pipeline("products", products()),
            stem_taps: pipeline("stem taps", stem_taps()),
            sum: pipeline("sum", sum()),
            squares: pipeline("squares", squares()),
            lengths: pipeline("lengths", lengths()),
            update: pipeline("update", update()),
            depthwise,
        }
    }

    /// Those of a depthwise layer of the shape this was made for.
    pub fn depthwise(&self, shape: &TailShape, layer: usize) -> Option<&DepthwisePipelines> {
        let wanted = geometry(shape, layer);
        self.depthwise.iter().find(|(geometry, _)| *geometry == wanted).map(|(_, pipelines)| pipelines)
    }
}

fn geometry(shape: &TailShape, layer: usize) -> Geometry {
    let described = &shape.layers[layer];
    [described.kernel, described.stride, zeros_in_front(shape, layer)]
}

/// What TensorFlow's SAME padding puts in front of what a layer reads.
pub fn zeros_in_front(shape: &TailShape, layer: usize) -> u32 {
    let described = &shape.layers[layer];
    let [side, kernel, stride] = [shape.input(layer).side, described.kernel, described.stride];
    Border::same(side as usize, kernel as usize, stride as usize).before as u32
}
