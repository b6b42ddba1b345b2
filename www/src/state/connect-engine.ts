/** From a fresh worker to a network that is ready on the CPU: the weights, and what the page knew before. */
import { STANDARD_NETWORK } from "../engine/network-choice";
import type { WeightsResult } from "../engine/weights-download";
import type { Problem, TrainingBackup } from "./app-state";
import type { Dependencies } from "./intents/dependencies";
import type { EmbeddingIntents } from "./intents/embedding-loop";
import type { TrainingIntents } from "./intents/training-intents";
import { historyFromSaved, scheduleFromSaved, tuningFromSaved } from "./load-work";

export interface EngineParts {
  dependencies: Dependencies;
  embedding: EmbeddingIntents;
  training: TrainingIntents;
  /** Fills the page's memory with features that an earlier visit kept for this network. */
  loadFeatures(fingerprint: string): Promise<void>;
}

export interface Connection {
  /** Which network it is to be is known once the storage is open. */
  opened: Promise<unknown>;
  /** What was learned before. */
  backup(): TrainingBackup | undefined;
  /** False once the worker has died: what follows is another connection's business. */
  isAlive(): boolean;
}

/** False when there is no network; the state then says why, and the page offers another try. */
export async function connectEngine(parts: EngineParts, connection: Connection): Promise<boolean> {
  const { store, client, bringNetwork } = parts.dependencies;
  const { opened, backup, isAlive } = connection;
  const say = (receivedBytes: number, totalBytes: number | undefined) => {
    // The file goes on arriving when the worker it was for has died, for the next one.
    if (!isAlive()) return;
    store.dispatch({ type: "enginePhaseChanged", phase: { at: "downloading", receivedBytes, totalBytes } });
  };
  say(0, undefined);
  await opened;
  let result = await bringNetwork(client, { onProgress: say });
  if (isAlive() && result.kind === "problem" && result.problem.code === "absent") {
    store.dispatch({ type: "network", change: { choice: STANDARD_NETWORK } });
    store.dispatch({ type: "problemHappened", problem: { kind: "networkFileGone" } });
    result = await bringNetwork(client, { onProgress: say });
  }
  if (!isAlive()) return false;
  const problem = problemFromWeights(result);
  if (problem) {
    store.dispatch({ type: "enginePhaseChanged", phase: { at: "failed", problem } });
    return false;
  }
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "restoring" } });
  return settleIn(parts, backup(), isAlive);
}

const READERS = { historyFromSaved, scheduleFromSaved, tuningFromSaved };

/** Tells an engine with another network what the page knows of that network; false when it died on the way. */
export async function settleIn(
  { dependencies, embedding, training, loadFeatures }: EngineParts,
  backup: TrainingBackup | undefined,
  isAlive: () => boolean,
): Promise<boolean> {
  const { store } = dependencies;
  const fingerprint = store.state.value.engine.backbone?.fingerprint ?? "";
  const isOwn = backup?.head.fingerprint === fingerprint;
  if (isAlive()) await loadFeatures(fingerprint);
  if (isAlive()) await embedding.restoreKnown();
  const parked = isOwn ? undefined : await dependencies.parkedHead(fingerprint);
  if (isOwn && backup && isAlive()) await training.bringBack(backup);
  else if ((backup || parked) && isAlive()) {
    const { changeHead } = await import("./network/late-network");
    await changeHead(dependencies, training, READERS, { from: backup, to: parked });
  }
  if (!isAlive()) return false;
  store.dispatch({ type: "deviceChosen", choice: { device: "cpu", why: { because: "answersFirst" } } });
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } });
  void embedding.wake();
  return true;
}

/** Why there is no network, if there is none. */
export function problemFromWeights(result: WeightsResult): Problem | undefined {
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
    case "absent":
      return { kind: "networkFileGone" };
    default:
      return problem satisfies never;
  }
}
