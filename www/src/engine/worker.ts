/** The engine's worker, and the only importer of the wasm package: it owns wasm and GPU. */

import wasmUrl from "afterimage-engine-wasm?url";
import init, { Engine } from "afterimage-engine";
import { holdLifeLock } from "./life-lock";
import { preflightGpu } from "./preflight";
import type { WorkerScope } from "./serve-engine";
import { serveEngine } from "./serve-engine";

// The page's types describe a window; in here `self` is a worker's scope.
void serveEngine(
  self as unknown as WorkerScope,
  async () => {
    await init({ module_or_path: wasmUrl });
    return new Engine();
  },
  () => preflightGpu(navigator.gpu),
  holdLifeLock,
);
