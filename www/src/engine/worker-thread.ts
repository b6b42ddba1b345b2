/** One thread of the `cpuThreads` engine: it joins the engine's memory and then only computes, until it is ended. */

import { initSync, runThread } from "afterimage-engine-cpu-threads";
import type { SharedEngine } from "./start-threads";

self.addEventListener("message", ({ data }: MessageEvent<SharedEngine>) => {
  initSync(data);
  // Said before, because `runThread` does not come back.
  self.postMessage("running");
  runThread();
});
