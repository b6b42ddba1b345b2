/** Training is pulled: pausing, adding pictures meanwhile, stepping, resetting and taking that back. */
import { afterEach, expect, test } from "vitest";
import { allEmbedded, type TestApp, testApp } from "./test-app";

let app: TestApp;
afterEach(() => app.stop());

const training = () => app.store.state.value.training;
const sentKinds = () => app.engine.sent.map((command) => command.kind);

async function twoClasses(): Promise<void> {
  app = await testApp();
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
}

test("training goes to the target, keeps the head, and goes on from there", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(12);
  await app.intents.training.train();
  expect(training()).toMatchObject({ epoch: 12, isWanted: false, isBusy: false });
  expect(training().history).toHaveLength(12);
  expect(app.store.select.isStale.value).toBe(false);
  expect((await app.workStore.load()).head?.epoch).toBe(12);
  await app.intents.training.train();
  expect(training().epoch).toBe(24);
});

test("pausing is not asking for the next epoch", async () => {
  await twoClasses();
  const run = app.intents.training.train();
  await app.until(() => training().epoch >= 3);
  app.intents.training.pause();
  await run;
  const { epoch, targetEpoch } = training();
  expect(epoch).toBeLessThan(targetEpoch);
  await app.intents.training.train();
  expect(training().epoch).toBe(targetEpoch);
});

test("pictures added while training join it, once they were looked at", async () => {
  await twoClasses();
  const run = app.intents.training.train();
  await app.until(() => training().epoch >= 2);
  app.addClass("keys", 5);
  await run;
  const last = training().history.at(-1);
  expect(last?.classIds).toHaveLength(3);
  expect(sentKinds().filter((kind) => kind === "setDataset").length).toBeGreaterThan(1);
  expect(training().epoch).toBe(training().targetEpoch);
});

test("the sides that were drawn are kept with the pictures and sent back", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(1);
  await app.intents.training.train();
  const sides = [...app.store.state.value.examples.values()].map((example) => example.side);
  expect(sides.filter((side) => side === "validation")).toHaveLength(4);
  const stored = (await app.workStore.load()).examples;
  expect(stored.map(({ side }) => side)).toEqual(sides);
  app.addClass("keys", 2);
  await allEmbedded(app);
  await app.intents.training.train();
  const sent = app.engine.sent.findLast((command) => command.kind === "setDataset");
  expect(sent?.kind === "setDataset" && sent.examples.slice(0, 20).map(({ side }) => side)).toEqual(sides);
});

test("resetting forgets the head and the sides, and undo brings both back", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(6);
  await app.intents.training.train();
  const { history } = training();
  await app.intents.training.reset();
  expect(training()).toMatchObject({ epoch: 0, history: [], hasHead: false });
  expect([...app.store.state.value.examples.values()].every((example) => example.side === undefined)).toBe(
    true,
  );
  expect((await app.workStore.load()).head).toBeUndefined();
  app.intents.undo.undo();
  await app.until(() => training().epoch === 6 && sentKinds().includes("importHead"));
  await app.until(() => app.engine.pendingCommands === 0);
  expect(training().history).toEqual(history);
  expect([...app.store.state.value.examples.values()].some((example) => example.side === "validation")).toBe(
    true,
  );
});

test("stepping batches ends in an epoch; two clicks at once ask once", async () => {
  await twoClasses();
  await app.intents.training.stepBatch();
  expect(training().batch).toEqual({ done: 1, total: 3, loss: 1 });
  await app.intents.training.stepBatch();
  await app.intents.training.stepBatch();
  expect(training()).toMatchObject({ epoch: 1, batch: undefined });
  await Promise.all([app.intents.training.stepEpoch(), app.intents.training.stepEpoch()]);
  expect(training().epoch).toBe(2);
});

test("a training that runs away stops and says so", async () => {
  await twoClasses();
  app.engine.failNext("trainEpoch", { code: "trainingDiverged", epoch: 1 });
  await app.intents.training.train();
  expect(training()).toMatchObject({ isWanted: false, isBusy: false });
  expect(app.store.state.value.notices.at(-1)?.problem).toEqual({
    kind: "engine",
    error: { code: "trainingDiverged", epoch: 1 },
  });
});

test("what stands in the way of training is said in order", async () => {
  app = await testApp();
  const because = () => app.store.select.trainingBlock.value?.because;
  expect(because()).toBe("noClasses");
  app.addClass("cups", 2);
  expect(because()).toBe("oneClass");
  const pens = app.addClass("pens", 0);
  expect(because()).toBe("emptyClass");
  app.addClass("keys", 1);
  app.intents.classes.remove(pens);
  expect(because()).toBe("onePicture");
  app.intents.pictures.moveTo([1], 3);
  app.intents.undo.undo();
  app.intents.classes.remove(3);
  app.addClass("forks", 3);
  expect(because()).toBe("stillLooking");
  await allEmbedded(app);
  expect(because()).toBeUndefined();
});

test("a chosen cell of the matrix lists the pictures behind it", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(2);
  await app.intents.training.train();
  await app.intents.training.selectCell({ trueClassId: 1, predictedClassId: 1 });
  expect(training().predictions).toHaveLength(20);
});

test("the still picture in hand is looked at again when training has come to rest", async () => {
  await twoClasses();
  await app.intents.trying.tryExample(1);
  expect(app.store.select.answerShares.value).toBeUndefined();
  app.intents.training.changeEpochs(2);
  await app.intents.training.train();
  await app.until(() => app.store.select.answerShares.value !== undefined);
});

test("a deleted class leaves the answer without a new training", async () => {
  await twoClasses();
  const keys = app.addClass("keys", 4);
  await allEmbedded(app);
  app.intents.training.changeEpochs(3);
  await app.intents.training.train();
  await app.intents.trying.tryExample(1);
  await app.until(() => app.store.select.answerShares.value !== undefined);
  expect(app.store.select.answerShares.value?.size).toBe(3);
  app.intents.classes.remove(keys);
  const shares = [...(app.store.select.answerShares.value?.values() ?? [])];
  expect(shares).toHaveLength(2);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

test("a reset taken back is kept at once, and the picture in hand is asked about only when the head is there", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(6);
  await app.intents.training.train();
  await app.intents.trying.tryExample(1);
  const before = app.store.state.value.trying.answer;
  await app.intents.training.reset();
  const numSent = app.engine.sent.length;
  app.intents.undo.undo();
  await app.until(() => app.engine.sent.length > numSent);
  expect((await app.workStore.load()).head?.epoch).toBe(6);
  expect(training().isBusy).toBe(true);
  await app.until(() => app.store.state.value.trying.answer !== undefined && !training().isBusy);
  const kinds = sentKinds().slice(numSent);
  expect(kinds.indexOf("classify")).toBeGreaterThan(kinds.indexOf("importHead"));
  expect(app.store.state.value.trying.answer?.probabilities).toEqual(before?.probabilities);
});

test("Train pressed while a head comes back waits for it and goes on from there", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(4);
  await app.intents.training.train();
  await app.intents.training.reset();
  app.intents.undo.undo();
  await app.intents.training.train();
  expect(training()).toMatchObject({ epoch: 8, isWanted: false, isBusy: false });
});
