/** Blocks learn with the head: pictures are shown when they are asked for, runs can be gone back from, nothing is lost. */
import { afterEach, expect, test } from "vitest";
import { defaultAugmentation, defaultTuningSettings, type EngineCommand } from "../../src/engine/protocol";
import { depthsOf, HEAD_ONLY } from "../../src/state/deeper/depths";
import { isRecommendable, isRecommendedSet } from "../../src/state/deeper/recommended";
import { createMemoryStore } from "../../src/storage/memory-store";
import { allEmbedded, type TestApp, type TestAppOptions, testApp } from "./test-app";

let app: TestApp;
afterEach(() => app.stop());

const state = () => app.store.state.value;
const training = () => state().training;
const deeper = () => state().deeper;
const sent = (kind: EngineCommand["kind"]) => app.engine.sent.filter((command) => command.kind === kind);
const shownIds = () =>
  app.engine.sent.flatMap((command) => (command.kind === "showPictures" ? command.exampleIds : []));

async function twoClasses(options?: TestAppOptions, numPictures = 10): Promise<void> {
  app = await testApp(options);
  app.addClass("cups", numPictures);
  app.addClass("pens", numPictures);
  await allEmbedded(app);
}

async function headTrained(epochs = 4): Promise<void> {
  await twoClasses();
  app.intents.training.changeEpochs(epochs);
  await app.intents.training.train();
}

test("every picture is shown once, and an epoch is trained in steps and looked at again", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  app.intents.training.changeEpochs(2);
  await app.intents.training.train();
  expect(training()).toMatchObject({ epoch: 6, isWanted: false, isBusy: false, preparing: undefined });
  expect(shownIds().sort((one, other) => one - other)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  expect(training().history.at(-1)?.movement?.layers[0]?.layer).toBe(42);
  expect(deeper().learnedFromLayer).toBe(42);
  expect(deeper().measured).toMatchObject({ firstLayer: 42, numTraining: 16, numValidation: 4 });
  expect((await app.workStore.load()).head).toMatchObject({ epoch: 6, tail: { firstLayer: 42 } });
});

test("a run is paused in the middle of an epoch and goes on there", async () => {
  await headTrained();
  app.intents.deeper.cutAt(15);
  const run = app.intents.training.train();
  await app.until(() => training().batch?.done === 2);
  app.intents.training.pause();
  await run;
  expect(training()).toMatchObject({ epoch: 4, isBusy: false });
  const numBatches = training().batch?.done ?? 0;
  expect(numBatches).toBeGreaterThanOrEqual(2);
  const before = sent("trainBatch").length;
  await app.intents.training.stepEpoch();
  expect(training()).toMatchObject({ epoch: 5, batch: undefined, lookingAgain: undefined });
  // What is left of three batches, and two steps for looking at twenty pictures again.
  expect(sent("trainBatch").length - before).toBeLessThanOrEqual(3 - numBatches + 2);
  expect(deeper().runs, "the same run went on").toHaveLength(2);
});

test("choosing another depth throws nothing away, and remembers how blocks learn", async () => {
  await headTrained();
  app.intents.deeper.cutAt(13);
  app.intents.deeper.changeTuning({ learningRate: 0.004 });
  app.intents.deeper.augment(true);
  app.intents.deeper.changeAugmentation({ variations: 7 });
  app.intents.deeper.cutAt(HEAD_ONLY);
  expect(state().plan.settings.tuning).toBeUndefined();
  expect(training().epoch).toBe(4);
  app.intents.deeper.cutAt(8);
  expect(state().plan.settings.tuning).toMatchObject({
    firstBlock: 8,
    learningRate: 0.004,
    augmentation: { variations: 7 },
  });
  app.intents.deeper.augment(false);
  expect(state().plan.settings.tuning?.augmentation).toBeUndefined();
  app.intents.deeper.augment(true);
  expect(state().plan.settings.tuning?.augmentation?.variations).toBe(7);
});

test("the head may go first with one press, and then the blocks learn", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(3);
  app.intents.deeper.cutAt(14);
  await app.intents.deeper.trainHeadFirst();
  expect(training()).toMatchObject({ epoch: 6, isWanted: false });
  const depths = training().history.map(({ movement }) => movement?.layers.length ?? 0);
  expect(depths).toEqual([0, 0, 0, 7, 7, 7]);
  expect(state().plan.settings.tuning?.firstBlock).toBe(14);
  expect(deeper().headFirst).toBeUndefined();
});

test("paused while the head learns first, the chosen depth is still chosen", async () => {
  await twoClasses();
  app.intents.deeper.cutAt(14);
  const run = app.intents.deeper.trainHeadFirst();
  await app.until(() => training().epoch >= 2);
  app.intents.training.pause();
  await run;
  expect(state().plan.settings.tuning?.firstBlock).toBe(14);
  expect(training().epoch).toBeLessThan(training().targetEpoch);
});

test("whoever chooses only the head while it learns first gets only the head", async () => {
  await twoClasses();
  app.intents.training.changeEpochs(6);
  app.intents.deeper.cutAt(14);
  const run = app.intents.deeper.trainHeadFirst();
  await app.until(() => training().epoch >= 2);
  app.intents.deeper.cutAt(HEAD_ONLY);
  await run;
  expect(state().plan.settings.tuning).toBeUndefined();
  expect(training().epoch).toBe(6);
});

test("one can go back to before a run, and undo leads back from there", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  app.intents.training.changeEpochs(3);
  await app.intents.training.train();
  expect(deeper().runs).toMatchObject([
    { fromEpoch: 0, toEpoch: 4, before: undefined, isOver: true },
    { fromEpoch: 4, toEpoch: 7, before: { head: { epoch: 4 }, targetEpoch: 4 }, isOver: true },
  ]);
  await app.intents.deeper.goBackBefore(2);
  expect(training()).toMatchObject({ epoch: 4, targetEpoch: 4, isBusy: false });
  expect(training().history).toHaveLength(4);
  expect(deeper().learnedFromLayer).toBeUndefined();
  expect(deeper().runs, "going back is no reason to forget").toHaveLength(2);
  expect((await app.workStore.load()).head).toMatchObject({ epoch: 4, tail: undefined });
  expect(state().undoStack.at(-1)?.step).toEqual({ did: "wentBack", epoch: 4 });

  app.intents.undo.undo();
  await app.until(() => training().epoch === 7 && !training().isBusy);
  expect(deeper().learnedFromLayer).toBe(42);
  await app.intents.training.train();
  expect(training().epoch).toBe(10);
  expect(deeper().runs).toHaveLength(3);

  await app.intents.deeper.goBackBefore(1);
  expect(training()).toMatchObject({ epoch: 0, hasHead: false });
});

test("going back to before a run from scratch goes back to what the blocks were", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  await app.intents.training.train();
  app.intents.deeper.changeTuning({ fromScratch: true });
  await app.intents.training.train();
  expect(deeper().runs.at(-1)?.settings.tuning?.fromScratch).toBe(true);
  await app.intents.deeper.goBackBefore(3);
  expect(state().plan.settings.tuning?.fromScratch).toBe(false);
  const told = sent("setDataset").at(-1);
  expect(told?.kind === "setDataset" && told.settings.tuning?.fromScratch).toBe(false);
  expect(training().epoch).toBe(8);
});

test("a run that ran away went back to its last good epoch, and goes on with half the rates", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  app.intents.training.changeEpochs(3);
  app.engine.failNext("trainBatch", { code: "trainingDiverged", epoch: 4 });
  await app.intents.training.train();
  const problem = state().notices.at(-1)?.problem;
  expect(problem).toMatchObject({ kind: "engine", error: { code: "trainingDiverged" } });
  expect(deeper().runs.at(-1)).toMatchObject({ hasDiverged: true, isOver: true });
  expect(training()).toMatchObject({ epoch: 4, isWanted: false, batch: undefined });
  const { learningRate, tuning } = state().plan.settings;
  if (problem) await app.intents.page.retryOf(problem)?.();
  expect(state().plan.settings.learningRate).toBe(learningRate / 2);
  expect(state().plan.settings.tuning?.learningRate).toBe((tuning?.learningRate ?? 0) / 2);
  expect(training().epoch).toBe(7);
});

test("after a reload blocks are as they had become, and see the pictures again when they are needed", async () => {
  const workStore = createMemoryStore("refused");
  await twoClasses({ workStore });
  app.intents.training.changeEpochs(2);
  await app.intents.training.train();
  app.intents.deeper.cutAt(13);
  await app.intents.training.train();
  const { history } = training();
  // Curves are written a moment later than what was learned.
  await app.until(() => !state().storage.isSaving);
  await new Promise((resolve) => setTimeout(resolve, 600));
  app.stop();
  app = await testApp({ workStore });
  await allEmbedded(app);
  expect(training()).toMatchObject({ epoch: 4, hasHead: true });
  expect(deeper().learnedFromLayer).toBe(39);
  expect(state().plan.settings.tuning?.firstBlock).toBe(13);
  expect(training().history).toEqual(history);
  await app.intents.training.train();
  expect(training().epoch).toBe(6);
  expect(new Set(shownIds()).size).toBe(20);
  // Only the head from now on: what rests must be shown everything, too.
  app.intents.deeper.cutAt(HEAD_ONLY);
  await app.intents.training.train();
  expect(training()).toMatchObject({ epoch: 8, isWanted: false });
  await app.intents.training.selectCell({ trueClassId: 1, predictedClassId: 1 });
  expect(training().predictions).toHaveLength(20);
});

test("a worker that dies while blocks learn is told what they had learned", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  app.intents.training.changeEpochs(12);
  const run = app.intents.training.train();
  await app.until(() => training().epoch >= 11);
  app.engine.kill();
  await run;
  await app.until(() => training().epoch === 16 && !training().isBusy);
  const imported = sent("importHead").at(-1);
  expect(imported?.kind === "importHead" && imported.head.tail?.firstLayer).toBe(42);
  expect(training().history.map(({ epoch }) => epoch)).toEqual(
    Array.from({ length: 16 }, (_, index) => index + 1),
  );
});

test("an engine that asks for the same pictures for ever is not asked for ever", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  const send = app.engine.send.bind(app.engine);
  app.engine.send = (command) => {
    if (command.kind === "trainBatch") {
      app.engine.failNext("trainBatch", { code: "picturesNeeded", exampleIds: [1] });
    }
    return send(command);
  };
  await app.intents.training.train();
  expect(sent("trainBatch").length).toBeLessThan(10);
  expect(training()).toMatchObject({ isWanted: false, isBusy: false });
  expect(state().notices.at(-1)?.problem).toMatchObject({ error: { code: "picturesNeeded" } });
});

test("what one step needs comes with one command, however little room there is", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  const exampleIds = Array.from({ length: 12 }, (_, index) => index + 1);
  app.engine.failNext("trainBatch", { code: "picturesNeeded", exampleIds });
  await app.intents.training.stepBatch();
  const [first] = sent("showPictures");
  expect(first?.kind === "showPictures" && first.exampleIds).toEqual(exampleIds);
});

test("the preview asks for variations while it is on view, anew for every change", async () => {
  await twoClasses();
  app.intents.deeper.open(true);
  await app.until(() => state().inside.layers !== undefined);
  expect(sent("varyPicture")).toHaveLength(0);
  app.intents.deeper.cutAt(13);
  app.intents.deeper.augment(true);
  await app.until(() => deeper().preview !== undefined);
  expect(deeper().preview).toMatchObject({ exampleId: 1, side: 224 });
  app.intents.deeper.changeAugmentation({ variations: 20, shift: 0.2 });
  await app.until(() => sent("varyPicture").length === 2);
  const last = sent("varyPicture").at(-1);
  expect(last?.kind === "varyPicture" && last.augmentation).toMatchObject({ variations: 8, shift: 0.2 });
  app.intents.deeper.changeTuning({ learningRate: 0.003 });
  app.intents.deeper.open(false);
  app.intents.deeper.changeAugmentation({ shift: 0.1 });
  await app.until(() => app.engine.pendingCommands === 0);
  expect(sent("varyPicture"), "neither another rate nor a closed panel asks").toHaveLength(2);
});

test("pictures are not arranged by a likeness that the network no longer sees", async () => {
  await headTrained();
  app.intents.deeper.cutAt(14);
  await app.intents.training.stepEpoch();
  app.intents.learning.makeNeighbourMap();
  expect(state().learning.neighbourMap.at).toBe("none");
});

test("what is seen inside of the network is seen anew when it has become another", async () => {
  await headTrained();
  await app.intents.trying.tryExample(1);
  app.intents.inside.goTo({ at: "channel", layer: 10, channel: 3 });
  await app.until(() => sent("seeChannelWeights").length === 1 && app.engine.pendingCommands === 0);
  await app.intents.training.stepEpoch();
  await app.until(() => app.engine.pendingCommands === 0);
  expect(sent("seeChannelWeights"), "the head alone changes nothing in there").toHaveLength(1);
  app.intents.deeper.cutAt(14);
  await app.intents.training.stepEpoch();
  await app.until(() => sent("seeChannelWeights").length === 2 && app.engine.pendingCommands === 0);
  await app.intents.deeper.goBackBefore(deeper().runs.at(-1)?.id ?? 0);
  await app.until(() => sent("seeChannelWeights").length >= 3);
});

test("what is recommended comes in one step, trains after the head, and undo brings one's own settings back", async () => {
  await headTrained();
  const own = state().plan;
  expect(isRecommendable(state())).toBe(true);
  app.intents.deeper.takeRecommended();
  const { plan } = state();
  expect(isRecommendedSet(state())).toBe(true);
  expect(plan).toMatchObject({ epochs: 60, rates: { shape: "cosine" } });
  const { recommended } = depthsOf(state().network);
  expect(plan.settings.tuning).toEqual({
    ...defaultTuningSettings,
    firstBlock: recommended,
    augmentation: defaultAugmentation,
  });
  expect(plan.settings.tuning).toMatchObject({ learningRate: 0.005, stochasticDepth: 0.2 });
  expect(plan.settings.learningRate, "the head's own rate is kept for the head alone").toBe(
    own.settings.learningRate,
  );
  app.intents.training.changeEpochs(1);
  expect(isRecommendedSet(state())).toBe(false);
  await app.intents.training.train();
  const taught = app.engine.sent.findLast((command) => command.kind === "setDataset");
  expect(taught?.settings).toMatchObject({
    schedule: { shape: "cosine" },
    tuning: { firstBlock: recommended, headLearningRate: defaultTuningSettings.headLearningRate },
  });
  await app.intents.undo.undo();
  expect(state().plan).toEqual(own);
});

test("nothing is recommended where nothing was measured", async () => {
  await headTrained();
  const { network, plan } = state();
  expect(isRecommendable({ network, plan: { ...plan, pictureSide: 32 } })).toBe(false);
  const drawn = { ...network, choice: { network: "efficientnet-lite0", from: "drawn", seed: 1 } } as const;
  expect(isRecommendable({ network: drawn, plan })).toBe(false);
});
