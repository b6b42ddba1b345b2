/** Scenes of unlabelled pictures: the pile, its groups, what the network supposes, and whether learning from that helped. */
import type { EngineError } from "../engine/protocol";
import type { AppState, Example } from "../state/app-state";
import { initialState } from "../state/initial-state";
import { reduce } from "../state/reduce";
import { PILE_ID } from "../state/unlabelled/pile";
import type { Compared, Comparison, UnlabelledState } from "../state/unlabelled/unlabelled-state";
import { drawnLesson } from "./drawn-lesson";
import { drawnPicture } from "./drawn-picture";
import type { Scene } from "./scene";

const PER_SHAPE = [22, 14, 9];
const FIRST_ID = 1000;
const EPOCHS = 12;

export const unlabelledScenes: readonly Scene[] = [
  { name: "pile-empty", state: () => collecting(lesson()) },
  { name: "pile-first", state: () => ready(withPile(initialState())) },
  { name: "pile-beside-classes", state: () => withPile(lesson()) },
  { name: "pile-selected", state: selected },
  {
    name: "pile-groups-waiting",
    state: () => changed(ready(withPile(initialState(), 17)), { view: "groups" }),
  },
  { name: "pile-groups-asking", state: () => changed(ready(withPile(initialState())), { view: "groups" }) },
  { name: "pile-groups", state: () => grouped(ready(withPile(initialState()))) },
  { name: "pile-groups-chosen", state: groupsChosen },
  { name: "pile-groups-overlapping", state: () => grouped(ready(withPile(initialState())), 0.12) },
  { name: "pile-groups-gone", state: groupsGone },
  { name: "pile-groups-failed", state: groupsFailed },
  {
    name: "pile-supposed-untrained",
    state: () => changed(ready(withPile(initialState())), { view: "supposed" }),
  },
  { name: "pile-supposed-asking", state: () => changed(withPile(lesson()), { view: "supposed" }) },
  { name: "pile-supposed", state: () => supposed() },
  { name: "pile-supposed-selected", state: supposedSelected },
  {
    name: "pile-supposed-rejected",
    state: () => supposed({ rejectedIds: new Set([1003, 1024]), order: "surest" }),
  },
  { name: "pile-supposed-none-sure", state: () => supposed({ threshold: 0.99 }) },
  { name: "pile-supposed-failed", state: supposedFailed },
  { name: "pile-comparing-starting", state: () => comparing({ at: "starting" }) },
  {
    name: "pile-comparing",
    state: () => comparing({ at: "running", trial: "with", doneEpochs: 4, epochs: EPOCHS }),
  },
  { name: "pile-compared-better", state: () => compared(4, 1) },
  { name: "pile-compared-surely", state: () => compared(7, 0) },
  { name: "pile-compared-worse", state: () => compared(1, 3) },
  { name: "pile-compared-same", state: () => compared(0, 0) },
  {
    name: "pile-compared-stale",
    state: () => reduce(compared(4, 1), { type: "picturesDeleted", exampleIds: [1] }),
  },
  {
    name: "pile-comparison-failed",
    state: () => comparing({ at: "failed", error: { code: "panicked", detail: "" } }),
  },
  { name: "pile-teaching", state: teaching },
];

function lesson(): AppState {
  const upTo = Array.from({ length: EPOCHS + 1 }, (_, epoch) => epoch);
  const state = drawnLesson({ numClasses: 3, picturesAClass: 24, epochs: upTo });
  return reduce(reduce(state, { type: "trainingPaused" }), { type: "trainingBusy", isBusy: false });
}

function collecting(state: AppState): AppState {
  return reduce(state, { type: "stepChanged", step: "collect" });
}

function ready(state: AppState): AppState {
  return reduce(state, { type: "enginePhaseChanged", phase: { at: "ready" } });
}

/** Shapes of three kinds, mixed; the network has looked at the first `numKnown`. */
function withPile(state: AppState, numKnown = Number.POSITIVE_INFINITY): AppState {
  const shapes = PER_SHAPE.flatMap((count, shape) =>
    Array.from({ length: count }, (_, index) => ({ shape, at: (index + 0.5) / count })),
  ).sort((one, other) => one.at - other.at);
  const examples = shapes.map(({ shape }, index): Example => {
    const id = FIRST_ID + index;
    return {
      id,
      classId: PILE_ID,
      name: `IMG_${id}.jpg`,
      blob: drawnPicture(shape, index),
      groupKey: String(id),
      side: undefined,
      isEmbedded: index < numKnown,
      addedAtMillis: id,
    };
  });
  return collecting(reduce(state, { type: "picturesAdded", examples }));
}

function pileIds(state: AppState): number[] {
  return [...state.examples.values()].filter(({ classId }) => classId === PILE_ID).map(({ id }) => id);
}

function changed(state: AppState, change: Partial<Omit<UnlabelledState, "teaching">>): AppState {
  return reduce(state, { type: "unlabelled", change });
}

function grouped(state: AppState, separation = 0.41): AppState {
  const ids = pileIds(state);
  // As many as there are shapes, in the proportions of the pile.
  const groups = [ids.filter((_, index) => index % 2 === 0), [] as number[], [] as number[]];
  for (const [index, id] of ids.entries()) if (index % 2 === 1) groups[index % 4 === 1 ? 1 : 2]?.push(id);
  return changed(state, { view: "groups", groups: { groups, wanted: undefined, separation } });
}

function selected(): AppState {
  return reduce(withPile(lesson()), { type: "picturesSelected", exampleIds: [1002, 1003, 1007] });
}

function groupsChosen(): AppState {
  const state = grouped(withPile(lesson()));
  return changed(state, {
    leftOutIds: new Set([1002, 1006]),
    groupNames: new Map([[2, "Cups"]]),
    wantedGroups: 3,
  });
}

function groupsGone(): AppState {
  const state = grouped(ready(withPile(initialState())));
  const moves = new Map(pileIds(state).map((id) => [id, 1]));
  const step = { did: "madeClasses", count: moves.size, numClasses: 1 } as const;
  const classes = [{ id: 1, name: "Group 1", colour: 0 }];
  return reduce(state, { type: "picturesSorted", classes, moves, step });
}

function groupsFailed(): AppState {
  const groupsError: EngineError = { code: "panicked", detail: "" };
  return changed(ready(withPile(initialState())), { view: "groups", groupsError });
}

function supposed(change: Partial<Omit<UnlabelledState, "teaching">> = {}): AppState {
  const state = withPile(lesson());
  const predictions = pileIds(state).map((exampleId, index) => ({
    exampleId,
    predictedClassId: 1 + (index % 7 === 3 ? 1 : index % 3),
    confidence: 0.985 - ((index * 37) % 45) / 100,
    side: undefined,
  }));
  return changed(state, { view: "supposed", predictions, ...change });
}

function supposedSelected(): AppState {
  return reduce(supposed(), { type: "picturesSelected", exampleIds: [1000, 1006] });
}

function supposedFailed(): AppState {
  return supposed({ predictions: undefined, predictionsError: { code: "panicked", detail: "" } });
}

function comparing(comparison: Comparison): AppState {
  return supposed({ comparison });
}

function compared(numBetter: number, numWorse: number): AppState {
  const state = supposed();
  const layer = { weight: new Float32Array(1280 * 3), bias: new Float32Array(3) };
  const { history } = state.training;
  const head = {
    fingerprint: "drawn",
    classIds: [1, 2, 3],
    epoch: EPOCHS,
    hidden: undefined,
    output: layer,
    tail: undefined,
  };
  const trial = (numRight: number) => ({ numRight, head, history });
  const result: Compared = {
    teaching: {
      labels: new Map(
        pileIds(state)
          .slice(0, 26)
          .map((id, index) => [id, 1 + (index % 3)]),
      ),
      weight: 0.3,
    },
    epochs: EPOCHS,
    numChecked: 14,
    without: trial(7 + numWorse),
    with: trial(7 + numBetter),
    numBetter,
    numWorse,
    sides: new Map(),
    revision: state.datasetRevision,
  };
  return changed(state, { comparison: { at: "compared", result } });
}

function teaching(): AppState {
  const { comparison } = compared(4, 1).unlabelled;
  if (comparison.at !== "compared") return supposed();
  const { teaching: taught } = comparison.result;
  const step = { did: "keptSupposed", count: taught.labels.size } as const;
  return reduce(withPile(lesson()), { type: "supposedTeach", teaching: taught, backup: undefined, step });
}
