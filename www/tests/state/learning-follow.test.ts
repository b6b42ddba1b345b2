/** What is asked about how the head learned, and when: never too often, and nothing that nobody looks at. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followLearning } from "../../src/state/learning/follow-learning";
import { followOpenLearning } from "../../src/state/learning/follow-open-learning";
import { learningIntents } from "../../src/state/learning/learning-intents";
import { type LearningApp, learningApp } from "./learning-app";

let app: LearningApp;
let stop: () => void;

beforeEach(() => {
  app = learningApp();
  stop = followOpenLearning(app.dependencies);
});
afterEach(() => stop());

const learning = () => app.store.state.value.learning;
const replays = () => app.sent.filter(({ kind }) => kind === "replayLearning");
const weights = () => app.sent.flatMap((one) => (one.kind === "seeHeadWeights" ? [one.epoch] : []));

test("nothing is asked while the panel is closed, or before there is a head", async () => {
  app.train(1);
  await app.pass(2000);
  expect(app.sent).toEqual([]);
  app.own({ type: "opened", isOpen: true });
  await app.pass(100);
  expect(replays()).toHaveLength(1);
});

test("while training, it is asked about twice a second", async () => {
  app.own({ type: "opened", isOpen: true });
  for (let epoch = 1; epoch <= 80; epoch += 1) {
    app.train(epoch);
    await app.pass(50);
  }
  expect(replays().length).toBeGreaterThanOrEqual(7);
  expect(replays().length).toBeLessThanOrEqual(10);
  await app.pass(1000);
  expect(learning().replay?.epochs.at(-1)).toBe(80);
});

test("an answer that takes long is asked for less often, so that training gets most of the time", async () => {
  app.answerMillis = 400;
  app.own({ type: "opened", isOpen: true });
  for (let epoch = 1; epoch <= 160; epoch += 1) {
    app.train(epoch);
    await app.pass(50);
  }
  expect(replays().length).toBeLessThanOrEqual(6);
});

test("another arrangement does not wait", async () => {
  app.own({ type: "opened", isOpen: true });
  app.train(1);
  await app.pass(20);
  app.own({ type: "arranged", arrangement: "features" });
  await app.pass(100);
  expect(learning().replay?.projection).toBe("features");
});

test("after a reset everything is asked anew", async () => {
  app.own({ type: "opened", isOpen: true });
  app.train(1);
  await app.pass(1000);
  app.store.dispatch({ type: "trainingReset", backup: undefined });
  app.train(1);
  await app.pass(1000);
  expect(replays()).toHaveLength(2);
});

test("weights are asked for the epochs that are shown, once each", async () => {
  app.own({ type: "opened", isOpen: true });
  for (let epoch = 1; epoch <= 4; epoch += 1) app.train(epoch);
  await app.pass(1000);
  const { showEpoch, compareWith } = learningIntents(app.dependencies);
  showEpoch(2);
  await app.pass(50);
  compareWith(0);
  await app.pass(50);
  expect(learning().weights.shown?.epoch).toBe(2);
  expect(learning().weights.compared?.epoch).toBe(0);
  await app.pass(2000);
  expect(weights().filter((epoch) => epoch !== undefined)).toEqual([2, 0]);
});

test("playing goes from the first epoch to now, and can be stopped on the way", async () => {
  const intents = learningIntents(app.dependencies);
  intents.open(true);
  for (let epoch = 1; epoch <= 5; epoch += 1) app.train(epoch);
  await app.pass(1000);
  intents.play(100);
  expect(learning().shownEpoch).toBe(0);
  await app.pass(250);
  expect(learning().shownEpoch).toBe(2);
  intents.pause();
  await app.pass(500);
  expect(learning().shownEpoch).toBe(2);
  intents.play(100);
  await app.pass(1000);
  expect(learning()).toMatchObject({ shownEpoch: undefined, stepMillis: undefined });
});

test("its code is fetched when the panel is first opened", async () => {
  stop();
  stop = followLearning(app.dependencies);
  app.train(1);
  app.own({ type: "opened", isOpen: true });
  await vi.waitFor(async () => {
    await app.pass(20);
    expect(replays()).toHaveLength(1);
  });
});
