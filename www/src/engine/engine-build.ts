/** The builds of the one engine, which of them this page can run, and a worker for each. */

/**
 * `cpu` is the smallest and runs everywhere; `cpuThreads` has relaxed SIMD and, where the host allows to share
 * memory, splits its layers among several workers; `gpu` knows WebGPU besides. All speak the same protocol.
 */
export type EngineBuild = "cpu" | "cpuThreads" | "gpu";

/** What decides whether workers can share memory, and whether it would help. */
export interface SharingHost {
  crossOriginIsolated: boolean;
  numCores: number;
}

/** More gain little on layers this small, and a phone needs its other cores. */
const MOST_THREADS = 8;

/** A function with one relaxed instruction, `f32x4.relaxed_madd`: it is valid only where the browser knows it. */
const RELAXED_SIMD_MODULE = Uint8Array.from([
  // The magic word and version 1.
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // One type: from three vectors to one vector.
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b],
  // One function of that type.
  ...[0x03, 0x02, 0x01, 0x00],
  // Its body: the three parameters, the instruction, the end.
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b],
]);

/** The build to begin with; one that will not load makes room for `cpu`. */
export function fastestCpuBuild(
  validate: (module: Uint8Array<ArrayBuffer>) => boolean = WebAssembly.validate,
): EngineBuild {
  return validate(RELAXED_SIMD_MODULE) ? "cpuThreads" : "cpu";
}

/** Threads of the `cpuThreads` build, its own worker included: one where workers may not share memory. */
export function numThreads({ crossOriginIsolated, numCores }: SharingHost = thisHost()): number {
  return crossOriginIsolated ? Math.max(1, Math.min(numCores, MOST_THREADS)) : 1;
}

/** The name of a worker that is to do without threads; a bundler must be able to read it, so it is told no number. */
export const ONE_THREAD_NAME = "engine with one thread";

/** Each build has a worker file of its own, so that a visit fetches one worker and one wasm file and no chain. */
export function createEngineWorker(build: EngineBuild, { oneThread = false } = {}): Worker {
  switch (build) {
    case "cpu":
      return new Worker(new URL("./worker-cpu.ts", import.meta.url), { type: "module", name: "engine" });
    case "cpuThreads":
      if (oneThread) {
        return new Worker(new URL("./worker-cpu-threads.ts", import.meta.url), {
          type: "module",
          name: "engine with one thread",
        });
      }
      return new Worker(new URL("./worker-cpu-threads.ts", import.meta.url), {
        type: "module",
        name: "engine",
      });
    case "gpu":
      return new Worker(new URL("./worker-gpu.ts", import.meta.url), { type: "module", name: "engine" });
    default:
      return build satisfies never;
  }
}

function thisHost(): SharingHost {
  return {
    crossOriginIsolated: globalThis.crossOriginIsolated === true,
    numCores: globalThis.navigator?.hardwareConcurrency ?? 1,
  };
}
