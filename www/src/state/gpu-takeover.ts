/** Brings in the GPU while the CPU works, and gives up when the engine that it would replace is gone. */
import type { DeviceReason } from "./app-state";
import type { DeviceMemory, DeviceWish } from "./choose-device";
import type { Dependencies } from "./intents/dependencies";
import type { TrainingIntents } from "./intents/training-intents";

/** The network that programs for graphics processors were written for. */
const WITH_SHADERS = "efficientnet-lite0";

export interface GpuTakeover {
  /**
   * Finds out which device runs the network and lets the GPU take over if it is that one. The engine must be
   * ready. Never rejects, and resolves once it is decided; whatever goes wrong leaves the CPU as it is.
   */
  begin(wish: DeviceWish): Promise<void>;
  /** Ends a try under way, because the engine that it would have replaced is gone. */
  cancel(): void;
}

export interface TakeoverParts {
  dependencies: Dependencies;
  training: TrainingIntents;
  memory: DeviceMemory;
}

export function createGpuTakeover(parts: TakeoverParts): GpuTakeover {
  const { store } = parts.dependencies;
  let current: AbortController | undefined;

  function cancel(): void {
    current?.abort();
    current = undefined;
    if (store.state.value.engine.gpuSearch) store.dispatch({ type: "gpuSearchChanged", search: undefined });
  }

  return {
    async begin(wish) {
      cancel();
      const { device, backbone } = store.state.value.engine;
      if (device?.device === "gpu") return;
      if (backbone && backbone.network !== WITH_SHADERS) {
        const refusal = { reason: "noShaders", network: backbone.network } as const;
        const choice = { device: "cpu", why: { because: "refused", refusal } } as const;
        store.dispatch({ type: "deviceChosen", choice });
        return;
      }
      const attempt = new AbortController();
      current = attempt;
      const why = reasonFromWish(wish) ?? (await tryGpu(parts, wish, attempt.signal));
      if (current !== attempt) return;
      cancel();
      if (why) store.dispatch({ type: "deviceChosen", choice: { device: "cpu", why } });
    },
    cancel,
  };
}

/** What speaks against the GPU before anything of it is fetched. */
export function reasonFromWish(wish: DeviceWish): DeviceReason | undefined {
  switch (wish) {
    case "cpu":
      return { because: "asked" };
    case "cpuBecauseGpuWasLost":
      return { because: "gpuLost" };
    case "gpu":
    case undefined:
      return undefined;
    default:
      return wish satisfies never;
  }
}

/** How a try goes is fetched only now: the first answer comes from the CPU, and needs none of it. */
async function tryGpu(
  parts: TakeoverParts,
  wish: DeviceWish,
  signal: AbortSignal,
): Promise<DeviceReason | undefined> {
  let code: typeof import("./gpu-attempt");
  try {
    code = await import("./gpu-attempt");
  } catch {
    return { because: "gpuNotLoaded" };
  }
  return code.attemptGpu(parts, wish, signal).catch((cause) => code.notStarted(String(cause)));
}
