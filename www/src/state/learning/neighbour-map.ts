/** Has a worker arrange pictures so that those with like features lie together, and tells how far it has come. */
import type { NeighbourMap } from "./learning-state";
import type { NeighbourAnswer, NeighbourJob } from "./neighbour-worker";

/** Every picture is compared with every other: twice as many take four times as long. */
export const MOST_PICTURES = 2000;

/** With fewer there is nothing to arrange. */
export const FEWEST_PICTURES = 5;

/** What the map needs of a `Worker`. */
export type NeighbourWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

export interface NeighbourMapOptions {
  exampleIds: readonly number[];
  features(exampleId: number): Float32Array | undefined;
  createWorker(): NeighbourWorker;
  onChange(map: NeighbourMap): void;
}

/** Gives what stops it. */
export function startNeighbourMap(options: NeighbourMapOptions): () => void {
  const known = options.exampleIds.flatMap((id) => {
    const features = options.features(id);
    return features ? [{ id, features }] : [];
  });
  if (known.length < FEWEST_PICTURES) {
    options.onChange({ at: "failed" });
    return () => {};
  }
  const sample = evenSample(known, MOST_PICTURES);
  const exampleIds = sample.map(({ id }) => id);
  options.onChange({ at: "running", done: 0, total: 1 });
  let worker: NeighbourWorker | undefined;

  function end(map: NeighbourMap): void {
    worker?.terminate();
    worker = undefined;
    options.onChange(map);
  }

  try {
    worker = options.createWorker();
  } catch {
    end({ at: "failed" });
    return () => {};
  }
  worker.addEventListener("message", ({ data }) => {
    if (!worker) return;
    const answer = data as NeighbourAnswer;
    if (answer.kind === "progress") {
      options.onChange({ at: "running", done: answer.done, total: answer.total });
    } else {
      const placed = { exampleIds, positions: answer.positions, numPictures: known.length };
      end({ at: "made", placed });
    }
  });
  worker.addEventListener("error", () => worker && end({ at: "failed" }));
  const length = sample[0]?.features.length ?? 0;
  const rows = new Float32Array(sample.length * length);
  for (const [row, { features }] of sample.entries()) rows.set(features.subarray(0, length), row * length);
  const job: NeighbourJob = { features: rows, length };
  worker.postMessage(job, [rows.buffer]);
  return () => {
    worker?.terminate();
    worker = undefined;
  };
}

/** Evenly spread over the list, so that every class keeps its share; always the same ones. */
export function evenSample<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const stride = items.length / most;
  return Array.from({ length: most }, (_, index) => items[Math.floor(index * stride)]).filter(
    (item) => item !== undefined,
  );
}

export function browserNeighbourWorker(): NeighbourWorker {
  return new Worker(new URL("./neighbour-worker.ts", import.meta.url), {
    type: "module",
    name: "neighbours",
  });
}
