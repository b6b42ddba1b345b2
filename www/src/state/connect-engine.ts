/** From a fresh worker to a network that is ready on the CPU: the weights, and what the page knew before. */
import type { WeightsResult } from "../engine/weights-download";
import type { Problem, TrainingBackup } from "./app-state";
import type { Dependencies } from "./intents/dependencies";
import type { EmbeddingIntents } from "./intents/embedding-loop";
import type { TrainingIntents } from "./intents/training-intents";

export interface EngineParts {
  dependencies: Dependencies;
  embedding: EmbeddingIntents;
  training: TrainingIntents;
  /** Fills the page's memory with features that an earlier visit kept for this network. */
  loadFeatures(fingerprint: string): Promise<void>;
}

export interface Connection {
  /** What was learned before; the storage may still be opening while the weights arrive. */
  backup(): Promise<TrainingBackup | undefined>;
  /** False once the worker has died: what follows is another connection's business. */
  isAlive(): boolean;
}

/** False when there is no network; the state then says why, and the page offers another try. */
export async function connectEngine(parts: EngineParts, { backup, isAlive }: Connection): Promise<boolean> {
  const { dependencies, embedding, training } = parts;
  const { store, client } = dependencies;
  const say = (receivedBytes: number, totalBytes: number | undefined) => {
    // The file goes on arriving when the worker it was for has died, for the next one.
    if (!isAlive()) return;
    store.dispatch({ type: "enginePhaseChanged", phase: { at: "downloading", receivedBytes, totalBytes } });
  };
  say(0, undefined);
  const result = await dependencies.downloadWeights(client, { onProgress: say });
  if (!isAlive()) return false;
  const problem = problemFromDownload(result);
  if (problem) {
    store.dispatch({ type: "enginePhaseChanged", phase: { at: "failed", problem } });
    return false;
  }
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "restoring" } });
  const kept = await backup();
  const fingerprint = store.state.value.engine.backbone?.fingerprint;
  if (fingerprint !== undefined && isAlive()) await parts.loadFeatures(fingerprint);
  if (isAlive()) await embedding.restoreKnown();
  if (kept && kept.head.fingerprint === fingerprint && isAlive()) await training.bringBack(kept);
  if (!isAlive()) return false;
  store.dispatch({ type: "deviceChosen", choice: { device: "cpu", why: { because: "answersFirst" } } });
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
