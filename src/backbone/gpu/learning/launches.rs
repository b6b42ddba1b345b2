//! One launch of a shader: its pipeline, what it reads and writes, how many workgroups.

use std::ops::Deref;

use wgpu::util::{BufferInitDescriptor, DeviceExt};
use wgpu::{
    BindGroup, BindGroupDescriptor, BindGroupEntry, BindingResource, Buffer, BufferBinding, BufferDescriptor,
    BufferSize, BufferUsages, CommandEncoder, ComputePassDescriptor, ComputePipeline, Device,
};

use crate::backbone::gpu::shaders::Workgroups;

/// A buffer that gives its memory back as soon as it is dropped, and submitted work is done with it. By itself that
/// would wait for the browser's garbage collector, which does not know how much hangs on it.
pub struct Owned(Buffer);

impl Owned {
    pub fn new(buffer: Buffer) -> Self {
        Self(buffer)
    }
}

impl Deref for Owned {
    type Target = Buffer;

    fn deref(&self) -> &Buffer {
        &self.0
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// Prepared once, run as often as there are steps.
pub struct Launch {
    pipeline: ComputePipeline,
    bindings: BindGroup,
    workgroups: Workgroups,
}

impl Launch {
    /// Binds in the order given.
    pub fn new(
        device: &Device,
        pipeline: &ComputePipeline,
        bound: &[BindingResource<'_>],
        workgroups: Workgroups,
    ) -> Self {
        let entries: Vec<BindGroupEntry<'_>> = (0..)
            .zip(bound)
            .map(|(binding, resource)| BindGroupEntry { binding, resource: resource.clone() })
            .collect();
        let bindings = device.create_bind_group(&BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        Self { pipeline: pipeline.clone(), bindings, workgroups }
    }

    /// The same with what the shader is told as the first binding.
    pub fn told(
        device: &Device,
        pipeline: &ComputePipeline,
        told: &[u32],
        bound: &[BindingResource<'_>],
        workgroups: Workgroups,
    ) -> Self {
        let told = buffer_of(device, told.iter().copied().map(u32::to_le_bytes), BufferUsages::UNIFORM);
        let all: Vec<BindingResource<'_>> = [whole(&told)].into_iter().chain(bound.iter().cloned()).collect();
        Self::new(device, pipeline, &all, workgroups)
    }
}

/// Writes launches down, one after the other.
pub fn encode<'a>(encoder: &mut CommandEncoder, launches: impl IntoIterator<Item = &'a Launch>) {
    let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor::default());
    for launch in launches {
        pass.set_pipeline(&launch.pipeline);
        pass.set_bind_group(0, &launch.bindings, &[]);
        let [x, y, z] = launch.workgroups;
        pass.dispatch_workgroups(x, y, z);
    }
}

/// All of a buffer.
pub fn whole(buffer: &Buffer) -> BindingResource<'_> {
    buffer.as_entire_binding()
}

/// `count` numbers from `first` on.
pub fn part(buffer: &Buffer, first: u32, count: u32) -> BindingResource<'_> {
    let size = BufferSize::new(u64::from(count) * 4);
    BindingResource::Buffer(BufferBinding { buffer, offset: u64::from(first) * 4, size })
}

/// Zeros that shaders read and write, and that can be copied in both directions.
pub fn zeros(device: &Device, num_numbers: u64) -> Owned {
    let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
    let size = num_numbers.max(1) * 4;
    Owned(device.create_buffer(&BufferDescriptor { label: None, size, usage, mapped_at_creation: false }))
}

/// A buffer with something in it, four bytes a number.
pub fn buffer_of(device: &Device, numbers: impl Iterator<Item = [u8; 4]>, usage: BufferUsages) -> Buffer {
    let contents: Vec<u8> = numbers.flatten().collect();
    device.create_buffer_init(&BufferInitDescriptor { label: None, contents: &contents, usage })
}

/// As a buffer holds them.
pub fn bytes_of(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().copied().flat_map(f32::to_le_bytes).collect()
}
