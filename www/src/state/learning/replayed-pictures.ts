/** What a replay says about single pictures after one epoch, in the words that views need. */
import type { LearningReplay } from "../../engine/protocol";
import type { AppState, Example } from "../app-state";
import { isInPile } from "../unlabelled/pile";
import type { PlacedPictures } from "./learning-state";

export interface ReplayedPicture {
  example: Example;
  /** Its row in every epoch of the replay. */
  row: number;
  /** Probability of its own class, as the head was told it. */
  confidence: number;
  /** The class that it is taken for, when that is not its own. */
  takenForId: number | undefined;
  /** It has been given another class since, which the head has not heard of. */
  isMoved: boolean;
}

/** Index of the remembered epoch; that of the last one for now, and -1 while there is none. */
export function epochIndex(replay: Pick<LearningReplay, "epochs">, epoch: number | undefined): number {
  if (epoch === undefined) return replay.epochs.length - 1;
  return replay.epochs.indexOf(epoch);
}

/** Pictures that are gone since are left out, and those that only taught with a supposed class. */
export function replayedPictures(
  replay: LearningReplay,
  index: number,
  examples: AppState["examples"],
  toldClassIds: ReadonlyMap<number, number>,
): ReplayedPicture[] {
  const numRows = replay.exampleIds.length;
  const start = index * numRows;
  const isDecided = isDecidedAt(replay, index);
  return replay.exampleIds.flatMap((id, row) => {
    const example = examples.get(id);
    const predicted = replay.predictedClassIds[start + row];
    if (!example || predicted === undefined || isInPile(example)) return [];
    const takenForId = isDecided && predicted !== example.classId ? predicted : undefined;
    const isMoved = (toldClassIds.get(id) ?? example.classId) !== example.classId;
    return [{ example, row, confidence: replay.confidences[start + row] ?? 0, takenForId, isMoved }];
  });
}

/** A head that begins with nothing but zeros gives every class the same, and its first class means nothing. */
export function isDecidedAt({ exampleIds, confidences }: LearningReplay, index: number): boolean {
  const start = index * exampleIds.length;
  const first = confidences[start] ?? 0;
  return exampleIds.some((_, row) => Math.abs((confidences[start + row] ?? 0) - first) > SAME_CONFIDENCE);
}

const SAME_CONFIDENCE = 1e-6;

/** Where the pictures lie after this epoch: `[replay.exampleIds, 2]`. */
export function replayedPositions(replay: LearningReplay, index: number): Float32Array {
  const length = replay.exampleIds.length * 2;
  return replay.positions.subarray(index * length, (index + 1) * length);
}

/** The same places in every epoch, in the order of the replay; `NaN` for pictures that have none. */
export function placedPositions(replay: LearningReplay, placed: PlacedPictures): Float32Array {
  const rowById = new Map(placed.exampleIds.map((id, row) => [id, row]));
  const positions = new Float32Array(replay.exampleIds.length * 2).fill(Number.NaN);
  for (const [row, id] of replay.exampleIds.entries()) {
    const from = rowById.get(id);
    if (from !== undefined) positions.set(placed.positions.subarray(from * 2, from * 2 + 2), row * 2);
  }
  return positions;
}

/**
 * Pictures that lie further from the middle of their own class than from that of another, the most misplaced first.
 * `positions` holds two numbers a row of the replay.
 */
export function furthestFromTheirClass(
  pictures: readonly ReplayedPicture[],
  positions: ArrayLike<number>,
  most: number,
): ReplayedPicture[] {
  const middles = classMiddles(pictures, positions);
  const lead = ({ example, row }: ReplayedPicture) => {
    const distanceTo = (middle: { x: number; y: number }) =>
      Math.hypot((positions[row * 2] ?? 0) - middle.x, (positions[row * 2 + 1] ?? 0) - middle.y);
    let own = 0;
    let nearestOther = Number.POSITIVE_INFINITY;
    for (const [classId, middle] of middles) {
      if (classId === example.classId) own = distanceTo(middle);
      else nearestOther = Math.min(nearestOther, distanceTo(middle));
    }
    return own - nearestOther;
  };
  return pictures
    .map((picture) => ({ picture, lead: lead(picture) }))
    .filter((entry) => entry.lead > 0)
    .sort((one, other) => other.lead - one.lead)
    .slice(0, most)
    .map(({ picture }) => picture);
}

function classMiddles(pictures: readonly ReplayedPicture[], positions: ArrayLike<number>) {
  const sums = new Map<number, { x: number; y: number; count: number }>();
  for (const { example, row } of pictures) {
    const [x, y] = [positions[row * 2] ?? Number.NaN, positions[row * 2 + 1] ?? Number.NaN];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const sum = sums.get(example.classId) ?? { x: 0, y: 0, count: 0 };
    sums.set(example.classId, { x: sum.x + x, y: sum.y + y, count: sum.count + 1 });
  }
  return new Map([...sums].map(([id, { x, y, count }]) => [id, { x: x / count, y: y / count }]));
}

/** Whether several pictures all lie at the same place; those without one (`NaN`) do not count. */
export function isOneSpot(positions: Float32Array): boolean {
  let first: number | undefined;
  let isSeveral = false;
  for (let index = 0; index + 1 < positions.length; index += 2) {
    if (!Number.isFinite(positions[index])) continue;
    if (first === undefined) first = index;
    else isSeveral = true;
    if (positions[index] !== positions[first] || positions[index + 1] !== positions[first + 1]) return false;
  }
  return isSeveral;
}
