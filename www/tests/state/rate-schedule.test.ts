/** The learning rate over a run: when a schedule is set, when it is kept, and that the engine hears of it. */
import { afterEach, expect, test } from "vitest";
import type { Schedule } from "../../src/engine/protocol";
import { initialState } from "../../src/state/initial-state";
import { planFromSaved, scheduleFromSaved } from "../../src/state/load-work";
import { rateFactor } from "../../src/state/rate-factor";
import { runSchedule } from "../../src/state/rate-schedule";
import { createMemoryStore } from "../../src/storage/memory-store";
import { allEmbedded, type TestApp, testApp } from "./test-app";

let app: TestApp;
afterEach(() => app?.stop());

const training = () => app.store.state.value.training;
const told = () =>
  app.engine.sent.flatMap((command) => (command.kind === "setDataset" ? [command.settings.schedule] : []));

async function twoClasses(workStore = createMemoryStore("refused")): Promise<void> {
  app = await testApp({ workStore });
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(12);
}

test("a rate that stays the same needs no schedule", async () => {
  await twoClasses();
  await app.intents.training.train();
  expect(told()).toEqual([undefined]);
  expect(training().schedule).toBeUndefined();
});

test("each run has its schedule from its first epoch to its last, and the engine hears of it once", async () => {
  await twoClasses();
  app.intents.training.changeRates({ shape: "cosine", warmUpEpochs: 2 });
  expect(told()).toEqual([]);
  await app.intents.training.train();
  const first = { shape: "cosine", firstEpoch: 0, epochs: 12, warmUpEpochs: 2 };
  expect(told()).toEqual([first]);
  expect(training().schedule).toEqual(first);
  app.intents.training.changeEpochs(5);
  await app.intents.training.train();
  expect(told()).toEqual([first, { shape: "cosine", firstEpoch: 12, epochs: 5, warmUpEpochs: 2 }]);
  expect(app.store.select.isStale.value).toBe(false);
});

test("a run that was paused keeps its schedule, also when the page was closed meanwhile", async () => {
  const workStore = createMemoryStore("refused");
  await twoClasses(workStore);
  app.intents.training.changeRates({ shape: "step" });
  const run = app.intents.training.train();
  await app.until(() => training().epoch >= 4);
  app.intents.training.pause();
  await run;
  const first = { shape: "step", firstEpoch: 0, epochs: 12, warmUpEpochs: 0 };
  const { epoch } = training();
  await new Promise((resolve) => setTimeout(resolve, 500));
  app.stop();
  app = await testApp({ workStore });
  await allEmbedded(app);
  expect(app.store.state.value.plan.rates).toEqual({ shape: "step", warmUpEpochs: 0 });
  expect(training()).toMatchObject({ epoch, targetEpoch: 12, schedule: first });
  await app.intents.training.train();
  expect(training().epoch).toBe(12);
  for (const schedule of told()) expect(schedule).toEqual(first);
});

test("another shape in the middle of a run holds for the rest of it, and the old rate comes back when it is gone", async () => {
  await twoClasses();
  app.intents.training.changeRates({ shape: "cosine" });
  const run = app.intents.training.train();
  await app.until(() => training().epoch >= 4);
  app.intents.training.pause();
  await run;
  const { epoch } = training();
  app.intents.training.changeRates({ shape: "step" });
  await app.intents.training.train();
  expect(told().at(-1)).toEqual({ shape: "step", firstEpoch: epoch, epochs: 12 - epoch, warmUpEpochs: 0 });
  app.intents.training.changeRates({ shape: "constant" });
  await app.intents.training.stepEpoch();
  expect(told().at(-1)).toBeUndefined();
});

test("a head that has to begin anew begins its schedule anew", async () => {
  await twoClasses();
  app.intents.training.changeRates({ shape: "cosine" });
  await app.intents.training.train();
  app.intents.training.changeSettings({ hiddenUnits: 8 });
  await app.intents.training.train();
  expect(training().epoch).toBe(12);
  expect(told().at(-1)).toEqual({ shape: "cosine", firstEpoch: 0, epochs: 12, warmUpEpochs: 0 });
});

test("after going back the next run has a schedule of its own, or none when none is wanted", async () => {
  await twoClasses();
  app.intents.training.changeRates({ shape: "cosine" });
  await app.intents.training.train();
  await app.intents.training.goBackToEpoch(5);
  expect(training().schedule).toBeUndefined();
  expect(app.store.select.isStale.value).toBe(false);
  app.intents.training.changeRates({ shape: "constant" });
  await app.intents.training.stepEpoch();
  expect(told().at(-1)).toBeUndefined();
  app.intents.undo.undo();
  await app.until(() => training().epoch === 12 && !training().isBusy);
  expect(training().schedule).toEqual({ shape: "cosine", firstEpoch: 0, epochs: 12, warmUpEpochs: 0 });
});

test("a warm-up is over before the run is, and single steps go on with one schedule", () => {
  const start = initialState();
  const plan = { ...start.plan, epochs: 3, rates: { shape: "constant", warmUpEpochs: 9 } as const };
  const at = (change: Partial<typeof start.training>) =>
    runSchedule({ plan, training: { ...start.training, targetEpoch: 3, ...change } });
  const first = at({ epoch: 3 });
  expect(first).toEqual({ shape: "constant", firstEpoch: 3, epochs: 3, warmUpEpochs: 2 });
  expect(at({ epoch: 4, schedule: first })).toBe(first);
  expect(at({ epoch: 6, schedule: first })).toMatchObject({ firstEpoch: 6 });
  expect(at({ epoch: 4, schedule: first, targetEpoch: 7 })).toMatchObject({ firstEpoch: 4, epochs: 3 });
});

/** The same numbers as in the engine's own test, `src/schedule.rs`. */
test("rates go as they do in the engine", () => {
  const factors = (shape: Schedule["shape"], warmUpEpochs: number, at: number[]) =>
    at.map((epoch) => rateFactor({ shape, firstEpoch: 50, epochs: 20, warmUpEpochs }, 50 + epoch));
  expect(factors("constant", 0, [0, 10, 20])).toEqual([1, 1, 1]);
  const stepped = factors("step", 0, [0, 9.9, 10, 15, 99]);
  for (const [index, factor] of [1, 1, 0.1, 0.01, 0.01].entries()) expect(stepped[index]).toBeCloseTo(factor);
  const [first, middle, last] = factors("cosine", 0, [0, 10, 20]);
  expect(first).toBe(1);
  expect(middle).toBeCloseTo(0.5);
  expect(last).toBeCloseTo(0);
  expect(rateFactor(undefined, 7)).toBe(1);
  const rising = factors("cosine", 4, [0, 1, 3, 4]);
  expect(rising[0]).toBeGreaterThan(0);
  expect(rising).toEqual([...rising].sort((one, other) => one - other));
  expect(rising[3]).toBe(1);
});

test("work that was kept before there were schedules loads, and nonsense falls back", () => {
  const { plan } = initialState();
  expect(planFromSaved({ settings: plan.settings, epochs: plan.epochs })).toEqual(plan);
  const saved = {
    ...plan,
    rates: { shape: "cosine", warmUpEpochs: 3 },
    stopping: { isOn: true, patience: 5 },
  };
  expect(planFromSaved(saved)).toEqual(saved);
  const wild = {
    ...plan,
    rates: { shape: "wild", warmUpEpochs: -1 },
    stopping: { isOn: "yes", patience: 0 },
  };
  expect(planFromSaved(wild)).toEqual(plan);
  expect(scheduleFromSaved({ history: [] })).toBeUndefined();
  const schedule = { shape: "step", firstEpoch: 2, epochs: 4, warmUpEpochs: 0 };
  expect(scheduleFromSaved({ schedule })).toEqual(schedule);
  expect(scheduleFromSaved({ schedule: { ...schedule, warmUpEpochs: 4 } })).toBeUndefined();
});
