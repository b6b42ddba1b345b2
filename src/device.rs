//! Where arithmetic runs: the GPU is used only after it was looked at, opened, and caught in no error.

mod self_test;

use burn::tensor::Device;

use crate::protocol::{GpuPreflight, GpuRefusal, SelfTestCheck};

/// burn binds up to this many storage buffers in one kernel.
const NEEDED_STORAGE_BUFFERS: u32 = 8;
/// The widest activation of the backbone: 32 pictures × 96 channels × 112 × 112 × 4 bytes.
const NEEDED_BUFFER_BYTES: f64 = 128.0 * 1024.0 * 1024.0;

/// A GPU that may be used, and the self-test it passed.
pub struct ConnectedGpu {
    pub device: Device,
    pub checks: Vec<SelfTestCheck>,
}

/// A GPU that may not be used, and the self-test as far as it came.
pub struct RefusedGpu {
    pub reason: GpuRefusal,
    pub checks: Vec<SelfTestCheck>,
}

/// Opens the GPU and compares every operation the engine uses with the CPU device.
///
/// # Errors
/// The reason to stay on the CPU device.
pub async fn connect_gpu(preflight: &GpuPreflight) -> Result<ConnectedGpu, RefusedGpu> {
    let refused = |reason| RefusedGpu { reason, checks: Vec::new() };
    if let Some(reason) = refusal_from_preflight(preflight) {
        return Err(refused(reason));
    }
    let device = open_gpu().await.map_err(refused)?;
    match self_test::run(&device).await {
        Ok(checks) => Ok(ConnectedGpu { device, checks }),
        Err((reason, checks)) => Err(RefusedGpu { reason, checks }),
    }
}

/// What the adapter lacks, if anything; burn would panic without it, so it is asked first.
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
    } else if !preflight.has_timestamp_query {
        Some(GpuRefusal::NoTimestampQuery)
    } else if preflight.max_storage_buffers < NEEDED_STORAGE_BUFFERS {
        let found = f64::from(preflight.max_storage_buffers);
        Some(too_small("maxStorageBuffersPerShaderStage", f64::from(NEEDED_STORAGE_BUFFERS), found))
    } else if preflight.max_buffer_bytes < NEEDED_BUFFER_BYTES {
        Some(too_small("maxStorageBufferBindingSize", NEEDED_BUFFER_BYTES, preflight.max_buffer_bytes))
    } else {
        None
    }
}

#[cfg(all(target_family = "wasm", feature = "webgpu"))]
async fn open_gpu() -> Result<Device, GpuRefusal> {
    // A small queue keeps each submission short, so that no driver takes it for a hang.
    let opening = Device::wgpu_options().tasks_max(32).init_async().await;
    opening.map_err(|error| GpuRefusal::DeviceFailed { detail: error.to_string() })
}

#[cfg(not(all(target_family = "wasm", feature = "webgpu")))]
async fn open_gpu() -> Result<Device, GpuRefusal> {
    Err(GpuRefusal::NotBuilt)
}
