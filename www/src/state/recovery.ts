/** What happens when the worker dies or the GPU goes away: a new one is started and told everything again. */
import type { EngineStop } from "../engine/client";
import type { EngineError } from "../engine/protocol";
import type { TrainingBackup } from "./app-state";
import type { DeviceWish } from "./choose-device";
import { connectEngine, type EngineParts } from "./connect-engine";

export interface Recovery {
  /** The first start, or another one after a failure that waited for the learner. */
  start(backup: TrainingBackup | undefined): Promise<void>;
  onStopped(stop: EngineStop): void;
  onFailed(error: EngineError): void;
  /** Measures again, whatever was remembered. */
  retryGpu(): Promise<void>;
}

/** A network that stops more often than this would stop for ever. */
const MOST_RESTARTS = 3;
const WITHIN_MILLIS = 120_000;

export function createRecovery(parts: EngineParts, addressWish: DeviceWish): Recovery {
  const { dependencies, training } = parts;
  const { store, client, nowMillis } = dependencies;
  let restarts: number[] = [];
  let wish = addressWish;
  let isRestarting = false;
  /** What the next worker is to know; kept until one has taken it. */
  let wanted: { backup: TrainingBackup | undefined; isTraining: boolean } = {
    backup: undefined,
    isTraining: false,
  };

  async function connect(): Promise<boolean> {
    const isConnected = await connectEngine(parts, wish, wanted.backup);
    if (!isConnected) return false;
    const { isTraining } = wanted;
    wanted = { backup: undefined, isTraining: false };
    if (isTraining) void training.train();
    return true;
  }

  /** What was learned must be read before the state hears of the loss. */
  function remember(): void {
    const { isWanted } = store.state.value.training;
    wanted = {
      backup: training.backup() ?? wanted.backup,
      isTraining: isWanted || wanted.isTraining,
    };
    training.forgetEngine();
    store.dispatch({ type: "engineLost" });
    store.dispatch({ type: "enginePhaseChanged", phase: { at: "starting" } });
  }

  async function restart(): Promise<boolean> {
    if (isRestarting) return false;
    isRestarting = true;
    await client.restart();
    isRestarting = false;
    return store.state.value.engine.phase.at === "starting" && connect();
  }

  return {
    async start(backup) {
      if (backup) wanted = { ...wanted, backup };
      // The worker of a first start is there already; after a failure only a new one is certain to be empty.
      if (store.state.value.engine.phase.at === "starting") await connect();
      else {
        restarts = [];
        remember();
        await restart();
      }
    },
    onStopped(stop) {
      remember();
      const now = nowMillis();
      restarts = [...restarts.filter((time) => now - time < WITHIN_MILLIS), now];
      if (stop.code === "loadFailed" || restarts.length > MOST_RESTARTS) {
        const kind = stop.code === "loadFailed" ? "engineNotLoaded" : "engineKeepsStopping";
        store.dispatch({ type: "enginePhaseChanged", phase: { at: "failed", problem: { kind } } });
        return;
      }
      void restart().then((isBack) => {
        if (isBack) store.dispatch({ type: "problemHappened", problem: { kind: "engineRestarted" } });
      });
    },
    onFailed(error) {
      const isOnGpu = store.state.value.engine.device?.device === "gpu";
      if (!isOnGpu || (error.code !== "gpuFailed" && error.code !== "readBackFailed")) return;
      wish = "cpuBecauseGpuWasLost";
      remember();
      void restart().then((isBack) => {
        if (isBack) store.dispatch({ type: "problemHappened", problem: { kind: "gpuLost" } });
      });
    },
    async retryGpu() {
      wish = addressWish === "cpu" ? undefined : addressWish;
      parts.memory.forget();
      remember();
      await restart();
    },
  };
}
