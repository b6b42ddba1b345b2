/** What a replay says about single pictures: their fates, who is far from home, and who lies beside whom. */
import { describe, expect, test } from "vitest";
import type { LearningReplay } from "../../src/engine/protocol";
import { confidenceRows } from "../../src/state/learning/confidence-rows";
import type { NeighbourMap } from "../../src/state/learning/learning-state";
import { evenSample, type NeighbourWorker, startNeighbourMap } from "../../src/state/learning/neighbour-map";
import { neighbourPositions } from "../../src/state/learning/neighbour-positions";
import { pictureFates } from "../../src/state/learning/picture-fates";
import {
  furthestFromTheirClass,
  isOneSpot,
  placedPositions,
  replayedPictures,
} from "../../src/state/learning/replayed-pictures";
import { strongest, weightsByClass } from "../../src/state/learning/weight-change";
import { learningApp, replayOf } from "./learning-app";

const NOBODY_MOVED = new Map<number, number>();

/** Four pictures, two a class; a row an epoch says what each is taken for. */
function replayWith(predicted: number[][]): LearningReplay {
  const replay = replayOf(predicted.map((_, index) => index));
  return { ...replay, predictedClassIds: predicted.flat() };
}

function picturesOf(replay: LearningReplay, told = NOBODY_MOVED) {
  const { examples } = learningApp().store.state.value;
  return replayedPictures(replay, replay.epochs.length - 1, examples, told);
}

describe("fates", () => {
  const fatesOf = (predicted: number[][], told = NOBODY_MOVED) => {
    const replay = replayWith(predicted);
    const { neverLearned, forgotten } = pictureFates(replay, picturesOf(replay, told));
    return {
      never: neverLearned.map(({ picture }) => picture.example.id),
      forgotten: forgotten.map(({ picture, lastRightEpoch }) => [picture.example.id, lastRightEpoch]),
    };
  };

  test("never right is never learned; right for a while and wrong in the end is forgotten", () => {
    const predicted = [
      [2, 2, 1, 1],
      [1, 2, 1, 2],
      [1, 2, 1, 2],
      [1, 2, 2, 2],
      [1, 2, 2, 1],
    ];
    expect(fatesOf(predicted)).toEqual({ never: [2], forgotten: [[4, 3]] });
  });

  test("right once may be chance, and a few epochs say nothing", () => {
    const once = [
      [1, 1, 2, 2],
      [1, 1, 2, 2],
      [1, 2, 2, 2],
      [1, 2, 2, 2],
    ];
    expect(fatesOf(once)).toEqual({ never: [2], forgotten: [] });
    expect(fatesOf(once.slice(0, 3))).toEqual({ never: [], forgotten: [] });
  });

  test("what was moved since is left alone", () => {
    const predicted = Array.from({ length: 5 }, () => [1, 2, 2, 2]);
    expect(fatesOf(predicted, new Map([[2, 2]])).never).toEqual([]);
  });
});

test("a head of zeros takes no picture for anything", () => {
  const replay = {
    ...replayOf([0]),
    confidences: new Float32Array(4).fill(0.5),
    predictedClassIds: [1, 1, 1, 1],
  };
  expect(picturesOf(replay).map(({ takenForId }) => takenForId)).toEqual(Array(4).fill(undefined));
});

test("pictures nearer to another class are found, the most misplaced first", () => {
  const pictures = picturesOf(replayOf([0, 1]));
  // Both classes have one picture at home, and one on the way to the other or there.
  const positions = [0, 0, 10, 0, 10, 0, 9, 0];
  expect(furthestFromTheirClass(pictures, positions, 5).map(({ example }) => example.id)).toEqual([2]);
  expect(furthestFromTheirClass(pictures, [0, 0, 0, 0, 9, 0, 9, 0], 5)).toEqual([]);
});

test("places of a map without epochs follow the pictures; those without a place have none", () => {
  const placed = { exampleIds: [3, 1], positions: Float32Array.of(3, 33, 1, 11), numPictures: 2 };
  expect([...placedPositions(replayOf([0]), placed)]).toEqual([
    1,
    11,
    Number.NaN,
    Number.NaN,
    3,
    33,
    Number.NaN,
    Number.NaN,
  ]);
});

test("pictures lie at one spot only when there are several and all have the same place", () => {
  const nowhere = Number.NaN;
  expect(isOneSpot(Float32Array.of(0, 0, 0, 0, nowhere, nowhere))).toBe(true);
  expect(isOneSpot(Float32Array.of(0, 0, 0, 0.1))).toBe(false);
  expect(isOneSpot(Float32Array.of(0, 0))).toBe(false);
  expect(isOneSpot(new Float32Array(0))).toBe(false);
});

test("rows over time are in the order of the classes, best learned first, without moved ones", () => {
  const { classes } = learningApp().store.state.value;
  const replay = replayOf([0, 1, 2]);
  const ids = (told: ReadonlyMap<number, number>) =>
    confidenceRows(replay, picturesOf(replay, new Map(told)), classes).map(({ rows }) =>
      rows.map(({ picture }) => picture.example.id),
    );
  expect(ids(NOBODY_MOVED)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(ids(new Map([[1, 2]]))).toEqual([[2], [3, 4]]);
});

test("weights change class by class; a class that only one head knows has no change", () => {
  const { classes } = learningApp().store.state.value;
  const head = (epoch: number, classIds: number[], weights: number[]) => ({
    epoch,
    classIds,
    inputs: 2,
    weights: Float32Array.from(weights),
    biases: new Float32Array(classIds.length),
  });
  const [cups, pens] = weightsByClass(head(3, [2, 1], [5, 6, 7, 8]), head(0, [1], [1, 10]), classes);
  expect([...(cups?.change ?? [])]).toEqual([6, -2]);
  expect(pens?.change).toBeUndefined();
  expect([...(pens?.shown ?? [])]).toEqual([5, 6]);
  expect(strongest([1, -4, 3])).toEqual({ index: 1, value: -4 });
});

describe("the map by likeness", () => {
  const features = (id: number) =>
    Float32Array.from(
      { length: 8 },
      (_, index) => (id % 2 === index % 2 ? 1 : 0) + 0.1 * Math.sin(id * index),
    );

  test("lays like pictures together, the same way every time", () => {
    const rows = Float32Array.from(Array.from({ length: 24 }, (_, id) => [...features(id)]).flat());
    const shares: number[] = [];
    const positions = neighbourPositions(rows, 8, (done, total) => shares.push(done / total));
    expect(neighbourPositions(rows, 8, () => {})).toEqual(positions);
    expect(positions).toHaveLength(48);
    expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);
    const middle = (parity: number) => {
      const own = Array.from({ length: 12 }, (_, index) => index * 2 + parity);
      return [0, 1].map((axis) => own.reduce((sum, id) => sum + (positions[id * 2 + axis] ?? 0), 0) / 12);
    };
    const [even, odd] = [middle(0), middle(1)];
    const between = Math.hypot((even[0] ?? 0) - (odd[0] ?? 0), (even[1] ?? 0) - (odd[1] ?? 0));
    expect(between).toBeGreaterThan(2);
  });

  function start(exampleIds: number[]) {
    const changes: NeighbourMap[] = [];
    let hear: (event: { data: unknown }) => void = () => {};
    const worker = { posted: [] as unknown[], isOver: false };
    const fake = {
      postMessage: (job: unknown) => worker.posted.push(job),
      terminate: () => {
        worker.isOver = true;
      },
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) => {
        if (type === "message") hear = listener;
      },
    } as unknown as NeighbourWorker;
    const stop = startNeighbourMap({
      exampleIds,
      features: (id) => (id === 3 ? undefined : features(id)),
      createWorker: () => fake,
      onChange: (map) => changes.push(map),
    });
    return { changes, worker, stop, say: (data: unknown) => hear({ data }) };
  }

  test("tells how far it is, ends its worker, and leaves out pictures without features", () => {
    const { changes, worker, say } = start([1, 2, 3, 4, 5, 6, 7]);
    say({ kind: "progress", done: 0.5, total: 1 });
    say({ kind: "positions", positions: new Float32Array(12) });
    expect(changes.map(({ at }) => at)).toEqual(["running", "running", "made"]);
    const last = changes.at(-1);
    expect(last?.at === "made" && last.placed.exampleIds).toEqual([1, 2, 4, 5, 6, 7]);
    expect(worker.isOver).toBe(true);
  });

  test("can be stopped, and says nothing afterwards", () => {
    const { changes, worker, stop, say } = start([1, 2, 4, 5, 6]);
    stop();
    say({ kind: "positions", positions: new Float32Array(10) });
    expect(worker.isOver).toBe(true);
    expect(changes.map(({ at }) => at)).toEqual(["running"]);
  });

  test("is not begun with a handful of pictures, and samples thousands evenly", () => {
    expect(start([1, 2]).changes.map(({ at }) => at)).toEqual(["failed"]);
    const many = Array.from({ length: 5000 }, (_, index) => index);
    const sample = evenSample(many, 2000);
    expect(sample).toHaveLength(2000);
    expect(new Set(sample).size).toBe(2000);
    expect(sample.at(-1)).toBeGreaterThan(4990);
  });
});
