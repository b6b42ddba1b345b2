//! The optimiser on the GPU: what it keeps of every tensor, and the launches of one step.

use afterimage_kernels::{Rule, Step, StepConstants};
use wgpu::{BindingResource, Buffer, BufferDescriptor, BufferUsages, Device, Queue};

use super::arena::{Arena, CHUNK};
use super::launches::{Launch, Owned, buffer_of, bytes_of, whole, zeros};
use super::pipelines::LearningPipelines;
use super::step_shaders::{SQUARE_LANES, STEP_BYTES, chunk_workgroups};

/// Everything that a step changes.
pub struct Teaching {
    /// Weights and biases.
    pub parameters: Owned,
    /// The gradients by them.
    pub gradients: Owned,
    /// Two a number.
    pub moments: Owned,
    /// Sums of the lengths of each layer's gradient.
    pub lengths: Owned,
    /// Two a tensor: its learning rate, and what its gradient is scaled by.
    tensors: Owned,
    told: Owned,
    /// Only the launches go there.
    _squares: Owned,
    pub launches: Vec<Launch>,
}

impl Teaching {
    pub fn new(device: &Device, pipelines: &LearningPipelines, arena: &Arena) -> Self {
        let numbers = u64::from(arena.num_numbers());
        let num_layers = arena.places.len() as u64;
        let [parameters, gradients] = [zeros(device, numbers), zeros(device, numbers)];
        let [moments, lengths] = [zeros(device, 2 * numbers), zeros(device, num_layers)];
        let tensors = zeros(device, 4 * num_layers);
        let squares = zeros(device, u64::from(arena.num_chunks * SQUARE_LANES));
        let table = |numbers: Vec<u32>| {
            buffer_of(device, numbers.into_iter().map(u32::to_le_bytes), BufferUsages::STORAGE)
        };
        let tensor_of_chunk = table(arena.tensor_of_chunk());
        let of_layers = arena
            .places
            .iter()
            .flat_map(|place| [place.weight / CHUNK, place.weight_chunks(), place.bias_chunks(), 0]);
        let chunks = table(of_layers.collect());
        let usage = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
        let told = Owned::new(device.create_buffer(&BufferDescriptor {
            label: None,
            size: STEP_BYTES,
            usage,
            mapped_at_creation: false,
        }));
        let of_chunks = chunk_workgroups(arena.num_chunks);
        let launches = vec![
            Launch::new(device, &pipelines.squares, &bound([&gradients, &squares]), of_chunks),
            Launch::new(
                device,
                &pipelines.lengths,
                &bound([&told, &squares, &chunks, &tensors, &lengths]),
                chunk_workgroups(num_layers as u32),
            ),
            Launch::new(
                device,
                &pipelines.update,
                &bound([&told, &gradients, &tensor_of_chunk, &tensors, &moments, &parameters]),
                of_chunks,
            ),
        ];
        Self { parameters, gradients, moments, lengths, tensors, told, _squares: squares, launches }
    }

    /// Each layer's learning rate.
    pub fn set_rates(&self, queue: &Queue, rates: &[f32]) {
        let of_tensors: Vec<f32> = rates.iter().flat_map(|rate| [*rate, 1.0, *rate, 1.0]).collect();
        queue.write_buffer(&self.tensors, 0, &bytes_of(&of_tensors));
    }

    /// Says how the next step goes. Its learning rate multiplies those of the layers.
    pub fn set_step(&self, queue: &Queue, step: &Step) {
        let StepConstants {
            added_decay,
            decoupled_decay,
            first_decay,
            first_share,
            second_decay,
            second_share,
            epsilon,
            first_correction,
            second_correction,
        } = step.constants();
        let rule: u32 = match step.rule {
            Rule::Sgd => 0,
            Rule::Nesterov => 1,
            Rule::Adam | Rule::AdamW => 2,
        };
        let numbers = [
            added_decay,
            decoupled_decay,
            first_decay,
            first_share,
            second_decay,
            second_share,
            epsilon,
            first_correction,
            second_correction,
            step.learning_rate,
            step.max_gradient_norm,
        ];
        let mut bytes = bytes_of(&numbers);
        bytes.extend(rule.to_le_bytes());
        queue.write_buffer(&self.told, 0, &bytes);
    }
}

/// All of each buffer, in this order.
fn bound<const COUNT: usize>(buffers: [&Buffer; COUNT]) -> [BindingResource<'_>; COUNT] {
    buffers.map(whole)
}
