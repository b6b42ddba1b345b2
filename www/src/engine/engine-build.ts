/** The builds of the one engine, which of them this page can run, and a worker for each. */

/**
 * `cpu` is the smallest and runs everywhere; `cpuThreads` splits its layers among several workers; `gpu` knows
 * WebGPU besides. All three speak the same protocol.
 */
export type EngineBuild = "cpu" | "cpuThreads" | "gpu";

/** What decides whether workers can share memory, and whether it would help. */
export interface SharingHost {
  crossOriginIsolated: boolean;
  numCores: number;
}

/** More gain little on layers this small, and a phone needs its other cores. */
const MOST_THREADS = 8;

/** The build to begin with. */
export function fastestCpuBuild(host: SharingHost = thisHost()): EngineBuild {
  return host.crossOriginIsolated && numThreads(host) > 1 ? "cpuThreads" : "cpu";
}

/** Threads of the `cpuThreads` build, its own worker included. */
export function numThreads({ numCores }: Pick<SharingHost, "numCores"> = thisHost()): number {
  return Math.max(1, Math.min(numCores, MOST_THREADS));
}

/** Each build has a worker file of its own, so that a visit fetches one worker and one wasm file and no chain. */
export function createEngineWorker(build: EngineBuild): Worker {
  switch (build) {
    case "cpu":
      return new Worker(new URL("./worker-cpu.ts", import.meta.url), { type: "module", name: "engine" });
    case "cpuThreads":
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
