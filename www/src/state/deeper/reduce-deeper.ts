/** What changes `deeper`: its own actions, epochs that were trained, and heads that come and go. */
import type { EngineCommand, EngineError, EngineEvent, EpochReport, SavedHead } from "../../engine/protocol";
import type { Action } from "../actions";
import type { AppState } from "../app-state";
import type { DeeperAction, DeeperState, Run } from "./deeper-state";
import { depthsOf, firstLayerOfCut } from "./depths";

/** Each keeps a whole network that has learned, up to fourteen megabytes. */
export const MOST_RUNS = 5;

/** `app` is the page after the action, as far as it concerns the rest of the state. */
export function reduceDeeper(state: DeeperState, action: Action, app: AppState): DeeperState {
  switch (action.type) {
    case "deeper":
      return reduceOwn(state, action.action, app);
    case "planChanged": {
      const { tuning } = action.plan.settings;
      const lastTuning = tuning ?? state.lastTuning;
      const lastAugmentation = tuning?.augmentation ?? state.lastAugmentation;
      // Whoever chooses anew while the head learns first wants that, and not what was chosen before.
      const headFirst = undefined;
      const isSame =
        lastTuning === state.lastTuning && lastAugmentation === state.lastAugmentation && !state.headFirst;
      return isSame ? state : { ...state, lastTuning, lastAugmentation, headFirst };
    }
    case "headLoaded":
      return withHead(state, action.head);
    case "trainingBroughtBack":
      return withHead(state, action.backup.head);
    case "trainingReset":
      return withHead(state, undefined);
    case "epochKept":
      return withEpochKept(state, app);
    case "epochTimed":
      return withMeasured(state, action.millis, app);
    case "everythingCleared":
      return { ...withHead(state, undefined), runs: [], measured: undefined, preview: undefined };
    // Another engine lets blocks learn on the CPU until it is told otherwise.
    case "deviceChosen":
    case "engineLost":
      return { ...state, tuningDevice: undefined };
    case "engineSaid":
      return reduceEvent(state, action.event, action.command, app);
    default:
      return state;
  }
}

function reduceOwn(state: DeeperState, action: DeeperAction, app: AppState): DeeperState {
  switch (action.type) {
    case "opened":
      return { ...state, isOpen: action.isOpen };
    case "headFirst":
      return { ...state, headFirst: action.tuning };
    case "runBegun": {
      const { epoch } = app.training;
      const run: Run = {
        id: (state.runs.at(-1)?.id ?? 0) + 1,
        beganAtMillis: action.beganAtMillis,
        settings: app.plan.settings,
        fromEpoch: epoch,
        toEpoch: epoch,
        keptEpoch: undefined,
        accuracy: undefined,
        isHeldBack: false,
        isOver: false,
        hasDiverged: false,
        before: action.before,
      };
      return { ...state, runs: [...state.runs, run].slice(-MOST_RUNS) };
    }
    case "runEnded":
      return withLastRun(state, (run) => ({ ...run, isOver: true }));
    case "tuningDeviceChosen":
      return { ...state, tuningDevice: action.choice };
    case "previewed":
      return { ...state, preview: action.preview };
    default:
      return action satisfies never;
  }
}

function reduceEvent(
  state: DeeperState,
  event: EngineEvent,
  command: EngineCommand,
  app: AppState,
): DeeperState {
  switch (event.kind) {
    case "epochFinished":
      return withReport(state, event.report);
    case "batchFinished": {
      // The first step has changed the network already, whenever its epoch ends.
      const { tuning } = app.plan.settings;
      if (!tuning) return state;
      return learnedFrom(state, firstLayerOfCut(tuning.firstBlock, depthsOf(app.network)));
    }
    case "headReset":
      return withHead(state, undefined);
    case "datasetReady":
      return event.headKept ? state : withHead(state, undefined);
    case "headImported":
      return command.kind === "importHead" ? withHead(state, command.head) : state;
    case "failed":
      return failed(state, event.error);
    default:
      return state;
  }
}

function failed(state: DeeperState, error: EngineError): DeeperState {
  switch (error.code) {
    case "trainingDiverged":
      return withLastRun(state, (run) => ({ ...run, hasDiverged: true, isOver: true }));
    case "tuningLeftGpu":
      return { ...state, tuningDevice: { device: "cpu", why: { because: "leftGpu" } } };
    default:
      return state;
  }
}

function withHead(state: DeeperState, head: SavedHead | undefined): DeeperState {
  const learnedFromLayer = head?.tail?.firstLayer;
  const wasPretrained = state.learnedFromLayer === undefined;
  if (wasPretrained && learnedFromLayer === undefined) return state;
  return { ...state, learnedFromLayer, networkRevision: state.networkRevision + 1 };
}

function withReport(state: DeeperState, report: EpochReport): DeeperState {
  const first = report.movement?.layers[0]?.layer;
  const scores = report.validation ?? report.training;
  const told = withLastRun(state, (run) => ({
    ...run,
    toEpoch: report.epoch,
    accuracy: scores.accuracy,
    isHeldBack: report.validation !== undefined,
  }));
  if (first === undefined) return told;
  return learnedFrom({ ...told, networkRevision: told.networkRevision + 1 }, first);
}

/** The next epoch belongs to another run, wherever in this one or before it was gone back to. */
function withEpochKept(state: DeeperState, { training }: AppState): DeeperState {
  const { epoch, history } = training;
  const report = history.findLast((one) => one.epoch === epoch);
  const scores = report?.validation ?? report?.training;
  return withLastRun(state, (run) => ({
    ...run,
    isOver: true,
    ...(epoch >= run.fromEpoch &&
      epoch < run.toEpoch && { keptEpoch: epoch, accuracy: scores?.accuracy ?? run.accuracy }),
  }));
}

/** What learned once is no longer as it came, however little learns after it. */
function learnedFrom(state: DeeperState, layer: number): DeeperState {
  const learnedFromLayer = Math.min(layer, state.learnedFromLayer ?? layer);
  return learnedFromLayer === state.learnedFromLayer ? state : { ...state, learnedFromLayer };
}

function withLastRun(state: DeeperState, change: (run: Run) => Run): DeeperState {
  const last = state.runs.at(-1);
  return last ? { ...state, runs: [...state.runs.slice(0, -1), change(last)] } : state;
}

/** The depth is the report's own: settings may have changed while the epoch was under way. */
function withMeasured(state: DeeperState, millis: number, app: AppState): DeeperState {
  const report = app.training.history.at(-1);
  const firstLayer = report?.movement?.layers[0]?.layer;
  if (!report || firstLayer === undefined) return state;
  const numTraining = report.training.numExamples;
  const numValidation = report.validation?.numExamples ?? 0;
  return { ...state, measured: { firstLayer, millis, numTraining, numValidation } };
}
