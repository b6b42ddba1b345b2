/** The side at which the network looks: another one is like another network, and every command carries it. */
import { expect, test } from "vitest";
import { resnet18Layers } from "../../src/gallery/resnet18-layers";
import { DEFAULT_PLAN } from "../../src/state/default-settings";
import { planFromSaved } from "../../src/state/load-work";
import { isRecipe, recipeNetwork, recipePlan } from "../../src/state/network/recipe";
import { layersAtSide, networkKey, seenPicture, seenPictures } from "../../src/state/picture-side";
import { createMemoryStore } from "../../src/storage/memory-store";
import { FAKE_BACKBONE } from "../fake-network";
import { allEmbedded, type TestApp, type TestAppOptions, testApp } from "./test-app";

const SIDE = 96;

async function taught(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await testApp(options);
  app.addClass("cups", 5);
  app.addClass("shoes", 5);
  await allEmbedded(app);
  app.intents.training.changeEpochs(3);
  await app.intents.training.train();
  return app;
}

function own(app: TestApp) {
  return app.store.state.value;
}

function commandsWithPictures(app: TestApp) {
  return app.engine.sent.filter((command) => "pixels" in command);
}

test("another side is looked at anew, the head begins anew, and undo brings both back", async () => {
  const app = await taught();
  const { plan } = own(app);
  await app.intents.network((network) => network.lookAt(SIDE));
  await allEmbedded(app);
  expect(own(app).plan).toEqual({ ...plan, pictureSide: SIDE });
  expect(own(app).training).toMatchObject({ epoch: 0, hasHead: false, history: [] });
  expect(own(app).undoStack.at(-1)?.step).toEqual({ did: "changedSide", side: SIDE });
  const sent = app.engine.candidates.at(-1)?.sent ?? [];
  const embeds = sent.flatMap((command) => (command.kind === "embed" ? [command] : []));
  expect(embeds.flatMap(({ exampleIds }) => exampleIds)).toHaveLength(10);
  for (const { exampleIds, pixels, side } of embeds) {
    expect(side).toBe(SIDE);
    expect(pixels).toHaveLength(exampleIds.length * SIDE * SIDE * 4);
  }
  await app.intents.training.train();
  app.intents.undo.undo();
  await app.until(() => own(app).plan.pictureSide === 224 && own(app).engine.phase.at === "ready");
  await app.until(() => !own(app).training.isBusy);
  expect(own(app).training).toMatchObject({ epoch: 3, hasHead: true });
  expect(own(app).undoStack).toHaveLength(0);
  app.stop();
});

test("every picture in hand is asked about at the chosen side", async () => {
  const app = await taught();
  await app.intents.network((network) => network.lookAt(SIDE));
  await allEmbedded(app);
  await app.intents.training.train();
  const before = commandsWithPictures(app).length;
  const [exampleId = 0] = own(app).examples.keys();
  await app.intents.trying.tryExample(exampleId);
  const asked = commandsWithPictures(app).slice(before);
  expect(asked.length).toBeGreaterThan(0);
  for (const command of asked) expect(command).toMatchObject({ side: SIDE });
  app.stop();
});

test("features are kept under network and side, and another visit finds side, features and head", async () => {
  const workStore = createMemoryStore("refused");
  const app = await taught({ workStore });
  await app.intents.network((network) => network.lookAt(SIDE));
  await allEmbedded(app);
  await app.intents.training.train();
  await app.until(() => !own(app).training.isBusy);
  await new Promise((resolve) => setTimeout(resolve, 450));
  app.stop();
  const { fingerprint } = FAKE_BACKBONE;
  expect(networkKey(fingerprint, 224)).toBe(fingerprint);
  expect((await workStore.loadFeatures(fingerprint)).exampleIds).toHaveLength(10);
  expect((await workStore.loadFeatures(networkKey(fingerprint, SIDE))).exampleIds).toHaveLength(10);
  expect(await workStore.parkedHead(fingerprint)).toBeDefined();

  const next = await testApp({ workStore });
  await allEmbedded(next);
  expect(own(next).plan.pictureSide).toBe(SIDE);
  expect(own(next).training).toMatchObject({ epoch: 3, hasHead: true });
  expect(commandsWithPictures(next)).toHaveLength(0);
  next.stop();
});

test("work of earlier times, and nonsense, is looked at as ever; defaults leave the side alone", async () => {
  const { pictureSide: _, ...earlier } = DEFAULT_PLAN;
  expect(planFromSaved(earlier)?.pictureSide).toBe(224);
  expect(planFromSaved({ ...DEFAULT_PLAN, pictureSide: 33 })?.pictureSide).toBe(224);
  expect(planFromSaved({ ...DEFAULT_PLAN, pictureSide: 64 })?.pictureSide).toBe(64);
  const app = await taught();
  await app.intents.network((network) => network.lookAt(64));
  app.intents.training.changeEpochs(7);
  app.intents.training.resetPlan();
  expect(own(app).plan).toEqual({ ...DEFAULT_PLAN, pictureSide: 64 });
  app.stop();
});

test("maps are as large as the pictures make them", () => {
  const layers = resnet18Layers(3);
  expect(layersAtSide(layers, 224)).toBe(layers);
  const small = layersAtSide(layers, 32);
  for (const [index, { side, numMultiplyAdds, kind }] of layers.entries()) {
    expect(small[index]?.side).toBe(side === 1 ? 1 : side / 7);
    if (kind === "convolution") expect(small[index]?.numMultiplyAdds).toBe(numMultiplyAdds / 49);
  }
});

test("pictures of two sides that come together get the smaller one", () => {
  const of = (side: number) => new Uint8Array(side * side * 4).fill(255);
  expect(seenPictures([of(224), of(32)])).toMatchObject({ side: 32 });
  expect(seenPictures([of(224), of(224)]).pixels).toHaveLength(2 * 224 * 224 * 4);
});

test("a side larger than pictures are kept at enlarges them for every command", async () => {
  const larger = 288;
  const grey = (side: number, value: number) => new Uint8Array(side * side * 4).fill(value);
  const seen = seenPictures([grey(224, 90), grey(288, 30)], larger);
  expect(seen).toMatchObject({ side: larger });
  // An even grey stays what it was, to the last pixel, and alpha is opaque.
  const pixels = larger * larger * 4;
  expect([seen.pixels[0], seen.pixels[3], seen.pixels[pixels - 2], seen.pixels[pixels]]).toEqual([
    90, 255, 90, 30,
  ]);
  expect(seenPictures([grey(288, 1)]).side).toBe(larger);
  expect(seenPicture(grey(224, 7), larger).side).toBe(larger);
  expect(seenPicture(grey(96, 7), 224).side, "nothing is enlarged to what is kept").toBe(96);

  const app = await taught();
  await app.intents.network((network) => network.lookAt(larger));
  await allEmbedded(app);
  const sent = app.engine.candidates.at(-1)?.sent ?? [];
  const embeds = sent.flatMap((command) => (command.kind === "embed" ? [command] : []));
  expect(embeds.flatMap(({ exampleIds }) => exampleIds)).toHaveLength(10);
  for (const { exampleIds, pixels: bytes, side } of embeds) {
    expect([side, bytes.length]).toEqual([larger, exampleIds.length * pixels]);
  }
  app.stop();
});

test("the recipe is one step: network, side and settings, and undo brings the old ones back", async () => {
  const app = await taught({ lacks: ({ network, from }) => network === "resnet18" && from === "page" });
  const before = own(app);
  await app.intents.network((network) => network.takeRecipe());
  await allEmbedded(app);
  const { plan, network } = own(app);
  expect(network.choice).toEqual({ network: "resnet18", from: "drawn", seed: 1 });
  expect(plan).toEqual(recipePlan(before.plan));
  expect(plan).toMatchObject({
    epochs: 10,
    pictureSide: 32,
    rates: { shape: "constant", warmUpEpochs: 0 },
    stopping: { isOn: false },
    settings: {
      optimiser: "sgd",
      learningRate: 0.001,
      weightDecay: 0,
      batchSize: 100,
      tuning: {
        firstBlock: 0,
        learningRate: 0.001,
        stochasticDepth: 0,
        batchNormLearns: true,
        augmentation: {
          variations: 1,
          freshEachEpoch: true,
          flip: true,
          shift: 0.125,
          blackBeyondEdge: true,
        },
      },
    },
  });
  expect(isRecipe(own(app))).toBe(true);
  expect(own(app).training.targetEpoch).toBe(10);
  expect(own(app).undoStack.map(({ step }) => step)).toEqual([{ did: "tookRecipe" }]);
  app.intents.undo.undo();
  await app.until(() => own(app).network.choice.network === "efficientnet-lite0");
  await app.until(() => own(app).engine.phase.at === "ready" && !own(app).training.isBusy);
  expect(own(app).plan).toEqual(before.plan);
  expect(own(app).training).toMatchObject({ epoch: 3, hasHead: true });
  app.stop();
});

test("where network and side are there already only settings change, and undo has them as well", async () => {
  const app = await taught();
  await app.intents.network((network) => network.takeRecipe());
  app.intents.training.changeSettings({ batchSize: 8, learningRate: 0.1 });
  const changed = own(app).plan;
  const numEngines = app.engine.candidates.length;
  await app.intents.network((network) => network.takeRecipe());
  expect(app.engine.candidates).toHaveLength(numEngines);
  expect(own(app).plan.settings).toMatchObject({ batchSize: 100, learningRate: 0.001 });
  app.intents.undo.undo();
  expect(own(app).plan).toEqual(changed);
  app.stop();
});

test("the recipe takes the pretrained network where there is one, and keeps one from a file", async () => {
  const app = await testApp();
  const state = own(app);
  expect(recipeNetwork(state, true)).toEqual({ network: "resnet18", from: "page" });
  expect(recipeNetwork(state, false)).toMatchObject({ from: "drawn" });
  const file = { network: "resnet18", from: "file", file: undefined } as const;
  const ofFile = { ...state, network: { ...state.network, choice: file } };
  expect(recipeNetwork(ofFile, true)).toBe(file);
  app.stop();
});

test("what only ResNet-18 can do is left behind with it, and outlives a visit with it", async () => {
  const app = await taught();
  await app.intents.network((network) => network.takeRecipe());
  expect(planFromSaved(structuredClone(own(app).plan))).toEqual(own(app).plan);
  await app.intents.network((network) => network.choose({ network: "efficientnet-lite0", from: "page" }));
  // With this network, too, the recipe has nothing go past blocks.
  expect(own(app).plan.settings.tuning).toMatchObject({ batchNormLearns: false, stochasticDepth: 0 });
  app.stop();

  const workStore = createMemoryStore("refused");
  const first = await taught({ workStore });
  await first.intents.network((network) => network.takeRecipe());
  await new Promise((resolve) => setTimeout(resolve, 450));
  first.stop();
  // The file of the network is gone by the next visit.
  const next = await testApp({ workStore, lacks: ({ network }) => network === "resnet18" });
  expect(own(next).engine.backbone).toEqual(FAKE_BACKBONE);
  expect(own(next).plan.settings.tuning).toMatchObject({ firstBlock: 0, batchNormLearns: false });
  next.stop();
});
