//! Every launch of the network for one number of pictures of one size, with the buffers between them.

use afterimage_kernels::Border;
use wgpu::util::{BufferInitDescriptor, DeviceExt};
use wgpu::{
    BindGroup, BindGroupDescriptor, BindGroupEntry, Buffer, BufferDescriptor, BufferUsages, CommandEncoder,
    ComputePassDescriptor, ComputePipeline, Device,
};

use super::network::{Layer, Network, Pipelines};
use super::shaders::{self, PointwiseEnd, Shape, Workgroups};

/// Prepared once, run as often as pictures come.
pub struct Plan {
    pub pictures: u32,
    pub side: u32,
    /// `[pictures, side, side]` packed RGBA
    pub pixels: Buffer,
    /// `[pictures, grid, grid, 1280]`; other layers use the same memory before.
    pub final_map: Buffer,
    /// `[pictures, 1280]`
    pub features: Buffer,
    launches: Vec<Launch>,
}

struct Launch {
    pipeline: ComputePipeline,
    bindings: BindGroup,
    workgroups: Workgroups,
    /// Absent for pooling.
    output: Option<LayerOutput>,
}

/// Where a convolution leaves its map `[pictures, side, side, channels]`, until a later layer writes over it.
#[derive(Clone)]
pub struct LayerOutput {
    pub buffer: Buffer,
    pub side: u32,
    pub channels: u32,
}

impl LayerOutput {
    /// Of one picture.
    pub fn num_bytes(&self) -> u64 {
        u64::from(self.side * self.side * self.channels) * 4
    }
}

impl Plan {
    pub fn new(device: &Device, pipelines: &Pipelines, network: &Network, pictures: u32, side: u32) -> Self {
        let sizes = Sizes::of(network, side);
        let buffer = |values_a_picture: u32, usage| {
            let size = u64::from(values_a_picture) * u64::from(pictures) * 4;
            device.create_buffer(&BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
        };
        let readable = BufferUsages::STORAGE | BufferUsages::COPY_SRC;
        let pixels = buffer(side * side, BufferUsages::STORAGE | BufferUsages::COPY_DST);
        let (wide, filtered) = (buffer(sizes.wide, readable), buffer(sizes.filtered, readable));
        let (mut narrow, mut next) = (buffer(sizes.narrow, readable), buffer(sizes.narrow, readable));
        let features = buffer(network.head.outputs, readable);
        let mut launches = Launches { device, pictures, launches: Vec::new() };

        let mut at = side.div_ceil(2);
        let shape = shaders::stem_shape(pictures, side, at, before(side, 3, 2));
        launches.add(&pipelines.stem, &[&pixels, &network.stem.weight, &network.stem.bias, &wide], shape);
        launches.leaves(&wide, at, network.stem.outputs);
        for block in &network.blocks {
            if let Some(expand) = &block.expand {
                launches.pointwise(pipelines, PointwiseEnd::Relu6, expand, [&narrow, &wide], None, at);
            }
            let output = at.div_ceil(block.stride);
            let before = before(at, block.kernel, block.stride);
            let shape = shaders::depthwise_shape(pictures, at, output, block.depthwise.outputs, before);
            launches.add(
                pipelines.depthwise(block.kernel, block.stride),
                &[&wide, &block.depthwise.weight, &block.depthwise.bias, &filtered],
                shape,
            );
            at = output;
            launches.leaves(&filtered, at, block.depthwise.outputs);
            let (end, skip) = match block.has_skip {
                true => (PointwiseEnd::AddSkip, Some(&narrow)),
                false => (PointwiseEnd::Nothing, None),
            };
            launches.pointwise(pipelines, end, &block.project, [&filtered, &next], skip, at);
            std::mem::swap(&mut narrow, &mut next);
        }
        launches.pointwise(pipelines, PointwiseEnd::Relu6, &network.head, [&narrow, &wide], None, at);
        let shape = shaders::pool_shape(pictures, at * at, network.head.outputs);
        launches.add(&pipelines.pool, &[&wide, &features], shape);
        Self { pictures, side, pixels, final_map: wide, features, launches: launches.launches }
    }

    /// Writes down all launches; they run when the encoder's commands are submitted.
    pub fn encode(&self, encoder: &mut CommandEncoder) {
        run(encoder, &self.launches);
    }

    /// The same, but nothing behind this convolution, by its number in the network.
    pub fn encode_up_to(&self, encoder: &mut CommandEncoder, layer: usize) {
        let mut ends = self.launches.iter().enumerate().filter(|(_, launch)| launch.output.is_some());
        let end = ends.nth(layer).map_or(self.launches.len(), |(end, _)| end + 1);
        run(encoder, &self.launches[..end]);
    }

    /// Where the convolutions leave their maps, by their number in the network.
    pub fn outputs(&self) -> impl Iterator<Item = &LayerOutput> {
        self.launches.iter().filter_map(|launch| launch.output.as_ref())
    }

    /// As `encode`; besides, the map of each layer in `copies` is copied to `results` at the byte given, before
    /// anything writes over it.
    pub fn encode_with_copies(
        &self,
        encoder: &mut CommandEncoder,
        copies: &[(usize, u64)],
        results: &Buffer,
    ) {
        let mut begin = 0;
        let ends = self.launches.iter().enumerate().filter(|(_, launch)| launch.output.is_some());
        for (number, (end, launch)) in ends.enumerate() {
            let mut wanted = copies.iter().filter(|(layer, _)| *layer == number).peekable();
            if let (Some(output), Some(_)) = (&launch.output, wanted.peek()) {
                run(encoder, &self.launches[begin..=end]);
                begin = end + 1;
                let bytes = output.num_bytes() * u64::from(self.pictures);
                for (_, offset) in wanted {
                    encoder.copy_buffer_to_buffer(&output.buffer, 0, results, *offset, bytes);
                }
            }
        }
        run(encoder, &self.launches[begin..]);
    }
}

fn run(encoder: &mut CommandEncoder, launches: &[Launch]) {
    let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor::default());
    for launch in launches {
        pass.set_pipeline(&launch.pipeline);
        pass.set_bind_group(0, &launch.bindings, &[]);
        let [x, y, z] = launch.workgroups;
        pass.dispatch_workgroups(x, y, z);
    }
}

struct Launches<'a> {
    device: &'a Device,
    pictures: u32,
    launches: Vec<Launch>,
}

impl Launches<'_> {
    /// Binding 0 is the shape, the buffers follow in order.
    fn add(
        &mut self,
        pipeline: &ComputePipeline,
        buffers: &[&Buffer],
        (shape, workgroups): (Shape, Workgroups),
    ) {
        let contents = shape.map(u32::to_le_bytes);
        let shape = self.device.create_buffer_init(&BufferInitDescriptor {
            label: None,
            contents: contents.as_flattened(),
            usage: BufferUsages::UNIFORM,
        });
        let all = [&shape].into_iter().chain(buffers.iter().copied());
        let entries: Vec<BindGroupEntry<'_>> = (0..)
            .zip(all)
            .map(|(binding, buffer)| BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let bindings = self.device.create_bind_group(&BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        self.launches.push(Launch { pipeline: pipeline.clone(), bindings, workgroups, output: None });
    }

    /// Says that the last launch ends a convolution.
    fn leaves(&mut self, buffer: &Buffer, side: u32, channels: u32) {
        if let Some(launch) = self.launches.last_mut() {
            launch.output = Some(LayerOutput { buffer: buffer.clone(), side, channels });
        }
    }

    fn pointwise(
        &mut self,
        pipelines: &Pipelines,
        end: PointwiseEnd,
        layer: &Layer,
        [input, output]: [&Buffer; 2],
        skip: Option<&Buffer>,
        side: u32,
    ) {
        let mut buffers = vec![input, &layer.weight, &layer.bias, output];
        buffers.extend(skip);
        let shape = shaders::pointwise_shape(self.pictures * side * side, layer.inputs, layer.outputs);
        self.add(pipelines.pointwise(end), &buffers, shape);
        self.leaves(output, side, layer.outputs);
    }
}

/// Values a picture that each kind of buffer must hold at most.
struct Sizes {
    wide: u32,
    filtered: u32,
    narrow: u32,
}

impl Sizes {
    fn of(network: &Network, side: u32) -> Self {
        let mut at = side.div_ceil(2);
        let mut sizes = Self { wide: at * at * network.stem.outputs, filtered: 0, narrow: 0 };
        for block in &network.blocks {
            sizes.wide = sizes.wide.max(at * at * block.depthwise.outputs);
            at = at.div_ceil(block.stride);
            sizes.filtered = sizes.filtered.max(at * at * block.depthwise.outputs);
            sizes.narrow = sizes.narrow.max(at * at * block.project.outputs);
        }
        sizes.wide = sizes.wide.max(at * at * network.head.outputs);
        sizes
    }
}

/// Zeros that TensorFlow's SAME padding puts in front.
fn before(side: u32, kernel: u32, stride: u32) -> u32 {
    Border::same(side as usize, kernel as usize, stride as usize).before as u32
}
