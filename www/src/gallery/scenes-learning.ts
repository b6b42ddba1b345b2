/** Scenes of how the head learned: while training and after, gone back, compared, with few and many of everything. */
import type { EngineEvent } from "../engine/protocol";
import type { AppState } from "../state/app-state";
import type { Arrangement, LearningAction, NeighbourMap } from "../state/learning/learning-state";
import { reduce } from "../state/reduce";
import { type DrawnLesson, drawnLesson, drawnReplay, drawnWeights, said } from "./drawn-lesson";
import { collectedState, playedUntil } from "./recorded-lesson";
import type { Scene } from "./scene";

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, epoch) => epoch);

const THREE: DrawnLesson = { numClasses: 3, picturesAClass: 24, epochs: upTo(50) };
const TWELVE: DrawnLesson = { numClasses: 12, picturesAClass: 10, epochs: upTo(30) };
const TWO: DrawnLesson = { numClasses: 2, picturesAClass: 12, epochs: upTo(20) };
const MANY: DrawnLesson = { numClasses: 6, picturesAClass: 100, epochs: upTo(50) };
const THINNED: DrawnLesson = { ...THREE, epochs: upTo(100).filter((epoch) => epoch % 4 === 0) };

export const learningScenes: readonly Scene[] = [
  {
    name: "learning-closed",
    state: () => own(paused(drawnLesson(THREE)), { type: "opened", isOpen: false }),
  },
  { name: "learning-training", state: () => opened({ ...THREE, epochs: upTo(12) }, undefined, undefined) },
  { name: "learning", state: () => paused(opened(THREE, undefined, undefined)) },
  { name: "learning-back", state: () => paused(opened(THREE, 3, undefined)) },
  { name: "learning-closed-back", state: closedBack },
  { name: "learning-compared", state: () => paused(opened(THREE, undefined, 0)) },
  { name: "learning-twelve", state: () => paused(opened(TWELVE, undefined, undefined)) },
  { name: "learning-twelve-compared", state: () => paused(opened(TWELVE, 8, 2)) },
  { name: "learning-two", state: () => paused(opened(TWO, undefined, undefined)) },
  { name: "learning-many", state: () => paused(opened(MANY, undefined, undefined)) },
  {
    name: "learning-one-epoch",
    state: () => paused(opened({ ...THREE, epochs: [0, 1] }, undefined, undefined)),
  },
  { name: "learning-thinned", state: () => paused(opened(THINNED, 40, undefined)) },
  { name: "learning-hidden-units", state: hiddenUnits },
  { name: "learning-selected", state: selected },
  { name: "learning-features", state: () => paused(opened(THREE, undefined, undefined, "features")) },
  { name: "learning-comparing", state: () => likeness({ at: "running", done: 0.4, total: 1 }) },
  { name: "learning-likeness", state: () => likeness(madeMap()) },
  { name: "learning-likeness-failed", state: () => likeness({ at: "failed" }) },
  { name: "learning-waiting", state: () => own(drawnLesson(THREE), { type: "opened", isOpen: true }) },
  { name: "learning-empty", state: empty },
  { name: "learning-failed", state: failed },
];

/** Everything that the views ask for, answered. */
function opened(
  lesson: DrawnLesson,
  shownEpoch: number | undefined,
  comparedEpoch: number | undefined,
  arrangement: Arrangement = "logits",
): AppState {
  const told = drawnLesson(lesson);
  const projection = arrangement === "features" ? "features" : "logits";
  const replayed = said(
    own(own(told, { type: "opened", isOpen: true }), { type: "arranged", arrangement }),
    { kind: "learningReplayed", replay: drawnReplay(lesson, projection) },
    { kind: "replayLearning", projection },
  );
  const chosen = own(replayed, { type: "epochsChosen", shownEpoch, comparedEpoch });
  const last = lesson.epochs.at(-1) ?? 0;
  const shown = withWeights(chosen, lesson, shownEpoch, shownEpoch ?? last);
  return comparedEpoch === undefined ? shown : withWeights(shown, lesson, comparedEpoch, comparedEpoch);
}

function withWeights(
  state: AppState,
  lesson: DrawnLesson,
  asked: number | undefined,
  epoch: number,
  inputs?: number,
): AppState {
  const head = drawnWeights(lesson, epoch, inputs);
  return said(state, { kind: "headWeightsSeen", head }, { kind: "seeHeadWeights", epoch: asked });
}

function closedBack(): AppState {
  return own(paused(opened(THREE, 3, undefined)), { type: "opened", isOpen: false });
}

function hiddenUnits(): AppState {
  return withWeights(paused(opened(THREE, undefined, undefined)), THREE, undefined, 50, 48);
}

function selected(): AppState {
  const state = paused(opened(THREE, undefined, undefined));
  const moved = reduce(state, { type: "picturesMoved", exampleIds: [21], classId: 2 });
  return reduce(moved, { type: "picturesSelected", exampleIds: [4, 38, 55] });
}

function likeness(neighbourMap: NeighbourMap): AppState {
  const state = paused(opened(THREE, undefined, undefined, "neighbours"));
  return own(state, { type: "neighboursChanged", neighbourMap });
}

function madeMap(): NeighbourMap {
  const { exampleIds, positions } = drawnReplay(THREE, "features");
  const numKnown = exampleIds.length - 6;
  return {
    at: "made",
    placed: {
      exampleIds: exampleIds.slice(0, numKnown),
      positions: positions.slice(0, numKnown * 2),
      numPictures: numKnown,
    },
  };
}

function empty(): AppState {
  const state = playedUntil(collectedState(), ({ kind }) => kind === "embedded");
  const ready = reduce(state, { type: "enginePhaseChanged", phase: { at: "ready" } });
  return reduce(own(ready, { type: "opened", isOpen: true }), { type: "stepChanged", step: "train" });
}

function failed(): AppState {
  const event: EngineEvent = { kind: "failed", error: { code: "headMissing" } };
  const state = own(paused(drawnLesson(THREE)), { type: "opened", isOpen: true });
  return said(state, event, { kind: "replayLearning", projection: "logits" });
}

function paused(state: AppState): AppState {
  return reduce(state, { type: "trainingPaused" });
}

function own(state: AppState, action: LearningAction): AppState {
  return reduce(state, { type: "learning", action });
}
