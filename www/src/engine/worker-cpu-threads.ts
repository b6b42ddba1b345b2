/** The worker of the `cpuThreads` build: relaxed SIMD, and its layers split among workers that share its memory. */

import wasmUrl from "afterimage-engine-cpu-threads-wasm?url";
import init, { Engine, useThreads } from "afterimage-engine-cpu-threads";
import { numThreads, ONE_THREAD_NAME } from "./engine-build";
import { serveEngine } from "./serve-engine";
import { startThreads } from "./start-threads";

void serveEngine(async () => {
  const module = await WebAssembly.compileStreaming(fetch(wasmUrl));
  const { memory } = await init({ module_or_path: module });
  const count = self.name === ONE_THREAD_NAME ? 1 : numThreads();
  await startThreads(count - 1, { module, memory });
  useThreads(count);
  return new Engine();
});
