//! The GPU: what it must offer, and opening it; it is used only after its answers were compared.

use crate::protocol::{GpuPreflight, GpuRefusal};

/// Our shaders bind up to this many storage buffers.
const NEEDED_STORAGE_BUFFERS: u32 = 5;
/// Pictures looked at together; more would only take more memory.
pub const MAX_PICTURES: usize = 8;
/// The widest activation of the backbone: 96 channels × 112 × 112 × 4 bytes a picture.
const NEEDED_BUFFER_BYTES: u32 = MAX_PICTURES as u32 * 96 * 112 * 112 * 4;

/// An open GPU.
#[cfg(all(target_family = "wasm", feature = "gpu"))]
#[derive(Clone)]
pub struct GpuHandles {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
}

/// In a build without a GPU there are none.
#[cfg(not(all(target_family = "wasm", feature = "gpu")))]
#[derive(Clone)]
pub enum GpuHandles {}

/// Opens the GPU.
///
/// # Errors
/// The reason to stay on the CPU.
pub async fn connect_gpu(preflight: &GpuPreflight) -> Result<GpuHandles, GpuRefusal> {
    match refusal_from_preflight(preflight) {
        Some(reason) => Err(reason),
        None => open_gpu().await,
    }
}

/// What the adapter lacks, if anything.
pub fn refusal_from_preflight(preflight: &GpuPreflight) -> Option<GpuRefusal> {
    let too_small = |limit: &str, needed: f64, found: f64| GpuRefusal::LimitTooSmall {
        limit: limit.to_owned(),
        needed,
        found,
    };
    if !preflight.has_webgpu {
        Some(GpuRefusal::NoWebgpu)
    } else if !preflight.has_adapter {
        Some(GpuRefusal::NoAdapter)
    } else if preflight.max_storage_buffers < NEEDED_STORAGE_BUFFERS {
        let found = f64::from(preflight.max_storage_buffers);
        Some(too_small("maxStorageBuffersPerShaderStage", f64::from(NEEDED_STORAGE_BUFFERS), found))
    } else if preflight.max_buffer_bytes < f64::from(NEEDED_BUFFER_BYTES) {
        let found = preflight.max_buffer_bytes;
        Some(too_small("maxStorageBufferBindingSize", f64::from(NEEDED_BUFFER_BYTES), found))
    } else {
        None
    }
}

#[cfg(all(target_family = "wasm", feature = "gpu"))]
async fn open_gpu() -> Result<GpuHandles, GpuRefusal> {
    use wgpu::{
        BackendOptions, Backends, DeviceDescriptor, Instance, InstanceDescriptor, InstanceFlags, Limits,
        MemoryBudgetThresholds, PowerPreference, RequestAdapterOptions,
    };
    let instance = Instance::new(InstanceDescriptor {
        backends: Backends::BROWSER_WEBGPU,
        flags: InstanceFlags::empty(),
        memory_budget_thresholds: MemoryBudgetThresholds::default(),
        backend_options: BackendOptions::default(),
        display: None,
    });
    let wanted =
        RequestAdapterOptions { power_preference: PowerPreference::HighPerformance, ..Default::default() };
    let adapter = instance.request_adapter(&wanted).await.map_err(|_| GpuRefusal::NoAdapter)?;
    let limits = Limits {
        max_storage_buffers_per_shader_stage: NEEDED_STORAGE_BUFFERS,
        max_storage_buffer_binding_size: u64::from(NEEDED_BUFFER_BYTES),
        max_buffer_size: u64::from(NEEDED_BUFFER_BYTES),
        ..Limits::downlevel_defaults()
    };
    let descriptor = DeviceDescriptor { required_limits: limits, ..Default::default() };
    let (device, queue) = adapter
        .request_device(&descriptor)
        .await
        .map_err(|error| GpuRefusal::DeviceFailed { detail: error.to_string() })?;
    Ok(GpuHandles { device, queue })
}

#[cfg(not(all(target_family = "wasm", feature = "gpu")))]
async fn open_gpu() -> Result<GpuHandles, GpuRefusal> {
    Err(GpuRefusal::NotBuilt)
}
