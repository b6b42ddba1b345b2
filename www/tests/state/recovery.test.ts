/** A worker that dies, a download that fails, a GPU that goes away, and a second visit: no picture is lost. */
import { afterEach, expect, test } from "vitest";
import { createMemoryStore } from "../../src/storage/memory-store";
import { allEmbedded, type TestApp, testApp } from "./test-app";

let app: TestApp;
afterEach(() => app.stop());

const state = () => app.store.state.value;

async function trained(epochs: number): Promise<void> {
  app = await testApp();
  app.addClass("cups", 10);
  app.addClass("pens", 10);
  await allEmbedded(app);
  app.intents.training.changeEpochs(epochs);
  await app.intents.training.train();
}

test("a killed worker is replaced and told everything again", async () => {
  await trained(6);
  const { history } = state().training;
  app.engine.kill();
  expect(state().engine.phase.at).not.toBe("ready");
  await app.until(() => state().engine.phase.at === "ready");
  await allEmbedded(app);
  expect(state().examples.size).toBe(20);
  expect(state().training).toMatchObject({ epoch: 6, hasHead: true });
  expect(state().training.history).toEqual(history);
  await app.until(() => state().notices.some(({ problem }) => problem.kind === "engineRestarted"));
  const embeds = app.engine.sent.filter((command) => command.kind === "embed");
  expect(embeds).toHaveLength(new Set(embeds).size);
  expect(app.engine.sent.filter((command) => command.kind === "restoreFeatures").length).toBeGreaterThan(0);
  await app.intents.training.train();
  expect(state().training.epoch).toBe(12);
});

test("training that was under way goes on after the worker died", async () => {
  await trained(6);
  app.intents.training.changeEpochs(60);
  const run = app.intents.training.train();
  await app.until(() => state().training.epoch >= 20);
  app.engine.kill();
  await run;
  await app.until(() => state().training.epoch === 66);
  expect(state().training.history.map((report) => report.epoch)).toEqual(
    Array.from({ length: 66 }, (_, index) => index + 1),
  );
});

test("pictures that were being looked at when the worker died are looked at again", async () => {
  app = await testApp();
  app.addClass("cups", 12);
  app.engine.kill();
  await app.until(() => state().engine.phase.at === "ready");
  await allEmbedded(app);
  expect(state().examples.size).toBe(12);
});

test("a network that keeps stopping is given up on, until the learner tries again", async () => {
  app = await testApp();
  app.addClass("cups", 2);
  for (let round = 0; round < 4; round += 1) {
    app.engine.kill();
    await app.until(() => state().engine.phase.at === "ready" || state().engine.phase.at === "failed");
  }
  expect(state().engine.phase).toEqual({ at: "failed", problem: { kind: "engineKeepsStopping" } });
  await app.intents.page.retryStart();
  await app.until(() => state().engine.phase.at === "ready");
  await allEmbedded(app);
  expect(state().examples.size).toBe(2);
});

test("a worker that dies while the weights arrive is replaced, and the download goes on for the next", async () => {
  let numDeaths = 0;
  app = await testApp({
    async duringDownload(engine) {
      if (numDeaths > 0) return;
      numDeaths += 1;
      engine.kill();
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  });
  await app.until(() => state().engine.phase.at === "ready");
  expect(numDeaths).toBe(1);
  app.addClass("cups", 2);
  await allEmbedded(app);
});

test("a failed download is said, and trying again works", async () => {
  let isOffline = true;
  app = await testApp({ downloadFails: () => isOffline });
  expect(state().engine.phase).toMatchObject({
    at: "failed",
    problem: { kind: "downloadFailed", reason: "offline" },
  });
  app.addClass("cups", 2);
  isOffline = false;
  await app.intents.page.retryStart();
  await allEmbedded(app);
  expect(state().engine.phase.at).toBe("ready");
});

test("a second visit finds classes, pictures, curves and head, and looks at nothing again", async () => {
  const workStore = createMemoryStore("refused");
  app = await testApp({ workStore });
  app.addClass("cups", 6);
  app.addClass("pens", 6);
  await allEmbedded(app);
  app.intents.training.changeEpochs(5);
  await app.intents.training.train();
  await app.until(() => !state().storage.isSaving);
  const history = state().training.history;
  app.stop();

  app = await testApp({ workStore });
  expect(state().classes.map((item) => item.name)).toEqual(["cups", "pens"]);
  expect(state().examples.size).toBe(12);
  expect(state().plan.epochs).toBe(5);
  expect(state().training).toMatchObject({ epoch: 5, hasHead: true });
  expect(state().training.history).toEqual(history);
  await allEmbedded(app);
  expect(app.engine.sent.some((command) => command.kind === "embed")).toBe(false);
});
