/** A race between networks on a fake engine: one after the other, on the same divisions, and what becomes of the winner. */
import { describe, expect, it } from "vitest";
import { type NetworkChoice, STANDARD_NETWORK } from "../../src/engine/network-choice";
import { defaultTuningSettings, type EngineCommand } from "../../src/engine/protocol";
import type { LearningPlan } from "../../src/state/app-state";
import { initialState } from "../../src/state/initial-state";
import { recipePlan } from "../../src/state/network/recipe";
import { chosenNetworks, isSameChoice, possibleNetworks } from "../../src/state/race/race-networks";
import { contenderPlan, plannedEntrants } from "../../src/state/race/race-plans";
import { type Contender, entrantKey, type NetworkKey } from "../../src/state/race/race-state";
import { transferGains } from "../../src/state/race/transfer-gain";
import { allEmbedded, type TestApp, testApp } from "./test-app";

type SetDataset = Extract<EngineCommand, { kind: "setDataset" }>;

const LITE0: NetworkKey = "efficientnet-lite0/page";
const UNTRAINED: NetworkKey = "resnet18/drawn";
const DRAWN: NetworkChoice = { network: "resnet18", from: "drawn", seed: 1 };

async function collectedApp(options: Parameters<typeof testApp>[0] = {}): Promise<TestApp> {
  const app = await testApp(options);
  app.addClass("Cats", 10);
  app.addClass("Dogs", 10);
  await allEmbedded(app);
  app.intents.race.setSplits(3);
  return app;
}

function choose(app: TestApp, networks: readonly NetworkKey[], contenders: readonly Contender[]): void {
  app.intents.race.chooseNetworks(new Set(networks));
  for (const contender of app.store.state.value.race.contenders) {
    app.intents.race.takePart(contender, false);
  }
  for (const contender of contenders) app.intents.race.takePart(contender, true);
}

const race = (app: TestApp) => app.store.state.value.race;

/** Of each second engine, in the order in which they were started. */
function datasets(app: TestApp): SetDataset[][] {
  return app.engine.candidates.map(({ sent }) =>
    sent.filter((command): command is SetDataset => command.kind === "setDataset"),
  );
}

describe("networks that can race", () => {
  const start = initialState();
  const urlOf = () => "resnet18.weights";
  const keys = (choices: readonly NetworkChoice[]) =>
    choices.map(({ network, from }) => `${network}/${from}`);

  it("are the one in use, what lies beside the page, and untrained ones", () => {
    expect(keys(possibleNetworks(start, () => undefined))).toEqual([
      "efficientnet-lite0/page",
      "efficientnet-lite0/drawn",
      "resnet18/drawn",
    ]);
    expect(keys(possibleNetworks(start, urlOf))).toContain("resnet18/page");
  });

  it("begin with the one in use, whichever it is, and have it once", () => {
    const choice = { network: "resnet18", from: "drawn", seed: 7 } as const;
    const state = { ...start, network: { ...start.network, choice } };
    const possible = possibleNetworks(state, () => undefined);
    expect(possible[0]).toBe(choice);
    expect(keys(possible).filter((key) => key === "resnet18/drawn")).toHaveLength(1);
    expect(keys(possible)).toContain("efficientnet-lite0/page");
    expect(chosenNetworks(state)).toEqual([choice]);
  });

  it("have a file among them as long as something still holds it", () => {
    const file = { network: "resnet18", from: "file", file: new Blob(["weights"]) } as const;
    const entry = {
      id: 1,
      step: { did: "changedNetwork", to: "efficientnet-lite0" },
      classes: [],
      examples: [],
      training: undefined,
      network: file,
    } as const;
    const held = possibleNetworks({ ...start, undoStack: [entry] }, () => undefined);
    expect(held.some((choice) => isSameChoice(choice, file))).toBe(true);
    const gone = { ...entry, network: { ...file, file: undefined } };
    expect(keys(possibleNetworks({ ...start, undoStack: [gone] }, () => undefined))).not.toContain(
      "resnet18/file",
    );
  });
});

describe("what each is set to with another network", () => {
  function planned(change: (plan: LearningPlan) => LearningPlan, followsPlan = false) {
    const start = initialState();
    return { ...start, plan: change(start.plan), race: { ...start.race, followsPlan } };
  }

  it("is the cut that suits that network, or what comes closest to the chosen one", () => {
    const cut = (app: ReturnType<typeof planned>, choice: NetworkChoice) =>
      contenderPlan("tail", app, choice).settings.tuning?.firstBlock;
    const usual = planned((plan) => plan);
    expect([cut(usual, STANDARD_NETWORK), cut(usual, { network: "resnet18", from: "page" })]).toEqual([8, 6]);
    const tuning = { ...defaultTuningSettings, firstBlock: 12 };
    const own = planned((plan) => ({ ...plan, settings: { ...plan.settings, tuning } }));
    expect([cut(own, STANDARD_NETWORK), cut(own, { network: "resnet18", from: "page" })]).toEqual([12, 6]);
  });

  it("leaves batch norm alone where it is folded into the weights", () => {
    const app = planned(recipePlan);
    const norm = (choice: NetworkChoice) =>
      contenderPlan("everything", app, choice).settings.tuning?.batchNormLearns;
    expect([norm(STANDARD_NETWORK), norm({ network: "resnet18", from: "page" })]).toEqual([false, true]);
  });

  it("lets nothing go past blocks of ResNet-18, whoever learns", () => {
    const usual = planned((plan) => plan);
    const own = planned((plan) => ({
      ...plan,
      settings: { ...plan.settings, tuning: { ...defaultTuningSettings, stochasticDepth: 0.4 } },
    }));
    for (const contender of ["tail", "everything", "scratch"] as const) {
      const chance = (app: typeof own, choice: NetworkChoice) =>
        contenderPlan(contender, app, choice).settings.tuning?.stochasticDepth;
      expect([usual, own].map((app) => chance(app, STANDARD_NETWORK))).toEqual([0.2, 0.4]);
      expect([usual, own].map((app) => chance(app, DRAWN))).toEqual([0, 0]);
      // The recipe knows nothing of it, with either network.
      expect([STANDARD_NETWORK, DRAWN].map((choice) => chance(planned(recipePlan), choice))).toEqual([0, 0]);
    }
  });

  it("has as many epochs as training, and its schedule, where it is to follow that", () => {
    const rates = { shape: "cosine", warmUpEpochs: 2 } as const;
    const app = planned((plan) => ({ ...plan, epochs: 7, rates }), true);
    const all = (["neighbours", "head", "tail", "everything", "scratch"] as const).map((contender) => {
      const { headEpochs, deepEpochs } = contenderPlan(contender, app);
      return [headEpochs, deepEpochs];
    });
    expect(all).toEqual([
      [0, 0],
      [7, 0],
      [0, 7],
      [0, 7],
      [0, 7],
    ]);
    const { schedule } = contenderPlan("scratch", app).settings;
    expect(schedule).toEqual({ shape: "cosine", firstEpoch: 0, epochs: 7, warmUpEpochs: 2 });
    expect(
      contenderPlan("scratch", { ...app, race: { ...app.race, followsPlan: false } }).settings.schedule,
    ).toBeUndefined();
  });

  it("does not run the same twice, nor an untrained one from scratch", () => {
    const start = initialState();
    const contenders = new Set(["tail", "everything", "scratch"] as const);
    const app = { ...start, race: { ...start.race, contenders } };
    const ways = plannedEntrants(app, [STANDARD_NETWORK, DRAWN]).map(({ key }) => key);
    expect(ways).toEqual([
      `${LITE0}/tail`,
      `${LITE0}/everything`,
      `${LITE0}/scratch`,
      `${UNTRAINED}/everything`,
    ]);
  });
});

describe("a race between networks", () => {
  it("has one second engine at a time, and the same divisions in each", async () => {
    let numAlive: number[] = [];
    const app = await collectedApp({
      engine: {
        onCandidate() {
          numAlive = [...numAlive, app.engine.candidates.filter(({ isOver }) => !isOver).length];
        },
      },
    });
    choose(app, [LITE0, UNTRAINED], ["neighbours", "head"]);
    await app.intents.race.start();
    expect(race(app).phase).toEqual({ at: "over", isWhole: true });
    expect(app.engine.candidates).toHaveLength(2);
    expect(Math.max(...numAlive)).toBeLessThanOrEqual(1);
    const [first = [], second = []] = datasets(app);
    const drawn = (all: readonly SetDataset[], split: number) =>
      all.filter(({ settings }) => settings.seed === 1 + split).at(-1);
    for (const split of [0, 1, 2]) {
      const sides = (dataset: SetDataset | undefined) => dataset?.examples.map(({ side }) => side);
      expect(sides(drawn(first, split))?.every((side) => side !== undefined)).toBe(true);
      expect(sides(drawn(second, split))).toEqual(sides(drawn(first, split)));
    }
    // Nobody of the second network's draws anything anew.
    expect(second.every(({ examples }) => examples.every(({ side }) => side !== undefined))).toBe(true);
    app.stop();
  });

  it("tells what the network in use saw, and lets another look for itself, at the chosen side", async () => {
    const app = await collectedApp();
    choose(app, [LITE0, UNTRAINED], ["neighbours", "head"]);
    const phases = new Set<string>();
    app.store.state.subscribe(({ race: { phase } }) => phases.add(phase.at));
    await app.intents.race.start();
    const [first, second] = app.engine.candidates.map(({ sent }) => sent);
    expect(first?.some(({ kind }) => kind === "restoreFeatures")).toBe(true);
    expect(second?.some(({ kind }) => kind === "restoreFeatures")).toBe(false);
    const looks = (second ?? []).filter((command) => command.kind === "embed");
    expect(looks.flatMap(({ exampleIds }) => exampleIds)).toHaveLength(20);
    expect(looks.every(({ side }) => side === app.store.state.value.plan.pictureSide)).toBe(true);
    expect([...phases]).toEqual(
      expect.arrayContaining(["starting", "fetching", "looking", "running", "over"]),
    );
    const { arrivals, course } = race(app);
    expect(arrivals.get(LITE0)?.lookingMillis).toBeGreaterThan(0);
    expect(arrivals.get(UNTRAINED)?.lookingMillis).toBeGreaterThan(0);
    expect(course?.namesNetworks).toBe(true);
    for (const network of [LITE0, UNTRAINED]) {
      expect(race(app).results.get(entrantKey(network, "head"))?.accuracies).toHaveLength(3);
    }
    app.stop();
  });

  it("goes on without a network that cannot be had, and says which", async () => {
    const app = await collectedApp({ lacks: ({ from }) => from === "drawn" });
    choose(app, [LITE0, UNTRAINED], ["neighbours", "head"]);
    await app.intents.race.start();
    expect(race(app).phase).toEqual({ at: "over", isWhole: true });
    expect([...race(app).failures]).toEqual([[UNTRAINED, { at: "fetching", error: undefined }]]);
    expect(race(app).results.get(entrantKey(LITE0, "head"))?.accuracies).toHaveLength(3);
    expect(race(app).results.has(entrantKey(UNTRAINED, "head"))).toBe(false);
    app.stop();
  });

  it("goes on with the others where the first one gives up, and has failed where all do", async () => {
    const refused = { code: "settingOutOfRange", setting: "batchSize" } as const;
    let numRefusing = 1;
    const app = await collectedApp({
      engine: {
        onCandidate(candidate) {
          if (app.engine.candidates.length <= numRefusing) candidate.failNext("setDataset", refused);
        },
      },
    });
    choose(app, [LITE0, UNTRAINED], ["neighbours", "head"]);
    await app.intents.race.start();
    expect(race(app).failures.get(LITE0)).toEqual({ at: "learning", error: refused });
    expect(race(app).results.get(entrantKey(UNTRAINED, "head"))?.accuracies).toHaveLength(3);
    expect(race(app).course?.numChecked).toBeGreaterThan(0);
    numRefusing = Number.POSITIVE_INFINITY;
    await app.intents.race.start();
    expect(race(app).phase).toEqual({ at: "failed", error: refused });
    expect(race(app).failures.size).toBe(2);
    app.stop();
  });

  it("can be stopped while the second network looks, and keeps what the first did", async () => {
    const app = await collectedApp({
      engine: { millisPerCommand: ({ kind }) => (kind === "embed" ? 5 : 0) },
    });
    choose(app, [LITE0, UNTRAINED], ["neighbours", "head"]);
    const over = app.intents.race.start();
    await app.until(() => race(app).phase.at === "looking");
    app.intents.race.stop();
    await over;
    expect(race(app).phase).toEqual({ at: "over", isWhole: false });
    expect(race(app).failures.size).toBe(0);
    expect(race(app).results.get(entrantKey(LITE0, "head"))?.accuracies).toHaveLength(3);
    expect(app.engine.candidates.every(({ isOver }) => isOver)).toBe(true);
    app.stop();
  });
});

describe("what was best with another network", () => {
  it("is taken up with that network, what came out stays on view, and undo leads back", async () => {
    const app = await collectedApp();
    const before = app.store.state.value.plan;
    choose(app, [LITE0, UNTRAINED], ["head", "everything"]);
    await app.intents.race.start();
    const { course, results } = race(app);
    await app.intents.race.adopt(entrantKey(UNTRAINED, "everything"));
    const now = app.store.state.value;
    expect(now.network.choice).toEqual(DRAWN);
    expect(now.plan.settings.tuning).toBe(
      course?.plans.get(entrantKey(UNTRAINED, "everything"))?.settings.tuning,
    );
    expect(now.race.results).toBe(results);
    expect(now.race.course?.revision).toBe(now.datasetRevision);
    await allEmbedded(app);
    app.intents.undo.undo();
    await app.until(
      () =>
        app.store.state.value.network.choice.network === "efficientnet-lite0" &&
        app.store.state.value.engine.phase.at === "ready",
    );
    expect(app.store.state.value.plan).toEqual(before);
    app.stop();
  });

  it("stays out of reach where the network does not come, and nothing is lost", async () => {
    let isGone = false;
    const app = await collectedApp({ lacks: ({ from }) => isGone && from === "drawn" });
    choose(app, [LITE0, UNTRAINED], ["head", "everything"]);
    await app.intents.race.start();
    const { results } = race(app);
    isGone = true;
    await app.intents.race.adopt(entrantKey(UNTRAINED, "everything"));
    expect(app.store.state.value.network.choice).toEqual(STANDARD_NETWORK);
    expect(app.store.state.value.network.failure?.to).toEqual(DRAWN);
    expect(race(app).results).toBe(results);
    app.stop();
  });
});

describe("the gain of transfer", () => {
  it("is measured with the plan of the recipe, for the network that has learned something before", async () => {
    const app = await collectedApp();
    await app.intents.network((own) => own.takeRecipe());
    await allEmbedded(app);
    const { plan, network } = app.store.state.value;
    expect([network.choice.network, plan.pictureSide, plan.epochs]).toEqual(["resnet18", 32, 10]);
    const numBefore = app.engine.candidates.length;
    await app.intents.race.measureTransfer(LITE0);
    expect(race(app).phase).toEqual({ at: "over", isWhole: true });
    expect(race(app).isOpen).toBe(true);
    const [commands = []] = app.engine.candidates.slice(numBefore).map(({ sent }) => sent);
    expect(commands.filter((command) => command.kind === "embed").every(({ side }) => side === 32)).toBe(
      true,
    );
    const told = commands.filter((command): command is SetDataset => command.kind === "setDataset");
    expect(told.map(({ settings }) => settings.tuning?.fromScratch)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
    for (const { settings } of told) {
      expect(settings).toMatchObject({ optimiser: "sgd", batchSize: 100, learningRate: 0.001 });
      expect(settings.tuning).toMatchObject({ firstBlock: 0, batchNormLearns: false, stochasticDepth: 0 });
    }
    const [gain] = transferGains(race(app).course ?? never(), race(app).results);
    expect(gain?.pretrained).toHaveLength(10);
    expect(gain?.scratch).toHaveLength(10);
    expect(gain?.headEpochs).toBe(0);
    // Nothing of the network in use was touched.
    expect(app.store.state.value.network.choice).toBe(network.choice);
    app.stop();
  });

  it("is the difference on the splits that both have, over the epochs in which blocks learn", async () => {
    const app = await collectedApp();
    choose(app, [LITE0], ["everything", "scratch"]);
    await app.intents.race.start();
    const course = race(app).course ?? never();
    const of = (accuracies: number[], curves: number[][]) => ({
      accuracies,
      curves,
      millis: accuracies.map(() => 1),
      numBytes: 4,
    });
    const head = Array.from({ length: 50 }, () => 0.7);
    const results = new Map([
      [
        entrantKey(LITE0, "everything"),
        of(
          [0.9, 0.8, 0.1],
          [
            [...head, 0.5, 0.9],
            [...head, 0.3, 0.8],
            [...head, 0, 0.1],
          ],
        ),
      ],
      [
        entrantKey(LITE0, "scratch"),
        of(
          [0.5, 0.3],
          [
            [0.1, 0.5],
            [0.1, 0.3],
          ],
        ),
      ],
    ]);
    const [gain] = transferGains(course, results);
    expect(gain).toMatchObject({ numSplits: 2, headEpochs: 50, aheadAfter: undefined });
    const alike = transferGains(
      course,
      new Map(results).set(
        entrantKey(LITE0, "scratch"),
        of(
          [0.5, 0.4],
          [
            [0.1, 0.5],
            [0.1, 0.4],
          ],
        ),
      ),
    );
    expect(alike[0]?.aheadAfter).toBe(2);
    expect(gain?.pretrained.map((value) => Number(value.toFixed(3)))).toEqual([0.4, 0.85]);
    expect(gain?.gain.mean).toBeCloseTo(0.45, 9);
    expect(gain?.gain.halfWidth).toBeGreaterThan(0);
    results.delete(entrantKey(LITE0, "scratch"));
    expect(transferGains(course, results)).toEqual([]);
    app.stop();
  });
});

function never(): never {
  throw new Error("there is no course");
}
