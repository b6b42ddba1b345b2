/** What the engine changes: its phase, the device, features that came back, and every event it may send. */
import type { BackboneInfo, EngineError, EngineEvent, ExampleSide } from "../engine/protocol";
import type { EngineAction } from "./actions";
import type { AppState, DeviceChoice, Example } from "./app-state";
import { depthsOf, fittingTuning } from "./deeper/depths";
import { untrained } from "./initial-state";
import { withNotice } from "./reduce-page";
import { smoothed } from "./reduce-training";

type Said = Extract<EngineAction, { type: "engineSaid" }>;

export function reduceEngine(state: AppState, action: EngineAction): AppState {
  const { embedding, engine } = state;
  switch (action.type) {
    case "enginePhaseChanged":
      return { ...state, engine: { ...engine, phase: action.phase } };
    case "deviceChosen":
      return deviceChosen(state, action.choice);
    case "gpuSearchChanged":
      return { ...state, engine: { ...engine, gpuSearch: action.search } };
    case "embeddingStarted":
      return {
        ...state,
        embedding: { ...embedding, isRunning: true, doneInRun: 0, startedAtMillis: action.nowMillis },
      };
    case "embeddingStopped":
      return { ...state, embedding: { ...embedding, isRunning: false } };
    case "embeddingPaused":
      return { ...state, embedding: { ...embedding, isPaused: action.isPaused } };
    case "embeddingTimed": {
      const millisPerPicture = smoothed(embedding.millisPerPicture, action.millisPerPicture);
      return withPace({ ...state, embedding: { ...embedding, millisPerPicture } }, millisPerPicture);
    }
    case "engineLost":
      return engineLost(state);
    case "engineSaid":
      return reduceEvent(state, action);
    default:
      return action satisfies never;
  }
}

function reduceEvent(state: AppState, { event, command }: Said): AppState {
  const { training, engine } = state;
  switch (event.kind) {
    // Their askers wait for these and tell the state what follows from them.
    case "weightsReceived":
    case "gpuConnected":
    case "gpuRefused":
    case "backboneMeasured":
    case "headExported":
    // The parts of the state that asked for these hear them by themselves.
    case "networkDescribed":
    case "layerSurveyed":
    case "channelsRanked":
    case "channelPicturesSeen":
    case "channelWeightsSeen":
    case "pictureGrown":
    case "channelsSilenced":
    case "valueExplained":
    case "classMapSeen":
    case "neuronsWeighed":
    case "learningReplayed":
    case "headWeightsSeen":
    case "picturesShown":
    case "pictureVaried":
    case "unlabelledPredicted":
    case "examplesGrouped":
    case "neighboursMeasured":
    // Only whoever asked cares.
    case "tuningDeviceChosen":
      return state;
    case "layersSeen":
      return layersSeen(state, event);
    case "backboneReady":
      return backboneReady(state, event.backbone);
    case "backboneDeviceChosen":
      return engine.device
        ? { ...state, engine: { ...engine, device: { ...engine.device, device: event.device } } }
        : state;
    case "embedded":
      return withEmbedded(
        {
          ...state,
          embedding: { ...state.embedding, doneInRun: state.embedding.doneInRun + event.exampleIds.length },
        },
        event.exampleIds,
        true,
      );
    case "featuresRestored":
      return command.kind === "restoreFeatures" ? withEmbedded(state, command.exampleIds, true) : state;
    case "examplesForgotten":
      return command.kind === "forgetExamples" ? withEmbedded(state, command.exampleIds, false) : state;
    case "datasetReady":
      return datasetReady(state, event);
    case "headReset":
      return { ...state, training: { ...training, epoch: 0, batch: undefined, history: [] } };
    case "batchFinished":
      return {
        ...state,
        training: {
          ...training,
          hasHead: true,
          batch: { done: event.batch, total: event.numBatches, loss: event.loss },
          lookingAgain: undefined,
        },
      };
    case "picturesLookedAt": {
      const lookingAgain = { done: event.numDone, total: event.numExamples };
      return { ...state, training: { ...training, lookingAgain } };
    }
    case "epochFinished":
      return {
        ...state,
        training: {
          ...training,
          hasHead: true,
          epoch: event.report.epoch,
          batch: undefined,
          lookingAgain: undefined,
          preparing: undefined,
          history: [...training.history, event.report],
        },
      };
    case "examplesPredicted":
      return { ...state, training: { ...training, predictions: event.predictions } };
    case "classified":
      return {
        ...state,
        trying: {
          ...state.trying,
          answer: {
            classIds: event.classIds,
            probabilities: [...event.probabilities],
            evidence: event.evidence,
          },
        },
      };
    case "wentBack": {
      const history = training.history.filter(({ epoch }) => epoch <= event.epoch);
      return {
        ...state,
        training: { ...training, epoch: event.epoch, history, batch: undefined, lookingAgain: undefined },
      };
    }
    case "headImported":
      return { ...state, training: { ...training, hasHead: true, epoch: event.epoch } };
    case "failed":
      return failed(state, event.error, command.kind);
    default:
      return event satisfies never;
  }
}

function withPace(state: AppState, millisPerPicture: number): AppState {
  const { network } = state;
  const paces = new Map(network.paces).set(network.choice.network, millisPerPicture);
  return { ...state, network: { ...network, paces } };
}

/** A picture that was deleted while it was being looked at may come back, so the undo stack hears of it too. */
function withEmbedded(state: AppState, exampleIds: readonly number[], isEmbedded: boolean): AppState {
  const ids = new Set(exampleIds);
  const examples = new Map(state.examples);
  for (const id of ids) {
    const example = examples.get(id);
    if (example) examples.set(id, { ...example, isEmbedded });
  }
  const mark = (example: Example) => (ids.has(example.id) ? { ...example, isEmbedded } : example);
  const undoStack = state.undoStack.map((entry) =>
    entry.examples.some((example) => ids.has(example.id))
      ? { ...entry, examples: entry.examples.map(mark) }
      : entry,
  );
  return { ...state, examples, undoStack, datasetRevision: state.datasetRevision + 1 };
}

function backboneReady(state: AppState, backbone: BackboneInfo): AppState {
  const { plan } = state;
  const next = { ...state, engine: { ...state.engine, backbone } };
  const { tuning } = plan.settings;
  if (!tuning) return next;
  const isThere = tuning.firstBlock < backbone.numBlocks;
  const own = fittingTuning(tuning, backbone.network);
  if (isThere && own === tuning) return next;
  // Chosen for another network, and this one lacks such blocks, or what was to be done with them.
  const fitting = isThere ? own : { ...own, firstBlock: depthsOf(state.network).recommended };
  return { ...next, plan: { ...plan, settings: { ...plan.settings, tuning: fitting } } };
}

/** The engine's features died with it; the page still has them and gives them back. */
function engineLost(state: AppState): AppState {
  const isLost = (example: Example) => ({ ...example, isEmbedded: false });
  return {
    ...state,
    engine: { ...state.engine, device: undefined },
    examples: new Map([...state.examples].map(([id, example]) => [id, isLost(example)])),
    undoStack: state.undoStack.map((entry) => ({ ...entry, examples: entry.examples.map(isLost) })),
    datasetRevision: state.datasetRevision + 1,
    training: {
      ...state.training,
      isWanted: false,
      batch: undefined,
      preparing: undefined,
      lookingAgain: undefined,
    },
  };
}

/** Of the camera's frames these answers are the only ones, unless they are explained as well. */
function layersSeen(state: AppState, event: Extract<EngineEvent, { kind: "layersSeen" }>): AppState {
  const { trying } = state;
  if (trying.source.from !== "camera" || trying.isExplaining || event.classIds.length === 0) return state;
  const { classIds, probabilities } = event;
  const answer = { classIds, probabilities: [...probabilities], evidence: undefined };
  return { ...state, trying: { ...trying, answer } };
}

/** Another engine that takes over knows the network as it is now, and none of its epochs. */
function deviceChosen(state: AppState, choice: DeviceChoice): AppState {
  const { engine, training } = state;
  const isOther = choice.device === "gpu" && engine.device?.device === "cpu";
  return {
    ...state,
    engine: { ...engine, device: choice },
    training: isOther ? { ...training, rememberedFrom: training.epoch } : training,
  };
}

function datasetReady(state: AppState, event: Extract<EngineEvent, { kind: "datasetReady" }>): AppState {
  const examples = withDrawnSides(state.examples, event.sides);
  if (event.headKept) {
    return { ...state, examples, training: { ...state.training, epoch: event.epoch, batch: undefined } };
  }
  const { isWanted, isBusy, targetEpoch } = state.training;
  // A schedule from the very first epoch is that of the head that begins.
  const schedule = state.training.schedule?.firstEpoch === 0 ? state.training.schedule : undefined;
  // The curves of a head that is gone would mislead.
  const training = { ...untrained(state.plan.epochs), schedule, isWanted, isBusy };
  return {
    ...state,
    examples,
    training: { ...training, targetEpoch: Math.min(targetEpoch, state.plan.epochs) },
  };
}

function withDrawnSides(examples: AppState["examples"], sides: readonly ExampleSide[]): AppState["examples"] {
  const drawn = sides.filter(({ exampleId, side }) => {
    const example = examples.get(exampleId);
    return example !== undefined && example.side !== side;
  });
  if (drawn.length === 0) return examples;
  const next = new Map(examples);
  for (const { exampleId, side } of drawn) {
    const example = next.get(exampleId);
    if (example) next.set(exampleId, { ...example, side });
  }
  return next;
}

const STOPPED = { isWanted: false, isBusy: false } as const;

/** What training that ran away, or that a GPU gave up, leaves of its epoch. */
const AT_START = { batch: undefined, lookingAgain: undefined, preparing: undefined } as const;

function isBackAtStart(error: EngineError): boolean {
  return error.code === "trainingDiverged";
}

function failed(state: AppState, error: EngineError, command: Said["command"]["kind"]): AppState {
  // Whoever asked shows them and asks again.
  if (error.code === "picturesNeeded") return state;
  if (error.code === "tuningLeftGpu") {
    const training = { ...state.training, ...AT_START };
    return withNotice({ ...state, training }, { kind: "engine", error });
  }
  switch (command) {
    // Start-up shows what went wrong with these in its own place.
    case "receiveWeights":
    case "connectGpu":
    case "measureBackbone":
      return state;
    case "classify":
      // Asked many times a second; a missing head or network is already visible.
      return error.code === "headMissing" || error.code === "backboneMissing"
        ? { ...state, trying: { ...state.trying, answer: undefined } }
        : withNotice(state, { kind: "engine", error });
    case "trainEpoch":
    case "trainBatch":
    case "showPictures":
    case "setDataset":
      return withNotice(
        { ...state, training: { ...state.training, ...STOPPED, ...(isBackAtStart(error) && AT_START) } },
        { kind: "engine", error },
      );
    case "describeNetwork":
    case "seeLayers":
    case "surveyLayer":
    case "rankChannels":
    case "seeChannelPictures":
    case "seeChannelWeights":
    case "growPicture":
    case "silenceChannels":
    case "explainValue":
    case "seeClassMap":
    case "weighNeurons":
    case "replayLearning":
    case "seeHeadWeights":
    case "varyPicture":
    case "predictUnlabelled":
    case "groupExamples":
    case "measureNeighbours":
      // The view that asked says so in its own place.
      return state;
    case "goBackToEpoch":
      // The page may know that epoch all the same; if not, it says so.
      return error.code === "epochForgotten" ? state : withNotice(state, { kind: "engine", error });
    case "drawNetwork":
    case "chooseBackboneDevice":
    case "chooseTuningDevice":
    case "embed":
    case "restoreFeatures":
    case "forgetExamples":
    case "resetHead":
    case "predictExamples":
    case "exportHead":
    case "importHead":
      // Asked by the page itself after a restart, when there is nothing to hand out yet.
      if (error.code === "headMissing") return state;
      return withNotice(state, { kind: "engine", error });
    default:
      return command satisfies never;
  }
}
