/** The engine's wasm packages as the page sees them, declared here so that `tsc` passes before they are built. */

declare module "afterimage-engine-cpu" {
  export const Engine: import("./serve-engine").EngineClass;
  const init: import("./serve-engine").LoadModule;
  export default init;
}

declare module "afterimage-engine-cpu-threads" {
  export const Engine: import("./serve-engine").EngineClass;
  /** Splits work among so many threads from now on; waits until the others call `runThread`. */
  export function useThreads(count: number): void;
  /** Does not come back. */
  export function runThread(): void;
  export function initSync(engine: import("./start-threads").SharedEngine): void;
  export default function init(options: {
    module_or_path: WebAssembly.Module;
  }): Promise<{ memory: WebAssembly.Memory }>;
}

declare module "afterimage-engine-gpu" {
  export const Engine: import("./serve-engine").EngineClass;
  const init: import("./serve-engine").LoadModule;
  export default init;
}

declare module "afterimage-engine-cpu-wasm?url" {
  const url: string;
  export default url;
}

declare module "afterimage-engine-cpu-threads-wasm?url" {
  const url: string;
  export default url;
}

declare module "afterimage-engine-gpu-wasm?url" {
  const url: string;
  export default url;
}
