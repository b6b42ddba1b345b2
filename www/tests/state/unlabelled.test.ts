/** The pile of unlabelled pictures: never a class, grouped, supposed, learned from, undone, and kept between visits. */
import { afterEach, describe, expect, test } from "vitest";
import type { LabelledExample } from "../../src/engine/protocol";
import { datasetCommand } from "../../src/state/dataset-command";
import { trainingBlock } from "../../src/state/training-block";
import { chanceOf, isBeyondChance } from "../../src/state/unlabelled/chance";
import { groupsOnView } from "../../src/state/unlabelled/groups";
import { PILE_ID, teachingPictures } from "../../src/state/unlabelled/pile";
import { supposedOnView } from "../../src/state/unlabelled/supposed";
import type { UnlabelledIntents } from "../../src/state/unlabelled/unlabelled-intents";
import type { Compared } from "../../src/state/unlabelled/unlabelled-state";
import { createMemoryStore } from "../../src/storage/memory-store";
import { allEmbedded, type TestApp, testApp, testPicture } from "./test-app";

let app: TestApp;
afterEach(() => app.stop());

const state = () => app.store.state.value;
const unlabelled = () => state().unlabelled;
const pile = () => app.store.select.examplesByClass.value.get(PILE_ID) ?? [];
const use = (work: (own: UnlabelledIntents) => unknown) => app.intents.unlabelled(work);
const pictures = (shade: number, count: number, name = `s${shade}`) =>
  Array.from({ length: count }, (_, index) => testPicture(shade + index, `${name} ${index}`));

/** As `addClass` shades them: 60 for the first class, 120 for the second. */
async function trainedWithPile(): Promise<void> {
  app.addClass("dark", 6);
  app.addClass("light", 6);
  app.intents.adding.addPictures([...pictures(58, 4, "dark?"), ...pictures(118, 4, "light?")], PILE_ID);
  await allEmbedded(app);
  app.intents.training.changeEpochs(20);
  await app.intents.training.train();
}

async function supposing(): Promise<void> {
  await use((own) => own.show("supposed"));
  await app.until(() => unlabelled().predictions !== undefined);
}

async function grouping(): Promise<void> {
  await use((own) => own.show("groups"));
  await app.until(() => unlabelled().groups !== undefined);
}

function lastDataset(): { classIds: number[]; examples: LabelledExample[] } {
  const command = app.engine.sent.findLast(({ kind }) => kind === "setDataset");
  if (command?.kind !== "setDataset") throw new Error("no dataset was told");
  return command;
}

test("pictures of the pile are looked at and stored like others, and are no class", async () => {
  app = await testApp();
  await trainedWithPile();
  expect(pile()).toHaveLength(8);
  expect(pile().every(({ isEmbedded }) => isEmbedded)).toBe(true);
  expect((await app.workStore.load()).examples).toHaveLength(20);
  const { classIds, examples } = lastDataset();
  expect(classIds).toEqual([1, 2]);
  expect(examples).toHaveLength(12);
  expect(state().training.history.at(-1)?.classIds).toEqual([1, 2]);
});

test("what waits in the pile does not keep the classes from being trained", async () => {
  app = await testApp();
  app.addClass("dark", 3);
  app.addClass("light", 3);
  await allEmbedded(app);
  const [first] = pictures(9, 1);
  if (!first) throw new Error("no picture");
  app.intents.embedding.pause();
  app.intents.adding.addPictures([first], PILE_ID);
  app.store.dispatch({ type: "embeddingPaused", isPaused: false });
  expect(app.store.select.numWaiting.value).toBe(1);
  expect(trainingBlock(state())).toBeUndefined();
});

test("files go to the pile whatever folder they lie in", async () => {
  app = await testApp({
    inputs: {
      readPictures: async (_files, { onPicture }) => {
        await onPicture(testPicture(1, "a.jpg", "cats"));
        await onPicture(testPicture(2, "b.jpg"));
      },
    },
  });
  await app.intents.adding.addFiles([{ path: "x", blob: new Blob() }], PILE_ID);
  expect(state().classes).toEqual([]);
  expect(pile()).toHaveLength(2);
});

test("pictures are moved to the pile and deleted from it, and undo brings them back", async () => {
  app = await testApp();
  const cups = app.addClass("cups", 3);
  app.intents.pictures.moveTo([1, 2], PILE_ID);
  expect(pile().map(({ id }) => id)).toEqual([1, 2]);
  expect(state().undoStack.at(-1)?.step).toEqual({ did: "movedPictures", count: 2, className: undefined });
  app.intents.pictures.remove([2]);
  app.intents.undo.undo();
  app.intents.undo.undo();
  expect(app.store.select.examplesByClass.value.get(cups)).toHaveLength(3);
  app.intents.pictures.moveTo([1], PILE_ID);
  app.intents.classes.clearEverything();
  expect(pile()).toEqual([]);
  app.intents.undo.undo();
  expect(pile()).toHaveLength(1);
});

test("a picture that was trained on keeps its side through the pile", async () => {
  app = await testApp();
  await trainedWithPile();
  const trained = [...state().examples.values()].find(({ side }) => side === "training");
  if (!trained) throw new Error("nothing was trained on");
  app.intents.pictures.moveTo([trained.id], PILE_ID);
  app.intents.pictures.moveTo([trained.id], trained.classId);
  expect(state().examples.get(trained.id)?.side).toBe("training");
});

describe("groups", () => {
  test("like pictures are found together, and one click makes a class that undo takes back", async () => {
    app = await testApp();
    app.intents.adding.addPictures([...pictures(20, 5), ...pictures(140, 3), ...pictures(220, 2)], PILE_ID);
    await grouping();
    expect(groupsOnView(state()).map(({ examples }) => examples.length)).toEqual([5, 3, 2]);

    await use((own) => own.togglePicture(2));
    await use((own) => own.nameGroup(1, " night "));
    await use((own) => own.makeClass(1));
    expect(state().classes.map(({ name }) => name)).toEqual(["night"]);
    expect(pile()).toHaveLength(6);
    // What has left takes nothing else along, and nothing is grouped anew.
    expect(groupsOnView(state()).map(({ number, examples }) => [number, examples.length])).toEqual([
      [1, 1],
      [2, 3],
      [3, 2],
    ]);

    app.intents.undo.undo();
    expect(state().classes).toEqual([]);
    expect(pile()).toHaveLength(10);
    expect(groupsOnView(state())[0]?.examples).toHaveLength(5);
    expect(app.engine.sent.filter(({ kind }) => kind === "groupExamples")).toHaveLength(1);
  });

  test("all groups become classes in one step, by free names", async () => {
    app = await testApp();
    app.intents.classes.add("Group 2");
    app.intents.adding.addPictures([...pictures(20, 4), ...pictures(140, 3)], PILE_ID);
    await grouping();
    await use((own) => own.makeAllClasses());
    expect(state().classes.map(({ name, id, colour }) => [name, id, colour])).toEqual([
      ["Group 2", 1, 0],
      ["Group 1", 2, 1],
      ["Group 4", 3, 2],
    ]);
    expect(state().undoStack.at(-1)?.step).toEqual({ did: "madeClasses", count: 7, numClasses: 2 });
    app.intents.undo.undo();
    expect(state().classes.map(({ name }) => name)).toEqual(["Group 2"]);
  });

  test("a group joins a class of its name, or the one that is chosen", async () => {
    app = await testApp();
    const cups = app.addClass("cups", 1);
    app.intents.adding.addPictures([...pictures(20, 4), ...pictures(140, 3)], PILE_ID);
    await grouping();
    await use((own) => own.nameGroup(1, "cups"));
    await use((own) => own.makeClass(1));
    await use((own) => own.addGroupTo(2, cups));
    expect(state().classes).toHaveLength(1);
    expect(app.store.select.examplesByClass.value.get(cups)).toHaveLength(8);
  });

  test("a class that undo would take away stays with what it was given since", async () => {
    app = await testApp();
    app.intents.adding.addPictures(pictures(20, 4), PILE_ID);
    await grouping();
    await use((own) => own.makeClass(1));
    app.intents.adding.addPictures(pictures(30, 1), 1);
    app.intents.undo.undo();
    expect(state().classes).toHaveLength(1);
    expect(app.store.select.examplesByClass.value.get(1)).toHaveLength(1);
  });

  test("new pictures and another number are grouped anew; a failure can be tried again", async () => {
    app = await testApp();
    app.intents.adding.addPictures([...pictures(20, 4), ...pictures(140, 3)], PILE_ID);
    await grouping();
    app.intents.adding.addPictures(pictures(230, 2), PILE_ID);
    await app.until(() => groupsOnView(state()).length === 3);
    app.engine.failNext("groupExamples", { code: "settingOutOfRange", setting: "numGroups" });
    await use((own) => own.wantGroups(2));
    await app.until(() => unlabelled().groupsError !== undefined);
    await use((own) => own.tryAgain());
    await app.until(() => groupsOnView(state()).length === 2);
    expect(app.engine.sent.findLast(({ kind }) => kind === "groupExamples")).toMatchObject({ numGroups: 2 });
  });
});

describe("supposed classes", () => {
  test("reach the threshold or not, in the order asked for, and can be rejected", async () => {
    app = await testApp();
    await trainedWithPile();
    await supposing();
    await use((own) => own.setThreshold(0.5));
    const all = supposedOnView(state());
    expect(all.classes.map(({ item, pictures }) => [item.name, pictures.length])).toEqual([
      ["dark", 4],
      ["light", 4],
    ]);
    const shares = all.classes.flatMap((group) => group.pictures.map(({ probability }) => probability));
    const [lowest = 0, ...others] = [...shares].sort((one, other) => one - other);
    expect(
      all.classes.every(
        ({ pictures: [first, last] }) => (first?.probability ?? 1) <= (last?.probability ?? 0),
      ),
    ).toBe(true);

    await use((own) => own.setThreshold((lowest + (others[0] ?? 1)) / 2));
    expect(supposedOnView(state())).toMatchObject({ numSupposed: 7, numUnsure: 1 });

    const first = all.classes[0]?.pictures.at(-1)?.example.id ?? 0;
    await use((own) => own.reject([first]));
    expect(supposedOnView(state())).toMatchObject({ numSupposed: 6, numRejected: 1 });
    await use((own) => own.bringBackRejected());
    expect(supposedOnView(state()).numRejected).toBe(0);
  });

  test("are asked for again when another head has come to rest", async () => {
    app = await testApp();
    await trainedWithPile();
    await supposing();
    const before = unlabelled().predictions;
    await app.intents.training.train();
    await app.until(() => unlabelled().predictions !== before);
  });

  test("become labels when they are accepted, and undo takes that back", async () => {
    app = await testApp();
    await trainedWithPile();
    await supposing();
    await use((own) => own.setThreshold(0.5));
    const ids = supposedOnView(state()).classes.map(({ pictures }) => pictures[0]?.example.id ?? 0);
    await use((own) => own.accept(ids));
    expect(ids.map((id) => state().examples.get(id)?.classId)).toEqual([1, 2]);
    expect(state().undoStack.at(-1)?.step).toEqual({ did: "labelledPictures", count: 2 });
    app.intents.undo.undo();
    expect(pile()).toHaveLength(8);
  });
});

describe("learning from supposed pictures", () => {
  async function compared(): Promise<Compared> {
    await trainedWithPile();
    await supposing();
    await use((own) => own.setThreshold(0.5));
    await use((own) => own.compare());
    const { comparison } = unlabelled();
    if (comparison.at !== "compared") throw new Error(comparison.at);
    return comparison.result;
  }

  test("two heads are compared on one split, and the learner's own is left alone", async () => {
    app = await testApp();
    const numSent = () => app.engine.sent.filter(({ kind }) => kind !== "classify").length;
    const result = await compared();
    expect(result.epochs).toBe(20);
    expect(result.numChecked).toBe(state().training.history.at(-1)?.validation?.numExamples);
    expect(result.teaching.labels.size).toBe(8);
    expect(result.without.head.epoch).toBe(20);
    expect(result.with.history).toHaveLength(20);

    const trials = app.engine.candidates
      .at(-1)
      ?.sent.flatMap((command) => (command.kind === "setDataset" ? [command] : []));
    const [without, withThem] = trials ?? [];
    expect(without?.examples.every(({ weight }) => weight === undefined)).toBe(true);
    const supposed = withThem?.examples.filter(({ weight }) => weight === 0.3) ?? [];
    expect(supposed).toHaveLength(8);
    expect(supposed.every(({ side }) => side === "training")).toBe(true);
    // Of the labelled ones, whoever is held back is held back from both.
    expect(
      withThem?.examples.filter(({ side }) => side === "validation").map(({ exampleId }) => exampleId),
    ).toEqual([...result.sides].flatMap(([id, side]) => (side === "validation" ? [id] : [])));
    expect(withThem?.settings).toEqual(without?.settings);

    expect(app.engine.candidates.at(-1)?.isOver).toBe(true);
    expect(state().training.epoch).toBe(20);
    expect(unlabelled().teaching).toBeUndefined();
    const before = numSent();
    await use((own) => own.keepWithout());
    expect(numSent()).toBe(before);
    expect(unlabelled().comparison.at).toBe("none");
  });

  test("the one that learned from them is kept, they go on teaching, and undo leads back", async () => {
    app = await testApp();
    const result = await compared();
    const own = app.intents.training.backup();
    await use((intents) => intents.keepWith());
    expect(teachingPictures(state())).toHaveLength(8);
    expect(lastDataset().examples.filter(({ weight }) => weight === 0.3)).toHaveLength(8);
    expect(lastDataset().classIds).toEqual([1, 2]);
    expect(app.intents.training.backup()?.head).toEqual(result.with.head);
    expect(state().training.history).toEqual(result.with.history);
    expect((await app.workStore.load()).head?.output.weight).toEqual(result.with.head.output.weight);

    // Moved or deleted, a picture teaches no more with a class that was only supposed.
    const [first] = pile();
    app.intents.pictures.moveTo([first?.id ?? 0], 2);
    expect(teachingPictures(state())).toHaveLength(7);
    app.intents.undo.undo();

    app.intents.undo.undo();
    expect(unlabelled().teaching).toBeUndefined();
    await app.until(() => !state().training.isBusy);
    expect(app.intents.training.backup()?.head).toEqual(own?.head);
    expect(lastDataset().examples).toHaveLength(12);
  });

  test("learning from them can be stopped, and the one without them taken back", async () => {
    app = await testApp();
    await compared();
    await use((own) => own.keepWith());
    await use((own) => own.stopTeaching());
    expect(datasetCommand(state()).examples).toHaveLength(12);
    app.intents.undo.undo();
    expect(datasetCommand(state()).examples).toHaveLength(20);
    await app.until(() => !state().training.isBusy);
    await use((own) => own.compare());
    const { comparison } = unlabelled();
    const without = comparison.at === "compared" ? comparison.result.without.head : undefined;
    await use((own) => own.keepWithout());
    expect(app.intents.training.backup()?.head).toEqual(without);
    expect(unlabelled().teaching).toBeUndefined();
  });

  test("a comparison of pictures that have changed since cannot be kept", async () => {
    app = await testApp();
    await compared();
    app.intents.pictures.remove([1]);
    const head = app.intents.training.backup()?.head;
    await use((own) => own.keepWith());
    expect(unlabelled().teaching).toBeUndefined();
    expect(app.intents.training.backup()?.head).toBe(head);
  });

  test("cancelled or broken off, nothing is changed", async () => {
    app = await testApp({
      engine: {
        onCandidate: (candidate) => candidate.failNext("trainEpoch", { code: "trainingDiverged", epoch: 0 }),
      },
    });
    await trainedWithPile();
    await supposing();
    await use((own) => own.setThreshold(0.5));
    const head = app.intents.training.backup()?.head;
    await use((own) => own.compare());
    expect(unlabelled().comparison).toEqual({
      at: "failed",
      error: { code: "trainingDiverged", epoch: 0 },
    });
    const running = use((own) => own.compare());
    await app.until(() => unlabelled().comparison.at === "starting");
    await use((own) => own.stopComparing());
    await running;
    expect(unlabelled().comparison.at).toBe("none");
    expect(app.engine.candidates.every(({ isOver }) => isOver)).toBe(true);
    expect(app.intents.training.backup()?.head).toBe(head);
  });

  test("the file of a picture that is held back does not teach", async () => {
    app = await testApp();
    await trainedWithPile();
    const held = [...state().examples.values()].find(({ side }) => side === "validation");
    if (!held) throw new Error("nothing is held back");
    const [copy] = pile();
    if (!copy) throw new Error("nothing is in the pile");
    const examples = new Map(state().examples).set(copy.id, { ...copy, groupKey: held.groupKey });
    const teaching = { labels: new Map([[copy.id, held.classId]]), weight: 0.5 };
    const taught = { ...state(), examples, unlabelled: { ...unlabelled(), teaching } };
    expect(teachingPictures(taught)).toEqual([]);
    expect(teachingPictures({ ...taught, examples: state().examples })).toHaveLength(1);
  });
});

test("the pile and what it teaches are there at the next visit; work from before the pile still loads", async () => {
  const workStore = createMemoryStore("refused");
  app = await testApp({ workStore });
  await trainedWithPile();
  await supposing();
  await use((own) => own.setThreshold(0.5));
  await use((own) => own.compare());
  await use((own) => own.keepWith());
  const teaching = unlabelled().teaching;
  await app.until(() => !state().storage.isSaving);
  app.stop();

  app = await testApp({ workStore });
  expect(state().classes.map(({ name }) => name)).toEqual(["dark", "light"]);
  expect(pile()).toHaveLength(8);
  expect(pile().every(({ isEmbedded }) => isEmbedded)).toBe(true);
  expect(unlabelled().teaching).toEqual(teaching);
  expect(teachingPictures(state())).toHaveLength(8);
  app.stop();

  const { project } = await workStore.load();
  const details = { ...(project?.details as object), teaching: { weight: "much", labels: [[1, 2]] } };
  if (project) await workStore.saveProject({ ...project, details });
  app = await testApp({ workStore });
  expect(unlabelled().teaching).toBeUndefined();
  expect(pile()).toHaveLength(8);
});

test("chance is asked exactly", () => {
  app = { stop: () => {} } as TestApp;
  expect(chanceOf(0, 0)).toBe(1);
  expect(chanceOf(3, 3)).toBe(1);
  expect(chanceOf(5, 0)).toBeCloseTo(2 / 32);
  expect(chanceOf(1, 7)).toBeCloseTo((2 * (1 + 8)) / 256);
  expect(isBeyondChance(5, 0)).toBe(false);
  expect(isBeyondChance(0, 6)).toBe(true);
});
