/** Each lesson must begin anew, train for the whole plan, and report the last epoch's accuracy. */
import { expect, test } from "vitest";
import { defaultTuningSettings, type EngineCommand, type EngineEvent } from "../../src/engine/protocol";
import { teach } from "../../src/evaluate/teach";
import { DEFAULT_PLAN } from "../../src/state/default-settings";

const EXAMPLES = [
  { exampleId: 1, classId: 1, groupKey: "a" },
  { exampleId: 2, classId: 1, groupKey: "a" },
  { exampleId: 3, classId: 2, groupKey: "b" },
];
const LESSON = {
  examples: EXAMPLES,
  numClasses: 2,
  plan: { ...DEFAULT_PLAN, epochs: 3 },
  sides: undefined,
  tuning: undefined,
};

/** Answers as an engine whose accuracy grows by a tenth each epoch. */
function pretendEngine(failAt?: EngineCommand["kind"]) {
  const heard: EngineCommand[] = [];
  const send = async (command: EngineCommand): Promise<EngineEvent> => {
    heard.push(command);
    if (command.kind === failAt) return { kind: "failed", error: { code: "headMissing" } };
    if (command.kind !== "trainEpoch") return { kind: "headReset" };
    const epoch = heard.filter(({ kind }) => kind === "trainEpoch").length;
    const scores = { loss: 1, accuracy: epoch / 10, numExamples: 1 };
    const report = {
      epoch,
      training: scores,
      validation: scores,
      classIds: [1, 2],
      confusion: [1, 0, 0, 1],
      movement: undefined,
    };
    return { kind: "epochFinished", report };
  };
  return { heard, send };
}

test("trains anew for as many epochs as planned", async () => {
  const engine = pretendEngine();
  expect(await teach(engine, LESSON)).toEqual({ kind: "taught", accuracy: 0.3, headAccuracy: 0.3 });
  const kinds = engine.heard.map(({ kind }) => kind);
  expect(kinds).toEqual(["setDataset", "resetHead", "trainEpoch", "trainEpoch", "trainEpoch"]);
});

test("near-identical pictures share a group, and pictures on neither side are left out", async () => {
  const engine = pretendEngine();
  await teach(engine, {
    ...LESSON,
    sides: new Map([
      [1, "training"],
      [3, "validation"],
    ]),
  });
  const [dataset] = engine.heard;
  expect(dataset?.kind === "setDataset" && dataset.examples).toEqual([
    { exampleId: 1, classId: 1, group: 0, side: "training" },
    { exampleId: 3, classId: 2, group: 1, side: "validation" },
  ]);
  await teach(engine, LESSON);
  const whole = engine.heard.findLast(({ kind }) => kind === "setDataset");
  expect(whole?.kind === "setDataset" && whole.examples.map(({ group }) => group)).toEqual([0, 0, 1]);
});

test("hands on what went wrong", async () => {
  expect(await teach(pretendEngine("trainEpoch"), LESSON)).toEqual({
    kind: "failed",
    error: { code: "headMissing" },
  });
});

test("blocks learn after the head, from the pictures that the engine asks for", async () => {
  const engine = pretendEngine();
  let asked = false;
  const send = async (command: EngineCommand): Promise<EngineEvent> => {
    const isTuning = engine.heard.some((one) => one.kind === "setDataset" && one.settings.tuning);
    if (command.kind === "trainEpoch" && isTuning && !asked) {
      asked = true;
      return { kind: "failed", error: { code: "picturesNeeded", exampleIds: [3, 1] } };
    }
    return engine.send(command);
  };
  const pixels = new Map(EXAMPLES.map(({ exampleId }) => [exampleId, Uint8Array.of(exampleId)]));
  const tuning = {
    settings: defaultTuningSettings,
    epochs: 2,
    schedule: "cosine",
    pixels,
  } as const;
  expect(await teach({ send }, { ...LESSON, tuning })).toEqual({
    kind: "taught",
    accuracy: 0.5,
    headAccuracy: 0.3,
  });
  const kinds = engine.heard.map(({ kind }) => kind);
  expect(kinds.slice(5)).toEqual(["setDataset", "showPictures", "trainEpoch", "trainEpoch"]);
  const shown = engine.heard.find((command) => command.kind === "showPictures");
  expect(shown).toMatchObject({ exampleIds: [3, 1], pixels: Uint8Array.of(3, 1) });
});

test("pictures that are only checked come in for the last epoch, and the schedule is that of all of them", async () => {
  const engine = pretendEngine();
  const sides = new Map([
    [1, "training"],
    [3, "validation"],
  ] as const);
  const tuning = {
    settings: defaultTuningSettings,
    epochs: 3,
    schedule: "cosine",
    pixels: new Map(),
  } as const;
  await teach(engine, { ...LESSON, sides, tuning });
  const tuned = engine.heard.slice(5);
  expect(tuned.map(({ kind }) => kind)).toEqual([
    "setDataset",
    "trainEpoch",
    "trainEpoch",
    "setDataset",
    "trainEpoch",
  ]);
  const datasets = tuned.flatMap((command) => (command.kind === "setDataset" ? [command] : []));
  expect(datasets.map(({ examples }) => examples.map(({ exampleId }) => exampleId))).toEqual([[1], [1, 3]]);
  const schedule = { shape: "cosine", firstEpoch: 3, epochs: 3, warmUpEpochs: 0 };
  expect(datasets.map(({ settings }) => settings.schedule)).toEqual([schedule, schedule]);
});
