/** The page before anything has happened. */
import type { AppState } from "./app-state";
import { initialDeeper } from "./deeper/deeper-state";
import { DEFAULT_PLAN } from "./default-settings";
import { initialExplain } from "./explain/explain-state";
import { initialInside } from "./inside/inside-state";
import { initialLearning } from "./learning/learning-state";
import { initialNetwork } from "./network/network-state";
import { initialNeuron } from "./neuron/neuron-state";
import { initialRace } from "./race/race-state";
import { initialUnlabelled } from "./unlabelled/unlabelled-state";

export function initialState(): AppState {
  return {
    classes: [],
    examples: new Map(),
    datasetRevision: 0,
    selection: { exampleIds: new Set(), isGathering: false },
    adding: { isReading: false },
    refusals: [],
    undoStack: [],
    engine: { phase: { at: "starting" }, backbone: undefined, device: undefined, gpuSearch: undefined },
    network: initialNetwork,
    embedding: {
      isRunning: false,
      isPaused: false,
      doneInRun: 0,
      startedAtMillis: 0,
      millisPerPicture: undefined,
    },
    plan: DEFAULT_PLAN,
    training: untrained(DEFAULT_PLAN.epochs),
    trying: {
      source: { from: "nothing" },
      answer: undefined,
      isExplaining: false,
      chosenClassId: undefined,
      millisPerPicture: undefined,
    },
    inside: initialInside,
    neuron: initialNeuron,
    explain: initialExplain,
    learning: initialLearning,
    deeper: initialDeeper,
    race: initialRace,
    unlabelled: initialUnlabelled,
    camera: {
      phase: { at: "off" },
      devices: [],
      deviceId: undefined,
      capturingClassId: undefined,
      isRecording: false,
    },
    storage: { notKept: undefined, usedBytes: undefined, isSaving: false },
    notices: [],
    step: "collect",
    appearance: "system",
    isAdvancedOpen: false,
  };
}

/** A head that has learned nothing, and no curves. */
export function untrained(targetEpoch: number): AppState["training"] {
  return {
    isWanted: false,
    isBusy: false,
    hasHead: false,
    epoch: 0,
    targetEpoch,
    schedule: undefined,
    stopped: undefined,
    rememberedFrom: 0,
    batch: undefined,
    preparing: undefined,
    lookingAgain: undefined,
    history: [],
    millisPerEpoch: undefined,
    pacedEpochMillis: undefined,
    trainedRevision: undefined,
    predictions: undefined,
    selectedCell: undefined,
  };
}
