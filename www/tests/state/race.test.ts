/** A race on a fake engine: everyone gets the same pictures, and what was taught stays as it is. */
import { describe, expect, it } from "vitest";
import type { EngineCommand } from "../../src/engine/protocol";
import { type Contender, entrantKey } from "../../src/state/race/race-state";
import { type TestApp, testApp } from "./test-app";

type SetDataset = Extract<EngineCommand, { kind: "setDataset" }>;

async function taughtApp(options: Parameters<typeof testApp>[0] = {}): Promise<TestApp> {
  const app = await testApp(options);
  app.addClass("Cats", 10);
  app.addClass("Dogs", 10);
  await app.until(() => app.store.select.numWaiting.value === 0);
  app.intents.training.changeEpochs(3);
  await app.intents.training.train();
  return app;
}

function choose(app: TestApp, ...chosen: Contender[]): void {
  const { contenders } = app.store.state.value.race;
  for (const contender of contenders) app.intents.race.takePart(contender, false);
  for (const contender of chosen) app.intents.race.takePart(contender, true);
  app.intents.race.setSplits(3);
}

const race = (app: TestApp) => app.store.state.value.race;

const inUse = (contender: Contender) => entrantKey("efficientnet-lite0/page", contender);

function datasets(app: TestApp): SetDataset[] {
  return app.engine.candidates.flatMap(({ sent }) =>
    sent.filter((command): command is SetDataset => command.kind === "setDataset"),
  );
}

describe("a race", () => {
  it("gives everyone a result for every split and leaves the taught head alone", async () => {
    const app = await taughtApp();
    const before = app.store.state.value.training;
    const numSent = app.engine.sent.length;
    choose(app, "neighbours", "head", "tail");
    await app.intents.race.start();
    expect(race(app).phase).toEqual({ at: "over", isWhole: true });
    for (const contender of ["neighbours", "head", "tail"] as const) {
      const result = race(app).results.get(inUse(contender));
      expect(result?.accuracies).toHaveLength(3);
      expect(result?.accuracies.every((accuracy) => accuracy >= 0 && accuracy <= 1)).toBe(true);
    }
    expect(race(app).results.get(inUse("head"))?.curves[0]).toHaveLength(50);
    expect(race(app).results.get(inUse("tail"))?.curves[0]).toHaveLength(65);
    expect(app.store.state.value.training).toEqual(before);
    expect(app.engine.sent).toHaveLength(numSent);
    expect(app.engine.candidates.every(({ isOver }) => isOver)).toBe(true);
    app.stop();
  });

  it("divides the pictures alike for all in a split, and with another seed in the next", async () => {
    const app = await taughtApp();
    choose(app, "head", "tail");
    await app.intents.race.start();
    const [head, headOfTail, tail, next] = datasets(app);
    expect(head?.examples.every(({ side }) => side === undefined)).toBe(true);
    const drawn = headOfTail?.examples.map(({ side }) => side);
    expect(drawn?.every((side) => side !== undefined)).toBe(true);
    expect(tail?.examples.map(({ side }) => side)).toEqual(drawn);
    expect(tail?.settings.tuning).toBeDefined();
    expect(headOfTail?.settings.tuning).toBeUndefined();
    expect(next?.settings.seed).toBe((head?.settings.seed ?? 0) + 1);
    expect(next?.examples.every(({ side }) => side === undefined)).toBe(true);
    app.stop();
  });

  it("holds something back even where the learner does not", async () => {
    const app = await taughtApp();
    app.intents.training.changeSettings({ validationFraction: 0 });
    choose(app, "neighbours", "head");
    await app.intents.race.start();
    expect(race(app).course?.numChecked).toBeGreaterThan(0);
    app.stop();
  });

  it("from scratch begins with drawn blocks and without a head that learned before", async () => {
    const app = await taughtApp();
    choose(app, "head", "scratch");
    await app.intents.race.start();
    const [, scratch] = datasets(app);
    expect(scratch?.settings.tuning).toMatchObject({ firstBlock: 0, fromScratch: true });
    expect(race(app).results.get(inUse("scratch"))?.curves[0]).toHaveLength(15);
    app.stop();
  });

  it("can be stopped, and keeps what came out until then", async () => {
    const app = await taughtApp({
      engine: { millisPerCommand: ({ kind }) => (kind === "trainBatch" ? 1 : 0) },
    });
    choose(app, "neighbours", "head", "tail");
    const over = app.intents.race.start();
    await app.until(() => race(app).results.size >= 2);
    app.intents.race.stop();
    await over;
    expect(race(app).phase).toEqual({ at: "over", isWhole: false });
    expect(race(app).results.get(inUse("neighbours"))?.accuracies.length).toBeGreaterThan(0);
    expect(app.engine.candidates.every(({ isOver }) => isOver)).toBe(true);
    app.stop();
  });

  it("says when its engine would not go on, and can begin again", async () => {
    const app = await taughtApp({
      engine: {
        onCandidate(candidate) {
          if (app.engine.candidates.length === 1)
            candidate.failNext("setDataset", { code: "settingOutOfRange", setting: "batchSize" });
        },
      },
    });
    choose(app, "neighbours", "head");
    await app.intents.race.start();
    expect(race(app).phase).toMatchObject({ at: "failed", error: { code: "settingOutOfRange" } });
    await app.intents.race.start();
    expect(race(app).phase).toEqual({ at: "over", isWhole: true });
    app.stop();
  });

  it("sets training to what a contender was set to", async () => {
    const app = await taughtApp();
    choose(app, "head", "everything");
    await app.intents.race.start();
    await app.intents.race.adopt(inUse("everything"));
    expect(app.store.state.value.plan.settings.tuning).toMatchObject({ firstBlock: 0, fromScratch: false });
    await app.intents.race.adopt(inUse("head"));
    expect(app.store.state.value.plan.settings.tuning).toBeUndefined();
    app.stop();
  });
});
