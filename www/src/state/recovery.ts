/** What happens when the worker dies or the GPU goes away: a new one is started and told everything again. */
import type { EngineStop } from "../engine/client";
import { fastestCpuBuild } from "../engine/engine-build";
import type { EngineError } from "../engine/protocol";
import type { TrainingBackup } from "./app-state";
import type { DeviceMemory, DeviceWish } from "./choose-device";
import { connectEngine, type EngineParts, problemFromWeights, settleIn } from "./connect-engine";
import { createGpuTakeover } from "./gpu-takeover";
import { initialState } from "./initial-state";
import type { NetworkWays } from "./network/lazy-network";

export interface Recovery {
  /** The first start, which need not wait for the storage, or another one after a failure. */
  start(backup?: Promise<TrainingBackup | undefined>): Promise<void>;
  onStopped(stop: EngineStop): void;
  onFailed(error: EngineError): void;
  /** Tries the GPU again, whatever was remembered. */
  retryGpu(): Promise<void>;
  /** For whoever puts another network in the place of the one in use. */
  network: NetworkWays;
}

/** A network that stops more often than this would stop for ever. */
const MOST_RESTARTS = 3;
const WITHIN_MILLIS = 120_000;

export function createRecovery(
  parts: EngineParts & { memory: DeviceMemory },
  addressWish: DeviceWish,
): Recovery {
  const { dependencies, training, memory } = parts;
  const { store, client, nowMillis } = dependencies;
  const takeover = createGpuTakeover(parts);
  let restarts: number[] = [];
  let wish = addressWish;
  let isRestarting = false;
  /** Of the worker in use, so that nobody goes on with one that is gone. */
  let life = new AbortController();
  let opened: Promise<unknown> = Promise.resolve();
  /** What the next worker is to know; kept until one has taken it. */
  let wanted: { backup: TrainingBackup | undefined; isTraining: boolean } = {
    backup: undefined,
    isTraining: false,
  };

  const phase = () => store.state.value.engine.phase.at;
  const isOnGpu = () => store.state.value.engine.device?.device === "gpu";

  async function connect(): Promise<boolean> {
    const { signal } = life;
    const isConnected = await connectEngine(parts, {
      opened,
      backup: () => wanted.backup,
      isAlive: () => !signal.aborted,
    });
    if (!isConnected) return false;
    const { isTraining } = wanted;
    wanted = { backup: undefined, isTraining: false };
    void takeover.begin(wish);
    if (isTraining) void training.train();
    return true;
  }

  /** What was learned must be read before the state hears of the loss. */
  function remember(): void {
    life.abort();
    life = new AbortController();
    takeover.cancel();
    const { isWanted } = store.state.value.training;
    wanted = {
      backup: training.backup() ?? wanted.backup,
      isTraining: isWanted || wanted.isTraining,
    };
    training.forgetEngine();
    store.dispatch({ type: "engineLost" });
    store.dispatch({ type: "enginePhaseChanged", phase: { at: "starting" } });
  }

  /** Always on the CPU, where every visit begins. */
  async function restart(): Promise<boolean> {
    if (isRestarting) return false;
    isRestarting = true;
    await client.restart();
    isRestarting = false;
    return phase() === "starting" && connect();
  }

  async function startAnew(): Promise<void> {
    restarts = [];
    remember();
    await restart();
  }

  /** A GPU that went away once is left alone until the learner asks for it. */
  function replaceWorker(wasOnGpu: boolean): void {
    void restart().then((isBack) => {
      const kind = wasOnGpu ? "gpuLost" : "engineRestarted";
      if (isBack) store.dispatch({ type: "problemHappened", problem: { kind } });
    });
  }

  return {
    async start(backup) {
      if (backup) {
        opened = backup.then((found) => {
          if (found) wanted = { ...wanted, backup: found };
        });
      }
      // The worker of a first start is there already; after a failure only a new one is certain to be empty.
      if (phase() === "starting") await connect();
      else await startAnew();
    },
    onStopped(stop) {
      const wasOnGpu = isOnGpu();
      if (wasOnGpu) wish = "cpuBecauseGpuWasLost";
      remember();
      const now = nowMillis();
      restarts = [...restarts.filter((time) => now - time < WITHIN_MILLIS), now];
      if (stop.code === "loadFailed" || restarts.length > MOST_RESTARTS) {
        const kind = stop.code === "loadFailed" ? "engineNotLoaded" : "engineKeepsStopping";
        store.dispatch({ type: "enginePhaseChanged", phase: { at: "failed", problem: { kind } } });
        return;
      }
      replaceWorker(wasOnGpu);
    },
    onFailed(error) {
      if (!isOnGpu() || (error.code !== "gpuFailed" && error.code !== "readBackFailed")) return;
      wish = "cpuBecauseGpuWasLost";
      remember();
      replaceWorker(true);
    },
    async retryGpu() {
      wish = addressWish === "cpu" ? undefined : addressWish;
      memory.forget();
      if (phase() === "ready") await takeover.begin(wish);
      else if (phase() === "failed") await startAnew();
    },
    network: {
      parts,
      tools: { fastestCpuBuild, initialState, problemFromWeights, settleIn },
      engineLife: () => life.signal,
      startAnew,
      pauseGpu: takeover.cancel,
      beginGpu: () => takeover.begin(wish),
    },
  };
}
