/** The worker of the `gpu` build: WebGPU, and the CPU device beside it. */

import wasmUrl from "afterimage-engine-gpu-wasm?url";
import init, { Engine } from "afterimage-engine-gpu";
import { serveEngine } from "./serve-engine";

void serveEngine(async () => {
  await init({ module_or_path: wasmUrl });
  return new Engine();
});
