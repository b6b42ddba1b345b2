//! Where arithmetic runs, and why not on the GPU.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::NetworkName;

/// Where arithmetic runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Device {
    /// Our kernels on the processor, on one thread or on several.
    Cpu,
    /// Our shaders on WebGPU.
    Gpu,
}

/// What the worker found out about the GPU in JavaScript, before it is opened.
#[derive(Clone, Debug, PartialEq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct GpuPreflight {
    /// `navigator.gpu` exists.
    pub has_webgpu: bool,
    /// `requestAdapter` gave an adapter.
    pub has_adapter: bool,
    /// The adapter's `maxStorageBuffersPerShaderStage`.
    pub max_storage_buffers: u32,
    /// The adapter's `maxStorageBufferBindingSize` in bytes.
    pub max_buffer_bytes: f64,
}

/// Why the GPU is not used.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "reason", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum GpuRefusal {
    /// The browser has no WebGPU.
    NoWebgpu,
    /// The browser has WebGPU but no adapter for it.
    NoAdapter,
    /// A limit of the adapter is too small.
    LimitTooSmall { limit: String, needed: f64, found: f64 },
    /// There are no shaders for the network in use.
    NoShaders { network: NetworkName },
    /// This build of the engine has no GPU code.
    NotBuilt,
    /// The device could not be opened.
    DeviceFailed { detail: String },
    /// An operation gave another answer than the CPU device.
    SelfTestFailed { operation: String, detail: String },
}

/// One operation of the self-test, compared with the CPU device.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SelfTestCheck {
    pub operation: String,
    /// Largest absolute difference to the CPU device; for a step of training, relative to how far it went.
    pub max_difference: f32,
    pub passed: bool,
}
