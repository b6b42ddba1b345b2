//! Numbers from a buffer of the GPU, as a future.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use wgpu::{Buffer, BufferAsyncError, MapMode};

use crate::error::{EngineError, EngineResult};

/// Waits until everything submitted so far is done and reads the buffer, which must allow to be mapped.
///
/// # Errors
/// `ReadBackFailed` when the device was lost.
pub async fn read_floats(buffer: &Buffer) -> EngineResult<Vec<f32>> {
    let answer = Arc::new(Mutex::new(Answer::default()));
    let told = Arc::clone(&answer);
    buffer.map_async(MapMode::Read, .., move |result| {
        if let Ok(mut answer) = told.lock() {
            answer.result = Some(result);
            if let Some(waker) = answer.waker.take() {
                waker.wake();
            }
        }
    });
    poll_fn(|context| {
        let Ok(mut answer) = answer.lock() else { return Poll::Ready(Err(BufferAsyncError)) };
        match answer.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                answer.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
    .map_err(|error| failed(&error))?;
    let view = buffer.get_mapped_range(..).map_err(|error| failed(&error))?;
    let values = view.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    drop(view);
    buffer.unmap();
    Ok(values)
}

#[derive(Default)]
struct Answer {
    result: Option<Result<(), BufferAsyncError>>,
    waker: Option<Waker>,
}

fn failed(error: &impl std::fmt::Display) -> EngineError {
    EngineError::ReadBackFailed { detail: error.to_string() }
}
