//! EfficientNet-Lite0 through our own shaders: what looks at pictures where there is a GPU.
//!
//! One launch a layer, activation and skip included, and one read-back a batch.

mod learning;
mod network;
mod plan;
mod read_back;
mod shaders;

pub use self::learning::shape;
pub use self::learning::{GpuAccess, GpuTail, LayerNumbers};

use afterimage_kernels::{Border, FeatureMap};
use wgpu::{Buffer, BufferDescriptor, BufferUsages, CommandEncoderDescriptor, Device, ErrorFilter};

use self::network::{Network, Pipelines};
use self::plan::{LayerOutput, Plan};
use self::read_back::read_floats;
use super::architecture::INPUT_SIDE;
use super::lite0::FEATURE_LENGTH;
use crate::device::{GpuHandles, MAX_PICTURES};
use crate::error::{EngineError, EngineResult};
use crate::pixels::check_length;
use crate::weights::Weights;

/// Pixels of the picture a side for each place of the last map.
const TOTAL_STRIDE: usize = 32;
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

    /// The maps of some convolutions, by their number in the network, and the features of one picture.
    ///
    /// # Errors
    /// As `features`, and `PlaceUnknown` when there is no such layer.
    pub async fn layer_maps(
        &mut self,
        pixels: &[u8],
        side: usize,
        layers: &[usize],
    ) -> EngineResult<(Vec<FeatureMap>, Vec<f32>)> {
        check_length(pixels, 1, side)?;
        let scope = self.handles.device.push_error_scope(ErrorFilter::Validation);
        self.prepare(1, side as u32);
        let broken = || EngineError::GpuFailed { detail: "no plan".to_owned() };
        let plan = self.plans.last().ok_or_else(broken)?;
        let outputs: Vec<&LayerOutput> = plan.outputs().collect();
        let unknown = |layer| EngineError::PlaceUnknown { detail: format!("layer {layer}") };
        let wanted = layers.iter().map(|layer| outputs.get(*layer).copied().ok_or_else(|| unknown(layer)));
        let wanted = wanted.collect::<EngineResult<Vec<&LayerOutput>>>()?;
        let mut num_bytes = 0;
        let copies = layers.iter().zip(&wanted).map(|(layer, output)| {
            num_bytes += output.num_bytes();
            (*layer, num_bytes - output.num_bytes())
        });
        let copies: Vec<(usize, u64)> = copies.collect();
        let feature_bytes = (FEATURE_LENGTH * 4) as u64;
        let GpuHandles { device, queue } = &self.handles;
        let results = results_buffer(device, num_bytes + feature_bytes);
        queue.write_buffer(&plan.pixels, 0, pixels);
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        plan.encode_with_copies(&mut encoder, &copies, &results);
        encoder.copy_buffer_to_buffer(&plan.features, 0, &results, num_bytes, feature_bytes);
        queue.submit([encoder.finish()]);
        if let Some(error) = scope.pop().await {
            return Err(EngineError::GpuFailed { detail: error.to_string() });
        }
        let expected = (num_bytes + feature_bytes) as usize / 4;
        let values = check_read_back(read_floats(&results).await?, expected)?;
        let maps = wanted.iter().zip(&copies).map(|(output, (_, offset))| {
            let start = *offset as usize / 4;
            map_of(output, &values[start..start + output.num_bytes() as usize / 4])
        });
        Ok((maps.collect(), values[num_bytes as usize / 4..].to_vec()))
    }

    /// The map of one convolution, by its number in the network, for each of `count` pictures; nothing behind it is
    /// computed.
    ///
    /// # Errors
    /// As `features`, and `PlaceUnknown` when there is no such layer.
    pub async fn maps_of_layer(
        &mut self,
        pixels: &[u8],
        count: usize,
        side: usize,
        layer: usize,
    ) -> EngineResult<Vec<FeatureMap>> {
        check_length(pixels, count, side)?;
        let mut maps = Vec::with_capacity(count);
        for pixels in pixels.chunks(pictures_at_once(side) * side * side * 4) {
            let scope = self.handles.device.push_error_scope(ErrorFilter::Validation);
            self.prepare((pixels.len() / (side * side * 4)) as u32, side as u32);
            let GpuHandles { device, queue } = &self.handles;
            let Some(plan) = self.plans.last() else { continue };
            let unknown = || EngineError::PlaceUnknown { detail: format!("layer {layer}") };
            let output = plan.outputs().nth(layer).ok_or_else(unknown)?.clone();
            let num_bytes = output.num_bytes() * u64::from(plan.pictures);
            let results = results_buffer(device, num_bytes);
            queue.write_buffer(&plan.pixels, 0, pixels);
            let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
            plan.encode_up_to(&mut encoder, layer);
            encoder.copy_buffer_to_buffer(&output.buffer, 0, &results, 0, num_bytes);
            queue.submit([encoder.finish()]);
            if let Some(error) = scope.pop().await {
                return Err(EngineError::GpuFailed { detail: error.to_string() });
            }
            let values = check_read_back(read_floats(&results).await?, num_bytes as usize / 4)?;
            maps.extend(
                values.chunks_exact(output.num_bytes() as usize / 4).map(|values| map_of(&output, values)),
            );
        }
        Ok(maps)
    }

    /// What teaching its last layers needs.
    pub fn access(&self) -> GpuAccess {
        GpuAccess { handles: self.handles.clone(), pipelines: self.pipelines.clone() }
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
        let results = results_buffer(&self.handles.device, bytes_a_picture * count as u64);
        let mut done = 0;
        for pixels in pixels.chunks(pictures_at_once(side) * side * side * 4) {
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

/// Fewer of those that are larger than the network was trained on: the widest map of them all has to fit a buffer.
fn pictures_at_once(side: usize) -> usize {
    (MAX_PICTURES * INPUT_SIDE.pow(2) / side.pow(2).max(1)).clamp(1, MAX_PICTURES)
}

/// Of one picture.
fn map_of(output: &LayerOutput, values: &[f32]) -> FeatureMap {
    let mut map = FeatureMap::zeros(output.side as usize, output.channels as usize, Border::default());
    map.values_mut().copy_from_slice(values);
    map
}

#[derive(Clone, Copy)]
enum Wanted {
    Features,
    FinalMap,
}

/// What the page's side can read.
fn results_buffer(device: &Device, size: u64) -> Buffer {
    let usage = BufferUsages::COPY_DST | BufferUsages::MAP_READ;
    device.create_buffer(&BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
}

/// A GPU that lost its device or skipped a kernel answers with garbage rather than with an error.
fn check_read_back(values: Vec<f32>, expected_length: usize) -> EngineResult<Vec<f32>> {
    let is_sound = values.len() == expected_length && values.iter().all(|value| value.is_finite());
    let broken = || EngineError::GpuFailed { detail: "what came back is not finite".to_owned() };
    is_sound.then_some(values).ok_or_else(broken)
}
