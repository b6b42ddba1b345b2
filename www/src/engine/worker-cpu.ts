/** The worker of the `cpu` build: what every browser can run. */

import wasmUrl from "afterimage-engine-cpu-wasm?url";
import init, { Engine } from "afterimage-engine-cpu";
import { serveEngine } from "./serve-engine";

void serveEngine(async () => {
  await init({ module_or_path: wasmUrl });
  return new Engine();
});
