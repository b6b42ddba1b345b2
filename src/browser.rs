//! The engine as JavaScript sees it; the only file that knows wasm-bindgen.

use std::cell::RefCell;

use js_sys::{Float32Array, Reflect};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::engine;
use crate::error::{EngineError, EngineResult};
use crate::protocol::{EngineCommand, EngineEvent, Floats};

thread_local! {
    /// What wgpu logged as an error since the last command: a shader that fails validation is only
    /// logged, its work is skipped, and the result would be stale numbers.
    static GPU_ERRORS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Called once when the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // The worker reads this after the trap that follows; the module itself is not entered again.
        let _ = Reflect::set(&js_sys::global(), &"afterimagePanic".into(), &panic.to_string().into());
    }));
    // Fails only when a logger is installed already, which then does the same.
    let _ = log::set_logger(&GpuErrorLogger);
    log::set_max_level(log::LevelFilter::Error);
}

/// The engine; one command at a time.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    engine: engine::Engine,
}

#[wasm_bindgen]
impl Engine {
    /// An engine without weights.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an `EngineCommand` and gives its `EngineEvent`.
    pub async fn handle(&mut self, command: JsValue) -> Result<JsValue, JsValue> {
        let event = match command_from_js(&command) {
            Ok(command) => self.engine.handle(command).await,
            Err(error) => EngineEvent::Failed { error },
        };
        let gpu_errors = GPU_ERRORS.take();
        let event = match gpu_errors.first() {
            // What the GPU said then is why the blocks have left it.
            Some(_) if matches!(event, EngineEvent::Failed { error: EngineError::TuningLeftGpu { .. } }) => {
                event
            }
            Some(detail) => EngineEvent::Failed { error: EngineError::GpuFailed { detail: detail.clone() } },
            None => event,
        };
        Ok(serde_wasm_bindgen::to_value(&event)?)
    }
}

/// Several threads, each in a worker of its own that shares this module's memory.
#[cfg(feature = "threads")]
mod threads {
    use std::sync::{Condvar, Mutex, PoisonError};

    use rayon::{ThreadBuilder, ThreadPoolBuilder};
    use wasm_bindgen::prelude::{JsError, wasm_bindgen};

    /// Threads that rayon wants and no worker has taken yet.
    static WANTED: Mutex<Vec<ThreadBuilder>> = Mutex::new(Vec::new());
    static ONE_IS_WANTED: Condvar = Condvar::new();

    /// Splits work among `count` threads from now on, this one included. The other workers must be on their way
    /// to `runThread`: this waits for them.
    #[wasm_bindgen(js_name = useThreads)]
    pub fn use_threads(count: usize) -> Result<(), JsError> {
        let pool = ThreadPoolBuilder::new().num_threads(count).use_current_thread();
        let pool = pool.spawn_handler(|thread| {
            WANTED.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
            ONE_IS_WANTED.notify_one();
            Ok(())
        });
        Ok(pool.build_global()?)
    }

    /// Turns this worker into a thread; does not come back.
    #[wasm_bindgen(js_name = runThread)]
    pub fn run_thread() {
        let mut wanted = WANTED.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(thread) = wanted.pop() {
                drop(wanted);
                return thread.run();
            }
            wanted = ONE_IS_WANTED.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

struct GpuErrorLogger;

impl log::Log for GpuErrorLogger {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        metadata.level() == log::Level::Error
    }

    fn log(&self, record: &log::Record) {
        if self.enabled(record.metadata()) {
            GPU_ERRORS.with_borrow_mut(|errors| errors.push(record.args().to_string()));
        }
    }

    fn flush(&self) {}
}

/// Commands arrive as tagged objects. serde buffers those, and a typed array does not survive its buffer,
/// so the two commands that carry one are taken apart here.
fn command_from_js(command: &JsValue) -> EngineResult<EngineCommand> {
    let malformed =
        |error: serde_wasm_bindgen::Error| EngineError::CommandMalformed { detail: error.to_string() };
    let field = |name: &str| Reflect::get(command, &name.into()).unwrap_or(JsValue::UNDEFINED);
    match field("kind").as_string().as_deref() {
        Some("restoreFeatures") => Ok(EngineCommand::RestoreFeatures {
            example_ids: serde_wasm_bindgen::from_value(field("exampleIds")).map_err(malformed)?,
            features: serde_wasm_bindgen::from_value(field("features")).map_err(malformed)?,
        }),
        Some("importHead") => Ok(EngineCommand::ImportHead {
            head: serde_wasm_bindgen::from_value(field("head")).map_err(malformed)?,
        }),
        _ => serde_wasm_bindgen::from_value(command.clone()).map_err(malformed),
    }
}

impl Serialize for Floats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&Float32Array::from(self.0.as_slice()), serializer)
    }
}

impl<'de> Deserialize<'de> for Floats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let array: Float32Array = serde_wasm_bindgen::preserve::deserialize(deserializer)?;
        Ok(Self(array.to_vec()))
    }
}
