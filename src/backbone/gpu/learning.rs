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
pub mod shape;
mod step_shaders;
mod teaching;
mod weight_shaders;

use std::pin::Pin;
use std::sync::Arc;

use afterimage_kernels::{FeatureMap, Step};
use wgpu::{Buffer, CommandEncoder, CommandEncoderDescriptor, Device, ErrorFilter, ErrorScopeGuard};

use self::arena::Arena;
use self::cut_store::{CutStore, Place};
use self::launches::{Launch, bytes_of, encode, zeros};
use self::memory::pictures_at_once;
use self::pipelines::LearningPipelines;
use self::plan::{Numbers, Pass, StepMemory};
use self::shape::{LearningLayer, Room, TailShape};
use self::teaching::Teaching;
use super::network::Pipelines;
use super::read_back::read_floats;
use super::results_buffer;
use crate::device::GpuHandles;
use crate::error::{EngineError, EngineResult};

/// Passes kept ready: whole pieces of a batch, and two kinds of rest.
const MAX_PASSES: usize = 3;

/// An open GPU with the shaders that learning shares with looking.
#[derive(Clone)]
pub struct GpuAccess {
    pub(super) handles: GpuHandles,
    pub(super) pipelines: Pipelines,
}

/// Layers that learn, on the GPU.
pub struct GpuTail {
    handles: GpuHandles,
    /// For the maps of a step.
    room: u64,
    shape: TailShape,
    arena: Arena,
    pipelines: LearningPipelines,
    teaching: Teaching,
    cuts: CutStore,
    work: Option<Work>,
    /// The batch whose features were read last.
    batch: Vec<Place>,
    /// Whether the last submission was sound; asked when the next one is waited for.
    pending: Option<Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>>,
}

/// Memory for some number of pictures, and the passes that use it.
struct Work {
    memory: StepMemory,
    transposing: Vec<Launch>,
    /// `[pictures, feature_length]` of a whole batch.
    of_features: Buffer,
    most_of_batch: usize,
    /// The one used last comes last.
    passes: Vec<Pass>,
}

/// One layer's weights `[outputs, inputs, kernel, kernel]` and biases.
pub type LayerNumbers = [Vec<f32>; 2];

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
            .map_err(|detail| EngineError::GpuFailed { detail: format!("cannot be taught: {detail}") })?;
        let scope = Scope::new(&handles.device);
        let arena = Arena::new(&shape.layers);
        let pipelines = LearningPipelines::new(&handles.device, &pipelines, &shape);
        let teaching = Teaching::new(&handles.device, &pipelines, &arena);
        sound(scope.pop().await)?;
        Ok(Self {
            cuts: CutStore::new(shape.cut, room.of_kept_maps),
            handles,
            room: room.of_step,
            shape,
            arena,
            pipelines,
            teaching,
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
        let mut values = vec![0.0; self.arena.num_numbers() as usize];
        let layers = &self.shape.layers;
        if numbers.len() != layers.len() || rates.len() != layers.len() {
            return Err(EngineError::HeadMismatch);
        }
        for (number, (layer, [weight, bias])) in layers.iter().zip(numbers).enumerate() {
            let num_weights = arena::weights_an_output(layer) * layer.outputs;
            if weight.len() != num_weights as usize || bias.len() != layer.outputs as usize {
                return Err(EngineError::HeadMismatch);
            }
            self.arena.write(number, layer, [weight, bias], &mut values);
        }
        let GpuHandles { device, queue } = &self.handles;
        queue.write_buffer(&self.teaching.parameters, 0, &bytes_of(&values));
        self.teaching.set_rates(queue, rates);
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        encoder.clear_buffer(&self.teaching.moments, 0, None);
        encoder.clear_buffer(&self.teaching.lengths, 0, None);
        queue.submit([encoder.finish()]);
        Ok(())
    }

    /// Features (not normalised) of pictures, from the maps that the first layer reads: `[maps.len(), feature_length]`.
    ///
    /// They need not be finite: weights that have run away are the caller's business.
    ///
    /// # Errors
    /// `GpuFailed` or `ReadBackFailed` when the GPU gives up, and when a map is of another size.
    pub async fn features(&mut self, maps: &[Arc<FeatureMap>]) -> EngineResult<Vec<f32>> {
        let scope = Scope::new(&self.handles.device);
        let GpuHandles { device, queue } = self.handles.clone();
        let places = self.cuts.places(&device, &queue, maps);
        self.batch = places.ok_or_else(|| failed("maps of different sizes"))?;
        self.prepare(maps.len());
        let length = u64::from(self.shape.feature_length());
        let results = results_buffer(&device, length * 4 * maps.len() as u64);
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        let mut done = 0;
        for piece in self.pieces() {
            self.forward(&mut encoder, &piece);
            let Some(work) = &self.work else { continue };
            let bytes = length * 4 * piece.len() as u64;
            encoder.copy_buffer_to_buffer(&work.memory.features, 0, &results, done, bytes);
            done += bytes;
        }
        queue.submit([encoder.finish()]);
        if let Some(pending) = self.pending.take() {
            sound(pending.await)?;
        }
        sound(scope.pop().await)?;
        let values = read_floats(&results).await?;
        let is_whole = values.len() as u64 == length * maps.len() as u64;
        is_whole.then_some(values).ok_or_else(|| failed("too few features came back"))
    }

    /// One step, on the pictures that `features` was last asked about. `of_features` says how the loss grows with each
    /// of those; the step's learning rate multiplies those of the layers. Nothing is waited for.
    pub fn learn(&mut self, of_features: &[f32], step: &Step) {
        let scope = Scope::new(&self.handles.device);
        let GpuHandles { device, queue } = self.handles.clone();
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        self.teaching.set_step(&queue, step);
        encoder.clear_buffer(&self.teaching.gradients, 0, None);
        if let Some(work) = &self.work {
            queue.write_buffer(&work.of_features, 0, &bytes_of(of_features));
            encode(&mut encoder, &work.transposing);
        }
        let row_bytes = u64::from(self.shape.feature_length()) * 4;
        let pieces = self.pieces();
        let mut end = self.batch.len() as u64;
        // The last piece's maps are still there; those of the others have to be made again.
        for (index, piece) in pieces.iter().rev().enumerate() {
            if index > 0 {
                self.forward(&mut encoder, piece);
            }
            let count = piece.len() as u64;
            end -= count;
            let pass = self.pass(piece.len() as u32);
            let Some(work) = &self.work else { continue };
            let (from, to) = (&work.of_features, &work.memory.of_features);
            encoder.copy_buffer_to_buffer(from, end * row_bytes, to, 0, count * row_bytes);
            encode(&mut encoder, pass.map(|index| &work.passes[index].backward).into_iter().flatten());
        }
        encode(&mut encoder, &self.teaching.launches);
        queue.submit([encoder.finish()]);
        self.pending = Some(Box::pin(scope.pop()));
    }

    /// Weights as they are now, and for each layer the sum of its gradient's lengths over all steps since
    /// `forget_lengths` or `write_layers`.
    ///
    /// # Errors
    /// `GpuFailed` or `ReadBackFailed` when the GPU gives up.
    pub async fn read_layers(&mut self) -> EngineResult<(Vec<LayerNumbers>, Vec<f32>)> {
        let GpuHandles { device, queue } = &self.handles;
        let scope = Scope::new(device);
        let numbers = u64::from(self.arena.num_numbers()) * 4;
        let lengths = self.shape.layers.len() as u64 * 4;
        let results = results_buffer(device, numbers + lengths);
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        encoder.copy_buffer_to_buffer(&self.teaching.parameters, 0, &results, 0, numbers);
        encoder.copy_buffer_to_buffer(&self.teaching.lengths, 0, &results, numbers, lengths);
        queue.submit([encoder.finish()]);
        if let Some(pending) = self.pending.take() {
            sound(pending.await)?;
        }
        sound(scope.pop().await)?;
        let values = read_floats(&results).await?;
        if values.len() as u64 * 4 != numbers + lengths {
            return Err(failed("too few weights came back"));
        }
        let (values, lengths) = values.split_at(numbers as usize / 4);
        let layers = self.shape.layers.iter().enumerate();
        let layers = layers.map(|(number, layer)| self.arena.read(number, layer, values));
        Ok((layers.collect(), lengths.to_vec()))
    }

    /// Begins to add the gradients' lengths up anew.
    pub fn forget_lengths(&mut self) {
        let GpuHandles { device, queue } = &self.handles;
        let mut encoder = device.create_command_encoder(&CommandEncoderDescriptor::default());
        encoder.clear_buffer(&self.teaching.lengths, 0, None);
        queue.submit([encoder.finish()]);
    }

    /// Memory for a batch of so many pictures.
    fn prepare(&mut self, count: usize) {
        let limits = self.handles.device.limits();
        let most_bytes = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        let known = self
            .work
            .as_ref()
            .map_or([0, 0], |work| [work.most_of_batch, work.memory.most_pictures as usize]);
        let at_once = pictures_at_once(&self.shape, count as u32, self.room, most_bytes);
        if count > known[0] || at_once as usize > known[1] {
            let numbers = self.numbers();
            let memory = StepMemory::new(&numbers, at_once.max(known[1] as u32));
            let most_of_batch = count.max(known[0]);
            let row_length = u64::from(self.shape.feature_length());
            self.work = Some(Work {
                transposing: numbers.transposing(&memory),
                of_features: zeros(&self.handles.device, row_length * most_of_batch as u64),
                memory,
                most_of_batch,
                passes: Vec::new(),
            });
        }
    }

    fn numbers(&self) -> Numbers<'_> {
        Numbers {
            device: &self.handles.device,
            shape: &self.shape,
            arena: &self.arena,
            pipelines: &self.pipelines,
            parameters: &self.teaching.parameters,
            gradients: &self.teaching.gradients,
        }
    }

    /// The batch in as few pieces as there is memory for.
    fn pieces(&self) -> Vec<Vec<Place>> {
        let most = self.work.as_ref().map_or(1, |work| work.memory.most_pictures as usize);
        self.batch.chunks(most).map(<[Place]>::to_vec).collect()
    }

    fn forward(&mut self, encoder: &mut CommandEncoder, piece: &[Place]) {
        let pass = self.pass(piece.len() as u32);
        let Some(work) = &self.work else { return };
        let bytes = self.cuts.map_bytes();
        for (place, to) in piece.iter().zip(0..) {
            encoder.copy_buffer_to_buffer(&place.buffer, place.offset, &work.memory.cut, to * bytes, bytes);
        }
        encode(encoder, pass.map(|index| &work.passes[index].forward).into_iter().flatten());
    }

    /// Makes the pass for so many pictures the last one, and says where it is.
    fn pass(&mut self, pictures: u32) -> Option<usize> {
        let passes = &self.work.as_ref()?.passes;
        let known = passes.iter().position(|pass| pass.pictures == pictures);
        let made = match known {
            Some(_) => None,
            None => Some(self.numbers().pass(&self.work.as_ref()?.memory, pictures)),
        };
        let passes = &mut self.work.as_mut()?.passes;
        let pass = match (known, made) {
            (Some(index), _) => passes.remove(index),
            (None, made) => {
                if passes.len() == MAX_PASSES {
                    passes.remove(0);
                }
                made?
            }
        };
        passes.push(pass);
        Some(passes.len() - 1)
    }
}

/// Notices what the GPU refuses, and that it has no more memory, from its making on until it is asked.
struct Scope {
    // The one pushed last must be popped first.
    of_memory: ErrorScopeGuard,
    of_validation: ErrorScopeGuard,
}

impl Scope {
    fn new(device: &Device) -> Self {
        let of_validation = device.push_error_scope(ErrorFilter::Validation);
        Self { of_memory: device.push_error_scope(ErrorFilter::OutOfMemory), of_validation }
    }

    /// The first error; what is done from now on is not looked at.
    fn pop(self) -> impl Future<Output = Option<wgpu::Error>> + 'static {
        let (of_memory, of_validation) = (self.of_memory.pop(), self.of_validation.pop());
        async move {
            let of_memory = of_memory.await;
            of_validation.await.or(of_memory)
        }
    }
}

fn sound(error: Option<wgpu::Error>) -> EngineResult<()> {
    error.map_or(Ok(()), |error| Err(failed(&error.to_string())))
}

fn failed(detail: &str) -> EngineError {
    EngineError::GpuFailed { detail: detail.to_owned() }
}
