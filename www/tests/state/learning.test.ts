/** What the page keeps of how the head learned: answers with what was asked, and nothing that the engine forgot. */
import { beforeEach, describe, expect, test } from "vitest";
import type { EngineEvent, HeadWeights } from "../../src/engine/protocol";
import { type LearningApp, learningApp, REPLAY_COMMAND, replayOf } from "./learning-app";

let app: LearningApp;
const learning = () => app.store.state.value.learning;

beforeEach(() => {
  app = learningApp();
});

function replay(epochs: readonly number[]): void {
  app.said({ kind: "learningReplayed", replay: replayOf(epochs) }, REPLAY_COMMAND);
}

function choose(shownEpoch: number | undefined, comparedEpoch?: number): void {
  app.own({ type: "epochsChosen", shownEpoch, comparedEpoch });
}

function weights(epoch: number, asked: number | undefined): void {
  const head: HeadWeights = {
    epoch,
    classIds: [1, 2],
    inputs: 1,
    weights: Float32Array.of(epoch, epoch),
    biases: new Float32Array(2),
  };
  app.said({ kind: "headWeightsSeen", head }, { kind: "seeHeadWeights", epoch: asked });
}

describe("the shown epoch", () => {
  test("is now when it is the last one, so that it follows the training", () => {
    replay([0, 1, 2]);
    choose(1);
    expect(learning().shownEpoch).toBe(1);
    choose(2);
    expect(learning().shownEpoch).toBeUndefined();
  });

  test("moves to the nearest that is still remembered", () => {
    replay([0, 1, 2, 3, 4, 5]);
    choose(3, 1);
    replay([0, 2, 4, 6]);
    expect(learning()).toMatchObject({ shownEpoch: 4, comparedEpoch: 2 });
  });

  test("is now again after going back, and what came before is still to be seen", () => {
    replay([0, 1, 2, 3, 4]);
    choose(3, 1);
    const { historyRevision } = learning();
    app.said({ kind: "wentBack", epoch: 3 }, { kind: "goBackToEpoch", epoch: 3 });
    expect(learning()).toMatchObject({ shownEpoch: undefined, comparedEpoch: 1 });
    expect(learning().historyRevision).toBeGreaterThan(historyRevision);
    const kept = learning().replay;
    const whole = replayOf([0, 1, 2, 3]);
    expect(kept?.epochs).toEqual(whole.epochs);
    expect(kept?.positions).toEqual(whole.positions);
    expect(kept?.confidences).toEqual(whole.confidences);
    expect(kept?.predictedClassIds).toEqual(whole.predictedClassIds);
    choose(1, 2);
    app.said({ kind: "wentBack", epoch: 1 }, { kind: "goBackToEpoch", epoch: 1 });
    expect(learning()).toMatchObject({ shownEpoch: undefined, comparedEpoch: undefined });
  });

  test("goes back to now when the head has not come that far, or the engine forgot it", () => {
    replay([0, 1, 2, 3, 4]);
    choose(3, 2);
    replay([0, 1]);
    expect(learning()).toMatchObject({ shownEpoch: undefined, comparedEpoch: undefined });
    replay([0, 1, 2, 3, 4]);
    choose(3, 2);
    const event = { kind: "failed", error: { code: "epochForgotten", epoch: 3 } } as const;
    app.said(event, { kind: "seeHeadWeights", epoch: 3 });
    expect(learning()).toMatchObject({ shownEpoch: undefined, comparedEpoch: 2 });
    expect(learning().weights.error).toBeUndefined();
  });

  test("is forgotten with the history: after a reset, a kept head or another engine", () => {
    for (const forget of [
      () => app.said({ kind: "headReset" }, { kind: "resetHead" }),
      () => app.store.dispatch({ type: "engineLost" }),
      () => app.store.dispatch({ type: "trainingReset", backup: undefined }),
    ]) {
      replay([0, 1, 2, 3]);
      choose(1, 0);
      const { historyRevision } = learning();
      forget();
      expect(learning()).toMatchObject({
        shownEpoch: undefined,
        comparedEpoch: undefined,
        replay: undefined,
      });
      expect(learning().historyRevision).toBeGreaterThan(historyRevision);
    }
  });
});

describe("weights", () => {
  test("go where they were asked for, and others are not kept", () => {
    replay([0, 1, 2]);
    choose(1, 0);
    weights(1, 1);
    weights(0, 0);
    weights(2, undefined);
    expect(learning().weights.shown?.epoch).toBe(1);
    expect(learning().weights.compared?.epoch).toBe(0);
  });

  test("of what is compared no longer go at once; those that are shown stay until the next answer", () => {
    replay([0, 1, 2]);
    choose(1, 0);
    weights(1, 1);
    weights(0, 0);
    choose(undefined);
    expect(learning().weights.compared).toBeUndefined();
    expect(learning().weights.shown?.epoch).toBe(1);
  });
});

test("a replay that fails is told, and a later answer takes its place", () => {
  app.said({ kind: "failed", error: { code: "headMissing" } }, REPLAY_COMMAND);
  expect(learning().replayError).toEqual({ code: "headMissing" });
  replay([0, 1]);
  expect(learning().replayError).toBeUndefined();
});

test("it is remembered which class the head was told for each picture", () => {
  const ready: EngineEvent = { kind: "datasetReady", sides: [], numBatches: 1, epoch: 0, headKept: true };
  app.said(ready, { kind: "resetHead" });
  app.store.dispatch({ type: "picturesMoved", exampleIds: [1], classId: 2 });
  expect(learning().toldClassIds.get(1)).toBe(1);
  app.said(ready, { kind: "resetHead" });
  expect(learning().toldClassIds.get(1)).toBe(2);
});

test("playing ends with the panel, and where now is reached", () => {
  replay([0, 1, 2]);
  choose(0);
  app.own({ type: "playingChanged", stepMillis: 100 });
  choose(1);
  expect(learning().stepMillis).toBe(100);
  choose(2);
  expect(learning().stepMillis).toBeUndefined();
  choose(0);
  app.own({ type: "playingChanged", stepMillis: 100 });
  app.own({ type: "opened", isOpen: false });
  expect(learning().stepMillis).toBeUndefined();
});
