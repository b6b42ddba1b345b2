/** From a fresh worker to a network that is ready: the weights, the device, and what the page knew before. */
import type { WeightsResult } from "../engine/weights-download";
import type { Problem, TrainingBackup } from "./app-state";
import { chooseDevice, type DeviceMemory, type DeviceWish } from "./choose-device";
import type { Dependencies } from "./intents/dependencies";
import type { EmbeddingIntents } from "./intents/embedding-loop";
import type { TrainingIntents } from "./intents/training-intents";

export interface EngineParts {
  dependencies: Dependencies;
  embedding: EmbeddingIntents;
  training: TrainingIntents;
  memory: DeviceMemory;
  /** Fills the page's memory with features that an earlier visit kept for this network. */
  loadFeatures(fingerprint: string): Promise<void>;
}

/** False when there is no network; the state then says why, and the page offers another try. */
export async function connectEngine(
  parts: EngineParts,
  wish: DeviceWish,
  backup: TrainingBackup | undefined,
): Promise<boolean> {
  const { dependencies, embedding, training } = parts;
  const { store } = dependencies;
  store.dispatch({
    type: "enginePhaseChanged",
    phase: { at: "downloading", receivedBytes: 0, totalBytes: undefined },
  });
  const result = await dependencies.downloadWeights({
    onProgress: (receivedBytes, totalBytes) =>
      store.dispatch({ type: "enginePhaseChanged", phase: { at: "downloading", receivedBytes, totalBytes } }),
  });
  const problem = problemFromDownload(result);
  if (problem) {
    // A worker that died meanwhile has said so already, more exactly.
    if (store.state.value.engine.phase.at === "downloading") {
      store.dispatch({ type: "enginePhaseChanged", phase: { at: "failed", problem } });
    }
    return false;
  }
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "choosingDevice" } });
  await chooseDevice(dependencies, wish, parts.memory);
  const fingerprint = store.state.value.engine.backbone?.fingerprint;
  if (fingerprint !== undefined) await parts.loadFeatures(fingerprint);
  await embedding.restoreKnown();
  if (backup && backup.head.fingerprint === fingerprint) await training.bringBack(backup);
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } });
  void embedding.wake();
  return true;
}

function problemFromDownload(result: WeightsResult): Problem | undefined {
  if (result.kind === "event") {
    const { event } = result;
    if (event.kind === "backboneReady") return undefined;
    if (event.kind === "failed") return { kind: "engine", error: event.error };
    return { kind: "downloadFailed", reason: "interrupted", status: undefined };
  }
  const { problem } = result;
  switch (problem.code) {
    case "offline": {
      const reason = problem.receivedBytes > 0 ? "interrupted" : "offline";
      return { kind: "downloadFailed", reason, status: undefined };
    }
    case "httpStatus":
      return { kind: "downloadFailed", reason: "missing", status: problem.status };
    case "aborted":
      return { kind: "downloadFailed", reason: "other", status: undefined };
    default:
      return problem satisfies never;
  }
}
