//! The launches that take some pictures forward and back through the learning layers, and the memory between them.

use wgpu::{BindingResource, Buffer, ComputePipeline, Device};

use super::arena::Arena;
use super::launches::{Launch, Owned, part, whole, zeros};
use super::map_shaders::{branch_shape, depthwise_back_shape, spread_shape, transpose_shape};
use super::memory::GradientMemory;
use super::pipelines::{LearningPipelines, zeros_in_front};
use super::shape::{LayerKind, LearningLayer, Source, TailShape, WayIn};
use super::weight_shaders::{Sliced, products_shape, stem_taps_shape, sum_shape, taps_shape};
use crate::backbone::gpu::shaders::{
    CHANNEL_BLOCK, PointwiseEnd, depthwise_shape, pointwise_shape, pool_shape, stem_shape,
};

/// All that is the same for every number of pictures.
pub struct Numbers<'a> {
    pub device: &'a Device,
    pub shape: &'a TailShape,
    pub arena: &'a Arena,
    pub pipelines: &'a LearningPipelines,
    /// Weights and biases.
    pub parameters: &'a Buffer,
    /// The gradients by them.
    pub gradients: &'a Buffer,
}

/// Every map of a step and the gradients by them, for at most so many pictures at once.
pub struct StepMemory {
    pub most_pictures: u32,
    pub cut: Owned,
    /// `[pictures, feature_length]`
    pub features: Owned,
    /// `[pictures, feature_length]`
    pub of_features: Owned,
    /// `[pictures, branches]`: how much each block's branch counts.
    pub shares: Owned,
    /// A gradient as a block's branch has it.
    weighed: Owned,
    maps: Vec<Owned>,
    of_maps: GradientMemory,
    gradients: Vec<Owned>,
    /// 1×1 convolutions the other way round; nothing where no gradient goes through.
    transposed: Vec<Option<Owned>>,
    partial_sums: Owned,
    /// Gradients have no bias on their way back.
    no_bias: Owned,
}

/// Some pictures on their way.
pub struct Pass {
    pub pictures: u32,
    /// Whether branches count as the shares say, and not once each.
    pub is_weighed: bool,
    pub forward: Vec<Launch>,
    pub backward: Vec<Launch>,
}

impl StepMemory {
    pub fn new(numbers: &Numbers<'_>, most_pictures: u32) -> Self {
        let Numbers { device, shape, .. } = numbers;
        let of_pictures = |values: u32| zeros(device, u64::from(values) * u64::from(most_pictures));
        let of_maps = GradientMemory::new(shape);
        let transposed = shape.layers.iter().enumerate().map(|(number, layer)| {
            let goes_back = layer.kind == LayerKind::Pointwise && shape.way_in(number) != WayIn::Closed;
            let length = layer.outputs * layer.inputs.next_multiple_of(CHANNEL_BLOCK);
            goes_back.then(|| zeros(device, u64::from(length)))
        });
        let sums = (0..shape.layers.len()).map(|layer| {
            // Fewer pictures may go into more slices.
            let slices = (1..=most_pictures).map(|pictures| numbers.sliced(layer, pictures).2).max();
            u64::from(numbers.arena.places[layer].num_numbers()) * u64::from(slices.unwrap_or(1))
        });
        let branches = shape.branch_ends().map(|layer| shape.maps[layer].num_values());
        let widest = shape.layers.iter().map(|layer| layer.inputs).max().unwrap_or(1);
        Self {
            most_pictures,
            cut: of_pictures(shape.cut.num_values()),
            features: of_pictures(shape.feature_length()),
            of_features: of_pictures(shape.feature_length()),
            shares: of_pictures(shape.branch_ends().count() as u32),
            weighed: of_pictures(branches.max().unwrap_or(0)),
            maps: shape.maps.iter().map(|map| of_pictures(map.num_values())).collect(),
            gradients: of_maps.sizes.iter().map(|size| of_pictures(*size)).collect(),
            of_maps,
            transposed: transposed.collect(),
            partial_sums: zeros(device, sums.max().unwrap_or(0)),
            no_bias: zeros(device, u64::from(widest.next_multiple_of(CHANNEL_BLOCK))),
        }
    }

    fn source(&self, source: Source) -> &Buffer {
        match source {
            Source::Cut => &self.cut,
            Source::Layer(layer) => &self.maps[layer],
        }
    }

    fn gradient(&self, layer: usize) -> &Buffer {
        &self.gradients[self.of_maps.memory_of_layer[layer]]
    }
}

impl Numbers<'_> {
    /// Turns all 1×1 convolutions around, after their weights have changed.
    pub fn transposing(&self, memory: &StepMemory) -> Vec<Launch> {
        let of_layer = |(number, layer): (usize, &LearningLayer)| {
            let transposed = memory.transposed[number].as_ref()?;
            let padded = [layer.inputs, layer.outputs].map(|count| count.next_multiple_of(CHANNEL_BLOCK));
            let (told, groups) = transpose_shape(layer.inputs, padded[0], layer.outputs, padded[1]);
            let [weight, _] = self.layer(number);
            let bound = [weight, whole(transposed)];
            Some(Launch::told(self.device, &self.pipelines.transpose, &told, &bound, groups))
        };
        self.shape.layers.iter().enumerate().filter_map(of_layer).collect()
    }

    /// `pictures` is at most what there is memory for.
    pub fn pass(&self, memory: &StepMemory, pictures: u32, is_weighed: bool) -> Pass {
        let all = 0..self.shape.layers.len();
        let mut forward = Vec::new();
        for layer in all.clone() {
            forward.push(self.forward(memory, pictures, layer));
            if let (true, Some(skip)) = (is_weighed, self.shape.layers[layer].skip) {
                let pipeline = &self.pipelines.weigh_branch;
                let bound = [whole(memory.source(skip)), whole(&memory.maps[layer])];
                forward.extend(self.weigh(memory, pictures, layer, (pipeline, bound)));
            }
        }
        let mut backward = Vec::new();
        if let Some(last) = all.end.checked_sub(1) {
            let (map, of_last) = (self.shape.maps[last], &memory.maps[last]);
            let (told, groups) = pool_shape(pictures, map.num_pixels(), map.channels);
            let bound = [whole(of_last), whole(&memory.features)];
            forward.push(Launch::told(self.device, &self.pipelines.looking.pool, &told, &bound, groups));
            let (told, groups) = spread_shape(pictures, map.num_pixels(), map.channels);
            let bound = [whole(&memory.of_features), whole(of_last), whole(memory.gradient(last))];
            backward.push(Launch::told(self.device, &self.pipelines.spread, &told, &bound, groups));
        }
        for layer in all.rev() {
            let mut gradient = memory.gradient(layer);
            if is_weighed && self.shape.layers[layer].skip.is_some() {
                let bound = [whole(gradient), whole(&memory.weighed)];
                backward.extend(self.weigh(memory, pictures, layer, (&self.pipelines.weigh_gradient, bound)));
                // What goes past the block stays as it is.
                gradient = &memory.weighed;
            }
            backward.extend(self.learn(memory, pictures, layer, gradient));
            backward.extend(self.back(memory, pictures, layer, gradient));
        }
        Pass { pictures, is_weighed, forward, backward }
    }

    fn forward(&self, memory: &StepMemory, pictures: u32, number: usize) -> Launch {
        let (layer, input, map) =
            (&self.shape.layers[number], self.shape.input(number), self.shape.maps[number]);
        let [weight, bias] = self.layer(number);
        let mut bound = vec![whole(memory.source(layer.input)), weight, bias, whole(&memory.maps[number])];
        let before = zeros_in_front(self.shape, number);
        let looking = &self.pipelines.looking;
        let (pipeline, (told, groups)) = match layer.kind {
            LayerKind::Full => (&self.pipelines.stem, stem_shape(pictures, input.side, map.side, before)),
            LayerKind::Depthwise => (
                looking.depthwise(layer.kernel, layer.stride),
                depthwise_shape(pictures, input.side, map.side, map.channels, before),
            ),
            LayerKind::Pointwise => {
                let end = match layer.skip {
                    Some(skip) => {
                        bound.push(whole(memory.source(skip)));
                        PointwiseEnd::AddSkip
                    }
                    None if layer.is_activated => PointwiseEnd::Relu6,
                    None => PointwiseEnd::Nothing,
                };
                let shape = pointwise_shape(pictures * map.num_pixels(), layer.inputs, layer.outputs);
                (looking.pointwise(end), shape)
            }
        };
        Launch::told(self.device, pipeline, &told, &bound, groups)
    }

    /// As much of the branch that ends in this layer as the shares say.
    fn weigh(
        &self,
        memory: &StepMemory,
        pictures: u32,
        number: usize,
        (pipeline, [read, written]): (&ComputePipeline, [BindingResource<'_>; 2]),
    ) -> Option<Launch> {
        let share = self.shape.branch_ends().position(|end| end == number)? as u32;
        let shares = self.shape.branch_ends().count() as u32;
        let (told, groups) = branch_shape(pictures, self.shape.maps[number].num_values(), share, shares);
        let bound = [whole(&memory.shares), read, written];
        Some(Launch::told(self.device, pipeline, &told, &bound, groups))
    }

    /// The gradient by a layer's weights and biases, from that by its sums.
    fn learn(&self, memory: &StepMemory, pictures: u32, number: usize, gradient: &Buffer) -> Vec<Launch> {
        let (layer, place) = (&self.shape.layers[number], self.arena.places[number]);
        let (told, groups, slices) = self.sliced(number, pictures);
        let pipeline = match layer.kind {
            LayerKind::Full => &self.pipelines.stem_taps,
            LayerKind::Pointwise => &self.pipelines.products,
            LayerKind::Depthwise => match self.pipelines.depthwise(self.shape, number) {
                Some(pipelines) => &pipelines.taps,
                None => return Vec::new(),
            },
        };
        let read = [whole(memory.source(layer.input)), whole(gradient)];
        let sums = whole(&memory.partial_sums);
        let bound: Vec<BindingResource<'_>> = read.into_iter().chain([sums.clone()]).collect();
        let summing = Launch::told(self.device, pipeline, &told, &bound, groups);
        let (told, groups) = sum_shape(place.num_weights, place.num_biases, slices, place.weight, place.bias);
        let bound = [sums, whole(self.gradients)];
        vec![summing, Launch::told(self.device, &self.pipelines.sum, &told, &bound, groups)]
    }

    /// From the gradient by a layer's sums to that by the sums of the layer before.
    fn back(&self, memory: &StepMemory, pictures: u32, number: usize, gradient: &Buffer) -> Option<Launch> {
        let (layer, input, map) =
            (&self.shape.layers[number], self.shape.input(number), self.shape.maps[number]);
        let Source::Layer(before) = layer.input else { return None };
        let (from, to) = (whole(gradient), whole(memory.gradient(before)));
        let way_in = self.shape.way_in(number);
        if layer.kind == LayerKind::Depthwise {
            let [weight, _] = self.layer(number);
            let pipeline = &self.pipelines.depthwise(self.shape, number)?.back;
            let (told, groups) = depthwise_back_shape(pictures, input.side, map.side, map.channels);
            let bound = [from, weight, whole(&memory.maps[before]), to];
            return Some(Launch::told(self.device, pipeline, &told, &bound, groups));
        }
        let zero_bias = part(&memory.no_bias, 0, layer.inputs.next_multiple_of(CHANNEL_BLOCK));
        let mut bound = vec![from, whole(memory.transposed[number].as_ref()?), zero_bias, to];
        let looking = &self.pipelines.looking;
        let pipeline = match way_in {
            WayIn::Closed => return None,
            WayIn::Plain => looking.pointwise(PointwiseEnd::Nothing),
            WayIn::ThroughRelu6(through) => {
                bound.push(whole(&memory.maps[through]));
                &self.pipelines.through_relu6
            }
            WayIn::JoinedBy(past) => {
                bound.push(whole(memory.gradient(past)));
                looking.pointwise(PointwiseEnd::AddSkip)
            }
        };
        let (told, groups) = pointwise_shape(pictures * map.num_pixels(), layer.outputs, layer.inputs);
        Some(Launch::told(self.device, pipeline, &told, &bound, groups))
    }

    fn sliced(&self, number: usize, pictures: u32) -> Sliced {
        let (layer, input, map) =
            (&self.shape.layers[number], self.shape.input(number), self.shape.maps[number]);
        let before = zeros_in_front(self.shape, number);
        match layer.kind {
            LayerKind::Pointwise => products_shape(pictures * map.num_pixels(), layer.inputs, layer.outputs),
            LayerKind::Depthwise => {
                taps_shape(pictures, input.side, map.side, map.channels, layer.kernel, before)
            }
            LayerKind::Full => stem_taps_shape(pictures, input.side, map.side, before),
        }
    }

    /// Where a layer's weights and biases lie.
    fn layer(&self, number: usize) -> [BindingResource<'_>; 2] {
        let place = self.arena.places[number];
        [
            part(self.parameters, place.weight, place.num_weights),
            part(self.parameters, place.bias, place.num_biases),
        ]
    }
}
