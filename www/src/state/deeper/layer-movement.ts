/** How far the layers have moved by an epoch, as its report tells, each by itself and each block as a whole. */
import type { EpochReport, LayerInfo, LayerMovement } from "../../engine/protocol";
import { isConvolution } from "../neuron/convolution";

export type Measure = "distance" | "updateNorm" | "gradientNorm";

export interface MovedLayers {
  epoch: number;
  layers: ReadonlyMap<number, LayerMovement>;
  /** The layers moved in this very epoch, not only in one before. */
  isOfEpoch: boolean;
}

/** By the epoch that is shown, or now; nothing when no layer had moved by then. */
export function movedBy(
  history: readonly EpochReport[],
  shownEpoch: number | undefined,
): MovedLayers | undefined {
  const until = shownEpoch ?? Number.POSITIVE_INFINITY;
  const known = history.filter(({ epoch }) => epoch <= until);
  const report = known.findLast(({ movement }) => (movement?.layers.length ?? 0) > 0);
  if (!report) return undefined;
  // What learned in an earlier, deeper run keeps the distance that it had in the end.
  const layers = new Map<number, LayerMovement>();
  for (const { movement } of known) {
    for (const moved of movement?.layers ?? []) {
      layers.set(moved.layer, { ...moved, updateNorm: 0, gradientNorm: 0 });
    }
  }
  for (const moved of report.movement?.layers ?? []) layers.set(moved.layer, moved);
  return { epoch: report.epoch, layers, isOfEpoch: known.at(-1) === report };
}

/** Of the stem, the blocks and the last convolution, in that order; 0 where nothing moved. */
export function movementOfParts(
  moved: MovedLayers | undefined,
  layers: readonly LayerInfo[],
  measure: Measure,
): number[] {
  const numBlocks = numBlocksOf(layers);
  const squares = Array.from({ length: numBlocks + 2 }, () => 0);
  for (const movement of moved?.layers.values() ?? []) {
    const info = layers[movement.layer];
    const part = info && partOfLayer(info, numBlocks);
    if (part !== undefined) squares[part] = (squares[part] ?? 0) + movement[measure] ** 2;
  }
  return squares.map(Math.sqrt);
}

/** Layers without weights are no part that could move. */
export function partOfLayer(info: LayerInfo, numBlocks: number): number | undefined {
  if (info.block !== undefined) return info.block + 1;
  if (info.input === undefined) return 0;
  return isConvolution(info) ? numBlocks + 1 : undefined;
}

export function numBlocksOf(layers: readonly LayerInfo[]): number {
  return Math.max(0, ...layers.map(({ block = -1 }) => block + 1));
}

export interface MovementGrid {
  /** Numbers of the layers that ever learned, the first of the network at the top. */
  layers: readonly number[];
  epochs: readonly number[];
  /** By layer and epoch; absent where the layer did not learn. */
  values: readonly (readonly (number | undefined)[])[];
  largest: number;
}

export function movementGrid(history: readonly EpochReport[], measure: Measure): MovementGrid {
  const byEpoch = history.map(({ movement }) => new Map(movement?.layers.map((one) => [one.layer, one])));
  const layers = [...new Set(byEpoch.flatMap((one) => [...one.keys()]))].sort((one, other) => one - other);
  const values = layers.map((layer) => byEpoch.map((one) => one.get(layer)?.[measure]));
  const largest = Math.max(0, ...values.flat().map((value) => value ?? 0));
  return { layers, epochs: history.map(({ epoch }) => epoch), values, largest };
}
