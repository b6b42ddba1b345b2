/** What changes `learning`: its own actions, and whatever else happens on the page that it depends on. */
import type { EngineCommand, EngineEvent, LearningReplay } from "../../engine/protocol";
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import { type LearningAction, type LearningState, NO_WEIGHTS } from "./learning-state";

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceLearning(state: LearningState, action: Action, app: AppState): LearningState {
  switch (action.type) {
    case "learning":
      return reduceOwn(state, action.action);
    case "engineSaid":
      return reduceEvent(state, action.event, action.command, app);
    case "engineLost":
    case "trainingReset":
    case "trainingBroughtBack":
      return withoutHistory(state);
    case "everythingCleared":
      return { ...withoutHistory(state), neighbourMap: { at: "none" } };
    default:
      return state;
  }
}

function reduceOwn(state: LearningState, action: LearningAction): LearningState {
  switch (action.type) {
    case "opened":
      return { ...state, isOpen: action.isOpen, stepMillis: undefined };
    case "epochsChosen": {
      const { comparedEpoch } = action;
      const shownEpoch = nowWhenLast(action.shownEpoch, state.replay);
      return {
        ...state,
        shownEpoch,
        comparedEpoch,
        stepMillis: shownEpoch === undefined ? undefined : state.stepMillis,
        weights: keptWeights(state, comparedEpoch),
      };
    }
    case "playingChanged":
      return { ...state, stepMillis: action.stepMillis };
    case "arranged":
      return { ...state, arrangement: action.arrangement };
    case "neighboursChanged":
      return { ...state, neighbourMap: action.neighbourMap };
    default:
      return action satisfies never;
  }
}

function reduceEvent(
  state: LearningState,
  event: EngineEvent,
  command: EngineCommand,
  app: AppState,
): LearningState {
  switch (event.kind) {
    case "datasetReady": {
      const toldClassIds = new Map([...app.examples.values()].map(({ id, classId }) => [id, classId]));
      return { ...(event.headKept ? state : withoutHistory(state)), toldClassIds };
    }
    case "headReset":
    case "headImported":
      return withoutHistory(state);
    case "wentBack":
      return withoutLater(state, event.epoch);
    case "learningReplayed":
      return withReplay(state, event.replay);
    case "headWeightsSeen": {
      const asked = command.kind === "seeHeadWeights" ? command.epoch : undefined;
      const isShown = asked === state.shownEpoch;
      const isCompared = asked !== undefined && asked === state.comparedEpoch;
      if (!isShown && !isCompared) return state;
      const { shown, compared } = state.weights;
      return {
        ...state,
        weights: {
          shown: isShown ? event.head : shown,
          compared: isCompared ? event.head : compared,
          error: undefined,
        },
      };
    }
    case "failed":
      return withFailure(state, event, command);
    default:
      return state;
  }
}

/** Epochs may have been forgotten since: the engine keeps fewer of them the longer it trains. */
function withReplay(state: LearningState, replay: LearningReplay): LearningState {
  const shownEpoch = nowWhenLast(rememberedNear(state.shownEpoch, replay), replay);
  const comparedEpoch = rememberedNear(state.comparedEpoch, replay);
  return {
    ...state,
    replay,
    replayError: undefined,
    shownEpoch,
    comparedEpoch,
    stepMillis: shownEpoch === undefined ? undefined : state.stepMillis,
    weights: keptWeights(state, comparedEpoch),
  };
}

function withFailure(
  state: LearningState,
  { error }: Extract<EngineEvent, { kind: "failed" }>,
  command: EngineCommand,
): LearningState {
  if (error.code === "epochForgotten") {
    const { epoch } = error;
    const shownEpoch = state.shownEpoch === epoch ? undefined : state.shownEpoch;
    const comparedEpoch = state.comparedEpoch === epoch ? undefined : state.comparedEpoch;
    const isPointless = shownEpoch === state.shownEpoch && comparedEpoch === state.comparedEpoch;
    return isPointless ? state : { ...state, shownEpoch, comparedEpoch, stepMillis: undefined };
  }
  if (command.kind === "replayLearning") return { ...state, replay: undefined, replayError: error };
  if (command.kind === "seeHeadWeights") return { ...state, weights: { ...NO_WEIGHTS, error } };
  return state;
}

/** The head starts anew, or another engine goes on with it: neither remembers what was before. */
function withoutHistory(state: LearningState): LearningState {
  return {
    ...state,
    historyRevision: state.historyRevision + 1,
    shownEpoch: undefined,
    comparedEpoch: undefined,
    stepMillis: undefined,
    replay: undefined,
    replayError: undefined,
    weights: NO_WEIGHTS,
  };
}

/** What came after the epoch that was gone back to is forgotten; what came before is as it was. */
function withoutLater(state: LearningState, epoch: number): LearningState {
  const { replay, comparedEpoch } = state;
  const isKept = comparedEpoch !== undefined && comparedEpoch <= epoch;
  return {
    ...state,
    historyRevision: state.historyRevision + 1,
    shownEpoch: undefined,
    comparedEpoch: isKept ? comparedEpoch : undefined,
    stepMillis: undefined,
    replay: replay && replayUntil(replay, epoch),
    weights: NO_WEIGHTS,
  };
}

/** Nothing where that epoch is not among those that were replayed. */
function replayUntil(replay: LearningReplay, epoch: number): LearningReplay | undefined {
  const numEpochs = replay.epochs.indexOf(epoch) + 1;
  if (numEpochs === 0) return undefined;
  const numRows = numEpochs * replay.exampleIds.length;
  return {
    ...replay,
    epochs: replay.epochs.slice(0, numEpochs),
    positions: replay.positions.subarray(0, numRows * 2),
    confidences: replay.confidences.subarray(0, numRows),
    predictedClassIds: replay.predictedClassIds.slice(0, numRows),
  };
}

/** The last epoch is now, so that the views follow when training goes on. */
function nowWhenLast(
  epoch: number | undefined,
  replay: Pick<LearningReplay, "epochs"> | undefined,
): number | undefined {
  return epoch === replay?.epochs.at(-1) ? undefined : epoch;
}

/** The remembered epoch nearest to this one, of two the later; none when the head has not come that far. */
function rememberedNear(
  epoch: number | undefined,
  { epochs }: Pick<LearningReplay, "epochs">,
): number | undefined {
  const last = epochs.at(-1);
  if (epoch === undefined || last === undefined || epoch > last) return undefined;
  return epochs.reduce((best, one) => (Math.abs(one - epoch) <= Math.abs(best - epoch) ? one : best), last);
}

/** What is shown of another epoch stays until the next answer; what is not compared any more goes at once. */
function keptWeights(
  { weights, comparedEpoch: before }: LearningState,
  comparedEpoch: number | undefined,
): LearningState["weights"] {
  if (before === comparedEpoch || weights.compared === undefined) return weights;
  return { ...weights, compared: undefined };
}
