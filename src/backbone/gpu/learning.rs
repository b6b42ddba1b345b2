//! The last blocks learn on the GPU: forward, backward, and the optimiser's step, with the loss left to the caller.
//!
//! A step is two submissions: forward, after which the features are read, and backward with the update, for which
//! nothing waits. Weights stay on the GPU until they are asked for.

mod arena;
mod cut_store;
mod launches;
mod map_shaders;
mod memory;
mod pipelines;
mod plan;
mod scope;
pub mod shape;
mod step_shaders;
mod teaching;
mod weight_shaders;
mod work;

use std::pin::Pin;
use std::sync::Arc;

use afterimage_kernels::{FeatureMap, Step};
use wgpu::{Buffer, CommandEncoder, CommandEncoderDescriptor, Device};

use self::arena::Arena;
use self::cut_store::{CutStore, Place};
use self::launches::{Owned, bytes_of, encode};
use self::pipelines::LearningPipelines;
use self::plan::Numbers;
use self::scope::{Scope, failed};
use self::shape::{LearningLayer, Room, TailShape};
use self::teaching::Teaching;
use self::work::Work;
use super::network::Pipelines;
use super::read_back::read_floats;
use super::results_buffer;
use crate::device::GpuHandles;
use crate::error::{EngineError, EngineResult};

/// An open GPU with the shaders that learning shares with looking.
#[derive(Clone)]
pub struct GpuAccess {
    pub(super) handles: GpuHandles,
    pub(super) pipelines: Pipelines,
}

/// One layer's weights `[outputs, inputs, kernel, kernel]` and biases.
pub type LayerNumbers = [Vec<f32>; 2];

/// Layers that learn, on the GPU.
pub struct GpuTail {
    handles: GpuHandles,
    layers: Layers,
    cuts: CutStore,
    /// For the maps of a step, in bytes.
    room: u64,
    work: Option<Work>,
    /// The pictures whose features were asked for last.
    batch: Vec<Place>,
    /// Whether the last step was sound; asked when something is waited for anyway.
    pending: Option<Pin<Box<dyn Future<Output = EngineResult<()>>>>>,
}

/// All that does not depend on the pictures.
struct Layers {
    shape: TailShape,
    arena: Arena,
    pipelines: LearningPipelines,
    teaching: Teaching,
}

impl Layers {
    fn numbers<'a>(&'a self, device: &'a Device) -> Numbers<'a> {
        let Self { shape, arena, pipelines, teaching } = self;
        let (parameters, gradients): (&Buffer, &Buffer) = (&teaching.parameters, &teaching.gradients);
        Numbers { device, shape, arena, pipelines, parameters, gradients }
    }
}

impl GpuTail {
    /// Compiles what is missing; all weights are zero. `cut_side` is the number of places a side of what the first
    /// layer reads.
    ///
    /// # Errors
    /// `GpuFailed` when the shaders cannot teach these layers, or the GPU refuses one.
    pub async fn new(
        access: &GpuAccess,
        layers: Vec<LearningLayer>,
        cut_side: usize,
        room: Room,
    ) -> EngineResult<Self> {
        let GpuAccess { handles, pipelines } = access.clone();
        let shape = TailShape::new(layers, cut_side as u32)
            .map_err(|detail| failed(&format!("cannot be taught: {detail}")))?;
        let scope = Scope::new(&handles.device);
        let arena = Arena::new(&shape.layers);
        let pipelines = LearningPipelines::new(&handles.device, &pipelines, &shape);
        let teaching = Teaching::new(&handles.device, &pipelines, &arena);
        scope.end().await?;
        Ok(Self {
            handles,
            cuts: CutStore::new(shape.cut, room.of_kept_maps),
            layers: Layers { shape, arena, pipelines, teaching },
            room: room.of_step,
            work: None,
            batch: Vec::new(),
            pending: None,
        })
    }

    /// Puts other weights in place, with a learning rate a layer; whatever was remembered of earlier steps is forgotten.
    ///
    /// # Errors
    /// `HeadMismatch` when they do not fit the layers.
    pub fn write_layers(&mut self, numbers: &[LayerNumbers], rates: &[f32]) -> EngineResult<()> {
        let Layers { shape, arena, teaching, .. } = &self.layers;
        let mut values = vec![0.0; arena.num_numbers() as usize];
        if numbers.len() != shape.layers.len() || rates.len() != shape.layers.len() {
            return Err(EngineError::HeadMismatch);
        }
        for (number, (layer, [weight, bias])) in shape.layers.iter().zip(numbers).enumerate() {
            let num_weights = arena::weights_an_output(layer) * layer.outputs;
            if weight.len() != num_weights as usize || bias.len() != layer.outputs as usize {
                return Err(EngineError::HeadMismatch);
            }
            arena.write(number, layer, [weight, bias], &mut values);
        }
        let queue = &self.handles.queue;
        queue.write_buffer(&teaching.parameters, 0, &bytes_of(&values));
        teaching.set_rates(queue, rates);
        let mut encoder = self.encoder();
        encoder.clear_buffer(&teaching.moments, 0, None);
        encoder.clear_buffer(&teaching.lengths, 0, None);
        queue.submit([encoder.finish()]);
        Ok(())
    }

    /// The layers that add a block's branch to what the block read.
    pub fn branch_ends(&self) -> impl Iterator<Item = usize> + '_ {
        self.layers.shape.branch_ends()
    }

    /// Features (not normalised) of pictures, from the maps that the first layer reads: `[maps.len(), feature_length]`.
    /// `shares`, `[maps.len(), branches]`, is how much each branch counts, also for the step that follows; all count
    /// once where it is empty.
    ///
    /// They need not be finite: weights that have run away are the caller's business.
    ///
    /// # Errors
    /// `GpuFailed` or `ReadBackFailed` when the GPU gives up, and when a map is of another size.
    pub async fn features(&mut self, maps: &[Arc<FeatureMap>], shares: &[f32]) -> EngineResult<Vec<f32>> {
        let GpuHandles { device, queue } = &self.handles;
        let scope = Scope::new(device);
        let places = self.cuts.places(device, queue, maps);
        self.batch = places.ok_or_else(|| failed("maps of different sizes"))?;
        let numbers = self.layers.numbers(device);
        let work = Work::for_batch(self.work.take(), &numbers, maps.len(), self.room);
        let work = self.work.insert(work);
        work.is_weighed = !shares.is_empty();
        if work.is_weighed {
            queue.write_buffer(&work.shares, 0, &bytes_of(shares));
        }
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        work.encode_features(&mut encoder, &numbers, &self.batch);
        queue.submit([encoder.finish()]);
        let ended = scope.end();
        if let Some(pending) = self.pending.take() {
            pending.await?;
        }
        ended.await?;
        let mut values = read_floats(&work.results).await?;
        let num_values = self.layers.shape.feature_length() as usize * maps.len();
        let is_whole = values.len() >= num_values;
        // There is room for the largest batch.
        values.truncate(num_values);
        is_whole.then_some(values).ok_or_else(|| failed("too few features came back"))
    }

    /// One step, on the pictures that `features` was last asked about. `of_features` says how the loss grows with each
    /// of those; the step's learning rate multiplies those of the layers. Nothing is waited for.
    pub fn learn(&mut self, of_features: &[f32], step: &Step) {
        let scope = Scope::new(&self.handles.device);
        let mut encoder = self.encoder();
        let GpuHandles { device, queue } = &self.handles;
        let Some(work) = &mut self.work else { return };
        let teaching = &self.layers.teaching;
        teaching.set_step(queue, step);
        queue.write_buffer(&work.of_features, 0, &bytes_of(of_features));
        encoder.clear_buffer(&teaching.gradients, 0, None);
        work.encode_gradients(&mut encoder, &self.layers.numbers(device), &self.batch);
        encode(&mut encoder, &teaching.launches);
        queue.submit([encoder.finish()]);
        self.pending = Some(Box::pin(scope.end()));
    }

    /// Weights as they are now, and for each layer the sum of its gradient's lengths over all steps since
    /// `forget_lengths` or `write_layers`.
    ///
    /// # Errors
    /// `GpuFailed` or `ReadBackFailed` when the GPU gives up.
    pub async fn read_layers(&mut self) -> EngineResult<(Vec<LayerNumbers>, Vec<f32>)> {
        let Layers { shape, arena, teaching, .. } = &self.layers;
        let scope = Scope::new(&self.handles.device);
        let num_numbers = u64::from(arena.num_numbers()) * 4;
        let num_lengths = shape.layers.len() as u64 * 4;
        let results = Owned::new(results_buffer(&self.handles.device, num_numbers + num_lengths));
        let mut encoder = self.encoder();
        encoder.copy_buffer_to_buffer(&teaching.parameters, 0, &results, 0, num_numbers);
        encoder.copy_buffer_to_buffer(&teaching.lengths, 0, &results, num_numbers, num_lengths);
        self.handles.queue.submit([encoder.finish()]);
        let ended = scope.end();
        if let Some(pending) = self.pending.take() {
            pending.await?;
        }
        ended.await?;
        let values = read_floats(&results).await?;
        if values.len() as u64 * 4 != num_numbers + num_lengths {
            return Err(failed("too few weights came back"));
        }
        let (values, lengths) = values.split_at(num_numbers as usize / 4);
        let layers = shape.layers.iter().enumerate();
        let layers = layers.map(|(number, layer)| arena.read(number, layer, values));
        Ok((layers.collect(), lengths.to_vec()))
    }

    /// Begins to add the gradients' lengths up anew.
    pub fn forget_lengths(&mut self) {
        let mut encoder = self.encoder();
        encoder.clear_buffer(&self.layers.teaching.lengths, 0, None);
        self.handles.queue.submit([encoder.finish()]);
    }

    fn encoder(&self) -> CommandEncoder {
        self.handles.device.create_command_encoder(&CommandEncoderDescriptor::default())
    }
}
