//! What the GPU refuses, noticed where it was asked for.

use wgpu::{Device, ErrorFilter, ErrorScopeGuard};

use crate::error::{EngineError, EngineResult};

/// Notices what the GPU refuses, and that it has no more memory, until it is asked.
pub struct Scope {
    // Dropped in this order: the one pushed last must be popped first.
    of_memory: ErrorScopeGuard,
    of_validation: ErrorScopeGuard,
}

impl Scope {
    pub fn new(device: &Device) -> Self {
        let of_validation = device.push_error_scope(ErrorFilter::Validation);
        Self { of_memory: device.push_error_scope(ErrorFilter::OutOfMemory), of_validation }
    }

    /// Whether all was well; what is done from now on is not looked at.
    pub fn end(self) -> impl Future<Output = EngineResult<()>> + 'static {
        let (of_memory, of_validation) = (self.of_memory.pop(), self.of_validation.pop());
        async move {
            let of_memory = of_memory.await;
            match of_validation.await.or(of_memory) {
                Some(error) => Err(failed(&error.to_string())),
                None => Ok(()),
            }
        }
    }
}

/// The GPU cannot go on.
pub fn failed(detail: &str) -> EngineError {
    EngineError::GpuFailed { detail: detail.to_owned() }
}
