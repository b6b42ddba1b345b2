/** Starts the workers that an engine with threads splits its layers among. */

/** What all threads of an engine have in common. */
export interface SharedEngine {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
}

/** Resolves when all of them run; rejects when one cannot, and the engine is not to be used then. */
export async function startThreads(
  count: number,
  engine: SharedEngine,
  createThread: () => Worker = createThreadWorker,
): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => startThread(createThread(), engine)));
}

function startThread(thread: Worker, engine: SharedEngine): Promise<void> {
  return new Promise((resolve, reject) => {
    thread.addEventListener("message", () => resolve(), { once: true });
    thread.addEventListener("error", ({ message }) =>
      reject(new Error(`a thread did not start: ${message}`)),
    );
    thread.postMessage(engine);
  });
}

function createThreadWorker(): Worker {
  // It ends with the worker that starts it.
  return new Worker(new URL("./worker-thread.ts", import.meta.url), { type: "module", name: "thread" });
}
