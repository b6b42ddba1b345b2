/** Scenes of how it learns: the settings, the learning rate over a run, and which epoch is kept in the end. */
import { defaultTuningSettings, type EpochReport, type TrainingSettings } from "../engine/protocol";
import type { AppState, LearningPlan } from "../state/app-state";
import { runSchedule } from "../state/rate-schedule";
import { reduce } from "../state/reduce";
import { type DrawnLesson, drawnLesson, said } from "./drawn-lesson";
import type { Scene } from "./scene";

const BEST_EPOCH = 23;

export const settingsScenes: readonly Scene[] = [
  { name: "settings", state: () => opened(rested(lessonOf(12))) },
  { name: "settings-changed", state: changed },
  { name: "settings-steps", state: () => opened(planned(rested(lessonOf(0)), { rates: STEPS })) },
  { name: "settings-smaller", state: () => opened(planned(rested(lessonOf(0)), { pictureSide: 96 })) },
  { name: "settings-under-way", state: underWay },
  { name: "settings-nothing-held-back", state: nothingHeldBack },
  { name: "stopped-early", state: stoppedEarly },
  { name: "better-epoch", state: betterEpoch },
];

const STEPS = { shape: "step", warmUpEpochs: 0 } as const;
const COSINE = { shape: "cosine", warmUpEpochs: 5 } as const;

function lessonOf(last: number): AppState {
  const lesson: DrawnLesson = {
    numClasses: 3,
    picturesAClass: 24,
    epochs: Array.from({ length: last + 1 }, (_, epoch) => epoch),
  };
  return drawnLesson(lesson);
}

function changed(): AppState {
  const state = planned(rested(lessonOf(0)), {
    epochs: 80,
    rates: COSINE,
    stopping: { isOn: true, patience: 12 },
  });
  return opened(
    set(state, {
      optimiser: "adamW",
      learningRate: 0.003,
      weightDecay: 0.05,
      batchSize: 32,
      labelSmoothing: 0.1,
      hiddenUnits: 64,
      validationFraction: 0.3,
      balanceClasses: false,
      seed: 7,
    }),
  );
}

/** In the middle of an epoch in the middle of a run, with blocks that learn. */
function underWay(): AppState {
  const start = set(planned(lessonOf(0), { rates: COSINE, stopping: { isOn: true, patience: undefined } }), {
    tuning: defaultTuningSettings,
  });
  const schedule = runSchedule(start);
  const begun = reduce(start, { type: "scheduleSet", schedule });
  const trained = withReports(begun, lessonOf(17).training.history);
  const busy = reduce(trained, { type: "trainingBusy", isBusy: true });
  return opened(
    said(
      busy,
      { kind: "batchFinished", epoch: 17, batch: 2, numBatches: 4, loss: 0.21 },
      { kind: "trainBatch" },
    ),
  );
}

function nothingHeldBack(): AppState {
  const state = set(rested(lessonOf(0)), { validationFraction: 0 });
  return opened(planned(state, { stopping: { isOn: true, patience: undefined } }));
}

function stoppedEarly(): AppState {
  const state = rested(withReports(lessonOf(0), overfitted(BEST_EPOCH)));
  const stopped = { afterEpoch: BEST_EPOCH + 8, keptEpoch: BEST_EPOCH, numWorse: 8 };
  return reduce(state, { type: "epochKept", stopped });
}

function betterEpoch(): AppState {
  return rested(withReports(lessonOf(0), overfitted(50)));
}

/** From the best epoch on, the loss on what is held back rises again. */
function overfitted(numEpochs: number): EpochReport[] {
  return lessonOf(numEpochs).training.history.map((report) => {
    const late = Math.max(0, report.epoch - BEST_EPOCH);
    const validation = report.validation && {
      ...report.validation,
      loss: report.validation.loss + 0.006 * late + (report.epoch === BEST_EPOCH ? 0 : 0.01),
      accuracy: report.validation.accuracy - 0.002 * late,
    };
    return { ...report, validation };
  });
}

function withReports(state: AppState, reports: readonly EpochReport[]): AppState {
  return reports.reduce(
    (before, report) => said(before, { kind: "epochFinished", report }, { kind: "trainEpoch" }),
    state,
  );
}

function set(state: AppState, change: Partial<TrainingSettings>): AppState {
  return planned(state, { settings: { ...state.plan.settings, ...change } });
}

function planned(state: AppState, change: Partial<LearningPlan>): AppState {
  return reduce(state, { type: "planChanged", plan: { ...state.plan, ...change } });
}

function rested(state: AppState): AppState {
  const paused = reduce(reduce(state, { type: "trainingPaused" }), { type: "trainingBusy", isBusy: false });
  return reduce(paused, { type: "epochTimed", millis: 60, learnedRevision: state.datasetRevision });
}

function opened(state: AppState): AppState {
  return reduce(state, { type: "advancedOpened", isOpen: true });
}
