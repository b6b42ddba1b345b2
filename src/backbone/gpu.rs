//! EfficientNet-Lite0 through our own shaders: what looks at pictures where there is a GPU.
//!
//! One launch a layer, activation and skip included, and one read-back a batch.

mod network;
mod plan;
mod read_back;
mod shaders;

use wgpu::{BufferDescriptor, BufferUsages, CommandEncoderDescriptor, ErrorFilter};

use self::network::{Network, Pipelines};
use self::plan::Plan;
use self::read_back::read_floats;
use super::architecture::{FEATURE_LENGTH, TOTAL_STRIDE};
use crate::device::{GpuHandles, MAX_PICTURES};
use crate::error::{EngineError, EngineResult};
use crate::pixels::check_length;
use crate::weights::Weights;

/// Plans kept ready: whole batches, the rest of a batch, and single pictures.
const MAX_PLANS: usize = 3;

/// The frozen network on the GPU, forward only.
pub struct GpuBackbone {
    handles: GpuHandles,
    pipelines: Pipelines,
    network: Network,
    /// The one used last comes last.
    plans: Vec<Plan>,
}

impl GpuBackbone {
    /// Compiles the shaders and uploads the weights.
    ///
    /// # Errors
    /// `WeightsUnexpected` when the file holds another network, `GpuFailed` when the GPU refuses a shader.
    pub async fn new(handles: GpuHandles, weights: &Weights) -> EngineResult<Self> {
        let scope = handles.device.push_error_scope(ErrorFilter::Validation);
        let pipelines = Pipelines::new(&handles.device);
        let network = Network::new(&handles.device, weights);
        let error = scope.pop().await;
        match error {
            Some(error) => Err(EngineError::GpuFailed { detail: error.to_string() }),
            None => Ok(Self { pipelines, network: network?, plans: Vec::new(), handles }),
        }
    }

    /// `count` square RGBA pictures, one after the other → `[count, 1280]`, row by row; alpha is ignored.
    ///
    /// # Errors
    /// `PixelsMalformed` when there are not exactly `count × side × side × 4` bytes, `GpuFailed` or
    /// `ReadBackFailed` when the GPU gives up.
    pub async fn features(&mut self, pixels: &[u8], count: usize, side: usize) -> EngineResult<Vec<f32>> {
        self.run(pixels, count, side, Wanted::Features).await
    }

    /// The last map before pooling of one picture: `[side / 32, side / 32, 1280]`, channel-last.
    ///
    /// # Errors
    /// As `features`.
    pub async fn final_map(&mut self, pixels: &[u8], side: usize) -> EngineResult<Vec<f32>> {
        self.run(pixels, 1, side, Wanted::FinalMap).await
    }

    async fn run(
        &mut self,
        pixels: &[u8],
        count: usize,
        side: usize,
        wanted: Wanted,
    ) -> EngineResult<Vec<f32>> {
        check_length(pixels, count, side)?;
        let grid = side.div_ceil(TOTAL_STRIDE);
        let values_a_picture = FEATURE_LENGTH
            * match wanted {
                Wanted::Features => 1,
                Wanted::FinalMap => grid * grid,
            };
        let bytes_a_picture = (values_a_picture * 4) as u64;
        let scope = self.handles.device.push_error_scope(ErrorFilter::Validation);
        let results = self.handles.device.create_buffer(&BufferDescriptor {
            label: None,
            size: bytes_a_picture * count as u64,
            usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut done = 0;
        for pixels in pixels.chunks(MAX_PICTURES * side * side * 4) {
            let pictures = pixels.len() / (side * side * 4);
            self.prepare(pictures as u32, side as u32);
            let GpuHandles { device, queue } = &self.handles;
            let Some(plan) = self.plans.last() else { continue };
            queue.write_buffer(&plan.pixels, 0, pixels);
            let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
            plan.encode(&mut encoder);
            let source = match wanted {
                Wanted::Features => &plan.features,
                Wanted::FinalMap => &plan.final_map,
            };
            let bytes = bytes_a_picture * pictures as u64;
            encoder.copy_buffer_to_buffer(source, 0, &results, bytes_a_picture * done, bytes);
            queue.submit([encoder.finish()]);
            done += pictures as u64;
        }
        if let Some(error) = scope.pop().await {
            return Err(EngineError::GpuFailed { detail: error.to_string() });
        }
        check_read_back(read_floats(&results).await?, values_a_picture * count)
    }

    /// Makes the plan for this batch the last one.
    fn prepare(&mut self, pictures: u32, side: u32) {
        let known = self.plans.iter().position(|plan| plan.pictures == pictures && plan.side == side);
        let plan = match known {
            Some(index) => self.plans.remove(index),
            None => {
                if self.plans.len() == MAX_PLANS {
                    self.plans.remove(0);
                }
                Plan::new(&self.handles.device, &self.pipelines, &self.network, pictures, side)
            }
        };
        self.plans.push(plan);
    }
}

#[derive(Clone, Copy)]
enum Wanted {
    Features,
    FinalMap,
}

/// A GPU that lost its device or skipped a kernel answers with garbage rather than with an error.
fn check_read_back(values: Vec<f32>, expected_length: usize) -> EngineResult<Vec<f32>> {
    let is_sound = values.len() == expected_length && values.iter().all(|value| value.is_finite());
    let broken = || EngineError::GpuFailed { detail: "what came back is not finite".to_owned() };
    is_sound.then_some(values).ok_or_else(broken)
}
