/** Shows the network all of the learner's pictures with one layer in mind, a few at a time: what ranking and finding need. */
import type { EngineClient } from "../../engine/client";
import type { EngineError } from "../../engine/protocol";
import type { AppState, Example } from "../app-state";
import type { Dependencies } from "../intents/dependencies";
import { seenPictures } from "../picture-side";

/** Large enough to keep the device busy, small enough that other questions and stopping need not wait long. */
const PICTURES_AT_ONCE = 8;

/** A survey during which the engine dies more often than this is probably what kills it. */
const MOST_RESTARTS = 1;

const MILLIS_BETWEEN_LOOKS_AT_RESTART = 100;

export interface SurveyProgress {
  done: number;
  total: number;
}

export type SurveyEnd =
  /** Every picture that can be read is surveyed. */
  | { end: "complete" }
  /** The signal said so; what was done until then is kept. */
  | { end: "stopped" }
  | { end: "failed"; error: EngineError };

type NeededParts = Pick<Dependencies, "store" | "client" | "inputs" | "waitMillis">;

/**
 * Surveys what the engine does not know yet, pictures added meanwhile included. Where the engine is started again
 * on the way, or turns out to have forgotten, it goes on with everything that is then missing. Two surveys at the
 * same time take turns and do nothing twice.
 */
export async function surveyLayer(
  dependencies: NeededParts,
  layer: number,
  onProgress: (progress: SurveyProgress) => void,
  signal: AbortSignal,
): Promise<SurveyEnd> {
  const { store, client } = dependencies;
  const unreadable = new Set<number>();
  let numRestarts = 0;

  const wanted = () => missingPictures(store.state.peek(), layer).filter(({ id }) => !unreadable.has(id));

  async function surveyChunk(): Promise<SurveyEnd | undefined> {
    const missing = wanted();
    const total = store.state.peek().examples.size - unreadable.size;
    onProgress({ done: total - missing.length, total });
    if (missing.length === 0) return { end: "complete" };
    if (signal.aborted) return { end: "stopped" };
    const chunk = await withPixels(dependencies, missing.slice(0, PICTURES_AT_ONCE), unreadable);
    if (signal.aborted) return { end: "stopped" };
    if (chunk.exampleIds.length === 0) return undefined;
    const event = await client.send({ kind: "surveyLayer", layer, ...chunk });
    if (event.kind !== "failed") return undefined;
    // A dead engine is started again by others; one that lives and refuses would refuse again.
    if (store.state.peek().engine.phase.at === "ready" || numRestarts === MOST_RESTARTS) {
      return { end: "failed", error: event.error };
    }
    numRestarts += 1;
    return (await isBack(dependencies, signal)) ? undefined : endWithoutEngine(event.error, signal);
  }

  for (;;) {
    const end = await inTurn(client, surveyChunk);
    if (end) return end;
  }
}

/** Pictures of the learner that the engine has not looked at with this layer in mind. */
export function missingPictures(state: AppState, layer: number): Example[] {
  const known = state.neuron.surveyed.get(layer);
  return [...state.examples.values()].filter(({ id }) => !known?.has(id));
}

async function withPixels({ inputs }: NeededParts, examples: readonly Example[], unreadable: Set<number>) {
  const readable: { id: number; pixels: Uint8Array }[] = [];
  for (const { id, blob } of examples) {
    const pixels = await inputs.pixelsFromBlob(blob);
    if (pixels) readable.push({ id, pixels });
    else unreadable.add(id);
  }
  const seen = seenPictures(readable.map(({ pixels }) => pixels));
  return { exampleIds: readable.map(({ id }) => id), ...seen };
}

/** Waits for the engine; false when it will not come back, or nobody wants it any more. */
async function isBack({ store, waitMillis }: NeededParts, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const phase = store.state.peek().engine.phase.at;
    if (phase === "ready") return true;
    if (phase === "failed" || signal.aborted) return false;
    await waitMillis(MILLIS_BETWEEN_LOOKS_AT_RESTART);
  }
}

function endWithoutEngine(error: EngineError, signal: AbortSignal): SurveyEnd {
  return signal.aborted ? { end: "stopped" } : { end: "failed", error };
}

/** The last survey in line, for each engine. */
const lines = new WeakMap<EngineClient, Promise<unknown>>();

function inTurn<Result>(client: EngineClient, work: () => Promise<Result>): Promise<Result> {
  const turn = (lines.get(client) ?? Promise.resolve()).then(work);
  lines.set(
    client,
    turn.catch(() => {}),
  );
  return turn;
}
