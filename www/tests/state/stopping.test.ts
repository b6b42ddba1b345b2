/** Stopping when the check gets no better, keeping the best epoch, going back by hand, and the way back from all that. */
import { afterEach, expect, test } from "vitest";
import type { EpochReport } from "../../src/engine/protocol";
import { bestEpoch, betterEpoch, earlyStop } from "../../src/state/best-epoch";
import { initialState } from "../../src/state/initial-state";
import { createMemoryStore } from "../../src/storage/memory-store";
import type { FakeEngineOptions } from "../fake-engine";
import { allEmbedded, type TestApp, type TestAppOptions, testApp } from "./test-app";

let app: TestApp | undefined;
afterEach(() => app?.stop());

/** Falls until this epoch and rises from there on. */
const bestAt = (best: number) => (epoch: number) => 0.5 + 0.05 * Math.abs(epoch - best);

async function twoClasses(
  engine: Pick<FakeEngineOptions, "validationLoss" | "remembers">,
  options: TestAppOptions = {},
): Promise<TestApp> {
  const started = await testApp({ ...options, engine });
  app = started;
  started.addClass("cups", 10);
  started.addClass("pens", 10);
  await allEmbedded(started);
  started.intents.training.changeEpochs(50);
  return started;
}

function lesson({ store, engine, workStore, intents }: TestApp) {
  return {
    training: () => store.state.value.training,
    state: () => store.state.value,
    sent: (kind: string) => engine.sent.filter((command) => command.kind === kind),
    saved: () => workStore.load(),
    intents,
  };
}

test("training stops when the check gets no better, keeps the best epoch, and says so", async () => {
  const { training, sent, saved, state, intents } = lesson(await twoClasses({ validationLoss: bestAt(7) }));
  intents.training.changeStopping({ isOn: true });
  await intents.training.train();
  expect(training()).toMatchObject({
    epoch: 7,
    targetEpoch: 7,
    isWanted: false,
    isBusy: false,
    stopped: { afterEpoch: 15, keptEpoch: 7, numWorse: 8 },
  });
  expect(training().history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(sent("goBackToEpoch")).toEqual([{ kind: "goBackToEpoch", epoch: 7 }]);
  expect((await saved()).head?.epoch).toBe(7);
  expect(state().deeper.runs).toMatchObject([{ fromEpoch: 0, toEpoch: 15, keptEpoch: 7, isOver: true }]);
  expect(state().notices.filter(({ problem }) => problem.kind === "engine")).toEqual([]);
});

test("undo leads to the last epoch, with its curves, and is not undone by itself", async () => {
  const one = await twoClasses({ validationLoss: bestAt(7) });
  const { training, saved, intents } = lesson(one);
  intents.training.changeStopping({ isOn: true, patience: 3 });
  await intents.training.train();
  expect(training()).toMatchObject({ epoch: 7, stopped: { afterEpoch: 10, numWorse: 3 } });
  intents.undo.undo();
  await one.until(() => training().epoch === 10 && !training().isBusy);
  expect(training().history).toHaveLength(10);
  expect(training().stopped).toBeUndefined();
  expect(betterEpoch(training()), "the engine remembers nothing from before").toBeUndefined();
  expect((await saved()).head?.epoch).toBe(10);
  expect(training().targetEpoch).toBe(50);
});

test("the next run begins where the best epoch is, and has its own chance", async () => {
  const { training, intents } = lesson(await twoClasses({ validationLoss: bestAt(4) }));
  intents.training.changeStopping({ isOn: true, patience: 2 });
  await intents.training.train();
  expect(training()).toMatchObject({ epoch: 4, stopped: { afterEpoch: 6 } });
  await intents.training.train();
  expect(training()).toMatchObject({ epoch: 4, stopped: { afterEpoch: 6, numWorse: 2 } });
  intents.training.changeStopping({ isOn: false });
  await intents.training.train();
  expect(training()).toMatchObject({ epoch: 54, stopped: undefined });
  expect(training().history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 54 }, (_, at) => at + 1));
});

test("an epoch that the engine has forgotten comes from what the page keeps", async () => {
  const { training, sent, saved, state, intents } = lesson(
    await twoClasses({ validationLoss: bestAt(7), remembers: () => false }),
  );
  intents.training.changeStopping({ isOn: true, patience: 3 });
  await intents.training.train();
  expect(training()).toMatchObject({ epoch: 7, targetEpoch: 7, stopped: { afterEpoch: 10, keptEpoch: 7 } });
  expect(training().history).toHaveLength(7);
  expect(sent("importHead")).toMatchObject([{ head: { epoch: 7 } }]);
  expect((await saved()).head?.epoch).toBe(7);
  expect(state().undoStack.at(-1)?.step).toEqual({ did: "wentBack", epoch: 7 });
});

test("where nobody knows an epoch any more, everything stays and it is said", async () => {
  const { training, state, intents } = lesson(
    await twoClasses({ validationLoss: bestAt(3), remembers: () => false }),
  );
  intents.training.changeEpochs(6);
  await intents.training.train();
  await intents.training.goBackToEpoch(2);
  expect(training()).toMatchObject({ epoch: 6, isBusy: false });
  expect(training().history).toHaveLength(6);
  expect(state().undoStack).toEqual([]);
  expect(state().notices.at(-1)?.problem).toEqual({
    kind: "engine",
    error: { code: "epochForgotten", epoch: 2 },
  });
});

test("blocks are given half as much time, and are as they came when an epoch before them is kept", async () => {
  const { training, state, saved, intents } = lesson(await twoClasses({ validationLoss: bestAt(5) }));
  intents.training.changeEpochs(5);
  await intents.training.train();
  intents.training.changeEpochs(50);
  intents.training.changeStopping({ isOn: true });
  intents.deeper.cutAt(14);
  await intents.training.train();
  expect(training()).toMatchObject({ epoch: 5, stopped: { afterEpoch: 9, keptEpoch: 5, numWorse: 4 } });
  expect(state().deeper.learnedFromLayer).toBeUndefined();
  expect((await saved()).head).toMatchObject({ epoch: 5, tail: undefined });
  expect(state().deeper.runs.at(-1)).toMatchObject({ fromEpoch: 5, toEpoch: 9, keptEpoch: 5 });
});

test("when the head learns first and stops early, the blocks go on from its best epoch", async () => {
  const { training, intents } = lesson(await twoClasses({ validationLoss: bestAt(4) }));
  intents.training.changeStopping({ isOn: true, patience: 2 });
  intents.deeper.cutAt(14);
  await intents.deeper.trainHeadFirst();
  // Four of the head, two more that were dropped, and then the blocks, of which no epoch was better.
  expect(training()).toMatchObject({ epoch: 4, stopped: { afterEpoch: 6, keptEpoch: 4 } });
});

test("going back by hand drops what came after, and undo brings it back", async () => {
  const one = await twoClasses({});
  const { training, state, saved, intents } = lesson(one);
  intents.training.changeEpochs(9);
  await intents.training.train();
  const { history } = training();
  await intents.training.selectCell({ trueClassId: 1, predictedClassId: 1 });
  await intents.training.goBackToEpoch(4);
  expect(training()).toMatchObject({ epoch: 4, targetEpoch: 4, stopped: undefined, isBusy: false });
  expect(training().history).toEqual(history.slice(0, 4));
  expect(training().predictions, "of the head as it is now").toHaveLength(20);
  expect(one.store.select.isStale.value).toBe(false);
  expect((await saved()).head?.epoch).toBe(4);
  expect(state().deeper.runs).toMatchObject([{ toEpoch: 9, keptEpoch: 4, isOver: true }]);
  intents.undo.undo();
  await one.until(() => training().epoch === 9 && !training().isBusy);
  expect(training().history).toEqual(history);
});

test("going back while training goes on ends the run first; the last epoch and none at all are no places to go", async () => {
  const one = await twoClasses({});
  const { training, intents } = lesson(one);
  const run = intents.training.train();
  await one.until(() => training().epoch >= 6);
  await intents.training.goBackToEpoch(2);
  await run;
  expect(training()).toMatchObject({ epoch: 2, targetEpoch: 2, isWanted: false });
  await intents.training.goBackToEpoch(2);
  await intents.training.goBackToEpoch(0);
  expect(training().epoch).toBe(2);
});

test("what was kept after going back is what the next visit finds", async () => {
  const workStore = createMemoryStore("refused");
  const { training, intents } = lesson(await twoClasses({ validationLoss: bestAt(6) }, { workStore }));
  intents.training.changeStopping({ isOn: true, patience: 3 });
  await intents.training.train();
  expect(training().epoch).toBe(6);
  await new Promise((resolve) => setTimeout(resolve, 500));
  app?.stop();
  app = await testApp({ workStore });
  const again = app.store.state.value;
  expect(again.training).toMatchObject({ epoch: 6, rememberedFrom: 6 });
  expect(again.training.history).toHaveLength(6);
  expect(again.plan.stopping).toEqual({ isOn: true, patience: 3 });
});

function reports(losses: readonly (number | undefined)[], numExamples = 5): EpochReport[] {
  return losses.map((loss, index) => ({
    epoch: index + 1,
    training: { loss: 1, accuracy: 0.5, numExamples: 20 },
    validation: loss === undefined ? undefined : { loss, accuracy: 0.5, numExamples },
    classIds: [1, 2],
    confusion: [1, 0, 0, 1],
    movement: undefined,
  }));
}

const trained = (history: EpochReport[], rememberedFrom = 0) => ({
  ...initialState().training,
  epoch: history.length,
  history,
  rememberedFrom,
});

test("the best epoch is the earlier of two alike, of those that are remembered and were checked alike", () => {
  expect(bestEpoch(trained(reports([0.9, 0.4, 0.6, 0.4])))?.epoch).toBe(2);
  expect(bestEpoch(trained(reports([0.9, 0.4, 0.6, 0.5]), 3))?.epoch).toBe(4);
  expect(bestEpoch(trained([...reports([0.1], 3), ...reports([0.9, 0.4, 0.6]).slice(1)]))?.epoch).toBe(2);
  expect(bestEpoch(trained(reports([0.3, undefined])))).toBeUndefined();
  expect(bestEpoch(trained([]))).toBeUndefined();
});

test("another epoch is offered only when it was clearly better, and not while training goes on", () => {
  expect(betterEpoch(trained(reports([0.9, 0.4, 0.6])))?.epoch).toBe(2);
  expect(betterEpoch(trained(reports([0.9, 0.4, 0.43])))).toBeUndefined();
  expect(betterEpoch(trained(reports([0.01, 0.025])))).toBeUndefined();
  expect(betterEpoch(trained(reports([0.6, 0.4])))).toBeUndefined();
  expect(betterEpoch({ ...trained(reports([0.9, 0.4, 0.6])), isBusy: true })).toBeUndefined();
});

test("without pictures that are held back there is nothing to stop for", () => {
  const start = initialState();
  const plan = { ...start.plan, stopping: { isOn: true, patience: 1 } };
  const state = (losses: (number | undefined)[]) => ({ ...start, plan, training: trained(reports(losses)) });
  expect(earlyStop(state([undefined, undefined, undefined]))).toBeUndefined();
  expect(earlyStop(state([0.4, 0.6]))).toEqual({ afterEpoch: 2, keptEpoch: 1, numWorse: 1 });
});
