//! Where the numbers of every learning layer lie in one long buffer, and in which order.
//!
//! One buffer for all weights and biases lets one launch teach all layers. Each tensor begins a chunk of its own, so
//! that a workgroup, which takes one chunk, has to do with one tensor.

use super::shape::{LayerKind, LearningLayer};
use crate::backbone::gpu::shaders::CHANNEL_BLOCK;

/// Numbers in a chunk; as bytes a multiple of every alignment that WebGPU allows to ask for.
pub const CHUNK: u32 = 1024;

/// Where one layer's weights and biases lie; all counted in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerPlace {
    pub weight: u32,
    /// As stored, with what fills outputs up.
    pub num_weights: u32,
    pub bias: u32,
    /// As stored.
    pub num_biases: u32,
}

impl LayerPlace {
    /// All that a gradient has a number for.
    pub fn num_numbers(&self) -> u32 {
        self.num_weights + self.num_biases
    }

    pub fn weight_chunks(&self) -> u32 {
        self.num_weights.div_ceil(CHUNK)
    }

    pub fn bias_chunks(&self) -> u32 {
        self.num_biases.div_ceil(CHUNK)
    }
}

/// Places of all layers, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arena {
    pub places: Vec<LayerPlace>,
    pub num_chunks: u32,
}

impl Arena {
    pub fn new(layers: &[LearningLayer]) -> Self {
        let mut num_chunks = 0;
        let mut take = |count: u32| {
            let at = num_chunks * CHUNK;
            num_chunks += count.div_ceil(CHUNK);
            at
        };
        let places = layers.iter().map(|layer| {
            let num_biases = stored_outputs(layer);
            let num_weights = weights_an_output(layer) * num_biases;
            LayerPlace { weight: take(num_weights), num_weights, bias: take(num_biases), num_biases }
        });
        Self { places: places.collect(), num_chunks }
    }

    /// How long the buffer is.
    pub fn num_numbers(&self) -> u32 {
        self.num_chunks * CHUNK
    }

    /// For each chunk the tensor that it belongs to: twice the layer, and one more for biases.
    pub fn tensor_of_chunk(&self) -> Vec<u32> {
        let of_layer = |(layer, place): (u32, &LayerPlace)| {
            let weights = std::iter::repeat_n(2 * layer, place.weight_chunks() as usize);
            weights.chain(std::iter::repeat_n(2 * layer + 1, place.bias_chunks() as usize))
        };
        (0..).zip(&self.places).flat_map(of_layer).collect()
    }

    /// Writes a layer, its weights given as `[outputs, inputs, kernel, kernel]`, where it lies.
    pub fn write(
        &self,
        number: usize,
        layer: &LearningLayer,
        [weight, bias]: [&[f32]; 2],
        numbers: &mut [f32],
    ) {
        let place = self.places[number];
        for (plain, stored) in order(layer).enumerate() {
            numbers[place.weight as usize + stored] = weight[plain];
        }
        numbers[place.bias as usize..][..bias.len()].copy_from_slice(bias);
    }

    /// The other way round: weights and biases.
    pub fn read(&self, number: usize, layer: &LearningLayer, numbers: &[f32]) -> [Vec<f32>; 2] {
        let place = self.places[number];
        let weight = order(layer).map(|stored| numbers[place.weight as usize + stored]).collect();
        let bias = &numbers[place.bias as usize..][..layer.outputs as usize];
        [weight, bias.to_vec()]
    }
}

/// How many numbers apart two weights lie that differ only in what they read.
pub fn stored_outputs(layer: &LearningLayer) -> u32 {
    match layer.kind {
        LayerKind::Pointwise => layer.outputs.next_multiple_of(CHANNEL_BLOCK),
        LayerKind::Depthwise | LayerKind::Full => layer.outputs,
    }
}

/// Weights of one output channel.
pub fn weights_an_output(layer: &LearningLayer) -> u32 {
    let inputs = if layer.kind == LayerKind::Depthwise { 1 } else { layer.inputs };
    inputs * layer.kernel * layer.kernel
}

/// For each weight, in the order `[outputs, inputs, kernel, kernel]`, its place as stored: `[taps, inputs, outputs]`.
fn order(layer: &LearningLayer) -> impl Iterator<Item = usize> {
    let stored = stored_outputs(layer) as usize;
    let taps = (layer.kernel * layer.kernel) as usize;
    let an_output = weights_an_output(layer) as usize;
    let inputs = an_output / taps;
    (0..layer.outputs as usize * an_output).map(move |index| {
        let (output, input, tap) = (index / an_output, index / taps % inputs, index % taps);
        (tap * inputs + input) * stored + output
    })
}

#[cfg(test)]
mod tests {
    use super::super::shape::{LayerKind, Source, tests::two_blocks};
    use super::{Arena, CHUNK, LearningLayer};

    #[test]
    fn every_tensor_begins_a_chunk_and_none_meets_another() {
        let layers = two_blocks();
        let arena = Arena::new(&layers);
        let mut end = 0;
        for place in &arena.places {
            for (at, count) in [(place.weight, place.num_weights), (place.bias, place.num_biases)] {
                assert!(at % CHUNK == 0 && at >= end && count > 0, "{arena:?}");
                end = at + count;
            }
        }
        assert!(arena.num_numbers() >= end && arena.num_numbers() < end + CHUNK);
        let tensors = arena.tensor_of_chunk();
        assert_eq!(tensors.len(), arena.num_chunks as usize);
        for (layer, place) in (0..).zip(&arena.places) {
            assert_eq!(tensors[(place.weight / CHUNK) as usize], 2 * layer);
            assert_eq!(tensors[(place.bias / CHUNK) as usize], 2 * layer + 1);
        }
    }

    #[test]
    fn numbers_come_back_as_they_went() {
        let mut layers = two_blocks();
        layers.push(LearningLayer {
            kind: LayerKind::Full,
            kernel: 3,
            stride: 2,
            is_activated: true,
            input: Source::Cut,
            skip: None,
            inputs: 3,
            outputs: 32,
        });
        let arena = Arena::new(&layers);
        let mut numbers = vec![0.0; arena.num_numbers() as usize];
        let given = |number: usize, layer: &LearningLayer| {
            let count = super::weights_an_output(layer) * layer.outputs;
            let weight = (0..count).map(|index| (number * 10_000) as f32 + index as f32).collect();
            let bias = (0..layer.outputs).map(|index| -((number * 100) as f32) - index as f32).collect();
            [weight, bias]
        };
        for (number, layer) in layers.iter().enumerate() {
            let [weight, bias]: [Vec<f32>; 2] = given(number, layer);
            arena.write(number, layer, [&weight, &bias], &mut numbers);
        }
        for (number, layer) in layers.iter().enumerate() {
            assert_eq!(arena.read(number, layer, &numbers), given(number, layer));
        }
        // The second weight of the second output of the first layer, whose 48 outputs need no filling up.
        assert_eq!(numbers[48 + 1], 9.0);
    }
}
