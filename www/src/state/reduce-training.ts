/** What training changes: the plan, the wish for more epochs, the curves, and the way back from a reset. */
import type { TrainingSettings } from "../engine/protocol";
import type { TrainAction } from "./actions";
import type { AppState, Example, StoppedEarly, TrainingBackup, UndoStep } from "./app-state";
import { untrained } from "./initial-state";
import { remembered } from "./undo-stack";

export function reduceTraining(state: AppState, action: TrainAction): AppState {
  const { training } = state;
  switch (action.type) {
    case "planChanged": {
      const isLearningChanged = action.plan.settings !== state.plan.settings;
      const targetEpoch = training.epoch === 0 ? action.plan.epochs : training.targetEpoch;
      const isSameDepth = isSameCost(action.plan.settings, state.plan.settings);
      const { plan } = state;
      const before = action.step
        ? remembered(state, { step: action.step, classes: [], examples: [], plan })
        : state;
      return {
        ...before,
        plan: action.plan,
        datasetRevision: state.datasetRevision + (isLearningChanged ? 1 : 0),
        // How long an epoch took says nothing about one of another depth.
        training: isSameDepth
          ? { ...training, targetEpoch }
          : { ...training, targetEpoch, millisPerEpoch: undefined, pacedEpochMillis: undefined },
      };
    }
    case "trainingWanted":
      return {
        ...state,
        training: { ...training, isWanted: true, targetEpoch: action.targetEpoch, stopped: undefined },
      };
    case "picturesPrepared":
      return { ...state, training: { ...training, preparing: action.preparing } };
    case "trainingPaused":
      return { ...state, training: { ...training, isWanted: false } };
    case "scheduleSet":
      return {
        ...state,
        // The engine has to be told.
        datasetRevision: state.datasetRevision + 1,
        training: { ...training, schedule: action.schedule },
      };
    case "trainingBusy":
      return { ...state, training: { ...training, isBusy: action.isBusy } };
    case "epochPaced":
      return { ...state, training: { ...training, pacedEpochMillis: action.millis } };
    case "epochTimed":
      return {
        ...state,
        training: {
          ...training,
          millisPerEpoch: smoothed(training.millisPerEpoch, action.millis),
          pacedEpochMillis: undefined,
          trainedRevision: action.learnedRevision,
        },
      };
    case "trainingReset":
      return trainingReset(state, action.backup);
    case "trainingLeft":
      return withUndo(state, action.step, action.backup);
    case "trainingBroughtBack":
      return trainingBroughtBack(state, action.backup);
    case "epochKept":
      return epochKept(state, action.stopped);
    case "headLoaded":
      return { ...state, training: { ...training, hasHead: true, epoch: action.head.epoch } };
    case "cellSelected":
      return { ...state, training: { ...training, selectedCell: action.cell } };
    default:
      return action satisfies never;
  }
}

/** A moving mean, so that the time left does not flicker. */
export function smoothed(before: number | undefined, now: number): number {
  return before === undefined ? now : before * 0.8 + now * 0.2;
}

function isSameCost(one: TrainingSettings, other: TrainingSettings): boolean {
  return (
    one.tuning?.firstBlock === other.tuning?.firstBlock &&
    one.batchSize === other.batchSize &&
    one.hiddenUnits === other.hiddenUnits
  );
}

/** The run is over, and its schedule with it: the engine hears of that before the next epoch. */
function epochKept(state: AppState, stopped: StoppedEarly | undefined): AppState {
  const { training, datasetRevision } = state;
  const isUpToDate = training.trainedRevision === datasetRevision;
  return {
    ...state,
    datasetRevision: datasetRevision + 1,
    training: {
      ...training,
      targetEpoch: training.epoch,
      schedule: undefined,
      stopped,
      predictions: undefined,
      trainedRevision: isUpToDate ? datasetRevision + 1 : training.trainedRevision,
    },
  };
}

/** Sides go as well: after a reset nothing has been trained on, so everything may be drawn anew. */
function trainingReset(state: AppState, backup: TrainingBackup | undefined): AppState {
  const next: AppState = {
    ...withSides(state, new Map()),
    training: untrained(state.plan.epochs),
    trying: { ...state.trying, answer: undefined },
  };
  return backup ? withUndo(next, { did: "resetTraining", epoch: backup.head.epoch }, backup) : next;
}

function withUndo(state: AppState, step: UndoStep, training: TrainingBackup): AppState {
  return remembered(state, { step, classes: [], examples: [], training });
}

function trainingBroughtBack(state: AppState, backup: TrainingBackup): AppState {
  const next = withSides(state, backup.sides);
  return {
    ...next,
    training: {
      ...untrained(Math.max(backup.head.epoch, backup.targetEpoch)),
      isBusy: state.training.isBusy,
      hasHead: true,
      epoch: backup.head.epoch,
      history: backup.history,
      schedule: backup.schedule,
      rememberedFrom: backup.head.epoch,
      trainedRevision: next.datasetRevision,
    },
  };
}

function withSides(state: AppState, sides: TrainingBackup["sides"]): AppState {
  const examples = new Map<number, Example>();
  for (const [id, example] of state.examples) {
    const side = sides.get(id);
    examples.set(id, example.side === side ? example : { ...example, side });
  }
  return { ...state, examples, datasetRevision: state.datasetRevision + 1 };
}
