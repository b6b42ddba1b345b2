/** The fake engine's blocks that learn: they ask for pictures, take an epoch in steps, and can be kept and brought back. */
import type {
  EngineCommand,
  EngineEvent,
  LayerMovement,
  SavedTail,
  TuningSettings,
} from "../src/engine/protocol";

export interface FakeTail {
  /** The first layer that has ever learned; absent while everything is as it came. */
  firstLayer: number | undefined;
  /** Pictures whose maps are at hand. */
  seen: Set<number>;
  numBatchesDone: number;
  /** Pictures looked at again in this epoch. */
  numLookedAt: number;
  distance: number;
}

const BATCHES = 3;
const LOOKED_AT_ONCE = 16;
const LAST_LAYER = 48;

export function emptyTail(): FakeTail {
  return { firstLayer: undefined, seen: new Set(), numBatchesDone: 0, numLookedAt: 0, distance: 0 };
}

/** Two convolutions in the first block and three in each that follows. */
export function firstLayerOf({ firstBlock }: TuningSettings): number {
  return 3 * firstBlock;
}

/** Says what a step says before the epoch is done; nothing when it is. */
export function tailStep(
  tail: FakeTail,
  tuning: TuningSettings,
  exampleIds: readonly number[],
  epoch: number,
): EngineEvent | undefined {
  const needed = unseen(tail, exampleIds);
  if (needed) return needed;
  if (tail.numBatchesDone < BATCHES) {
    const first = firstLayerOf(tuning);
    tail.numBatchesDone += 1;
    tail.firstLayer = Math.min(first, tail.firstLayer ?? first);
    tail.distance += 0.01;
    return { kind: "batchFinished", epoch, batch: tail.numBatchesDone, numBatches: BATCHES, loss: 0.5 };
  }
  tail.numLookedAt = Math.min(exampleIds.length, tail.numLookedAt + LOOKED_AT_ONCE);
  if (tail.numLookedAt < exampleIds.length) {
    const { numLookedAt: numDone } = tail;
    return { kind: "picturesLookedAt", epoch, numDone, numExamples: exampleIds.length };
  }
  beginTailEpoch(tail);
  return undefined;
}

export function beginTailEpoch(tail: FakeTail): void {
  tail.numBatchesDone = 0;
  tail.numLookedAt = 0;
}

export function tailMovement(tail: FakeTail, tuning: TuningSettings | undefined): LayerMovement[] {
  if (!tuning) return [];
  const first = firstLayerOf(tuning);
  return Array.from({ length: LAST_LAYER + 1 - first }, (_, index) => ({
    layer: first + index,
    gradientNorm: 1 / (index + 1),
    updateNorm: 0.03,
    distance: tail.distance,
  }));
}

/** What blocks that have learned must see before anything can be said about pictures. */
export function unseen(tail: FakeTail, exampleIds: readonly number[]): EngineEvent | undefined {
  const missing = exampleIds.filter((id) => !tail.seen.has(id));
  return missing.length === 0
    ? undefined
    : { kind: "failed", error: { code: "picturesNeeded", exampleIds: missing } };
}

export function showToTail(
  tail: FakeTail,
  { exampleIds }: Extract<EngineCommand, { kind: "showPictures" }>,
): EngineEvent {
  for (const id of exampleIds) tail.seen.add(id);
  return { kind: "picturesShown", numExamples: exampleIds.length, keptBytes: tail.seen.size * 1000 };
}

export function savedTail({ firstLayer, distance }: FakeTail): SavedTail | undefined {
  if (firstLayer === undefined) return undefined;
  return { firstLayer, layers: [{ weight: Float32Array.of(distance), bias: Float32Array.of(0) }] };
}

export function restoredTail(saved: SavedTail | undefined): FakeTail {
  return { ...emptyTail(), firstLayer: saved?.firstLayer, distance: saved?.layers[0]?.weight[0] ?? 0 };
}

/** Each a little darker than the one before. */
export function varied({
  pixels,
  side,
  augmentation,
}: Extract<EngineCommand, { kind: "varyPicture" }>): EngineEvent {
  const all = Array.from({ length: augmentation.variations }, (_, index) =>
    pixels.map((value, at) => (at % 4 === 3 ? value : Math.max(0, value - 10 * (index + 1)))),
  );
  return { kind: "pictureVaried", side, pixels: Uint8Array.from(all.flatMap((one) => [...one])) };
}
