/** The only place where the state changes: (state, action) gives the next state, and nothing else happens. */
import type { Action } from "./actions";
import type { AppState } from "./app-state";
import { reduceDeeper } from "./deeper/reduce-deeper";
import { explainOf, reduceExplain } from "./explain/reduce-explain";
import { reduceInside } from "./inside/reduce-inside";
import { reduceLearning } from "./learning/reduce-learning";
import { neuronOf, reduceNeuron } from "./neuron/reduce-neuron";
import { reduceRace } from "./race/reduce-race";
import { reduceCollect } from "./reduce-collect";
import { reduceEngine } from "./reduce-engine";
import { reducePage } from "./reduce-page";
import { reduceTraining } from "./reduce-training";
import { reduceTrying } from "./reduce-trying";
import { withinLimits } from "./undo-stack";

export function reduce(state: AppState, action: Action): AppState {
  const next = withinLimits(reduceMain(state, action));
  const inside = reduceInside(next.inside, action, next);
  const deeper = reduceDeeper(next.deeper, action, next);
  const isOtherNetwork = deeper.networkRevision !== next.deeper.networkRevision;
  const neuron = neuronOf(reduceNeuron(next.neuron, action, next), isOtherNetwork);
  const explain = explainOf(reduceExplain(next.explain, action, next), isOtherNetwork);
  const learning = reduceLearning(next.learning, action, next);
  const race = reduceRace(next.race, action);
  const isSame =
    inside === next.inside &&
    neuron === next.neuron &&
    explain === next.explain &&
    learning === next.learning &&
    deeper === next.deeper &&
    race === next.race;
  return isSame ? next : { ...next, inside, neuron, explain, learning, deeper, race };
}

function reduceMain(state: AppState, action: Action): AppState {
  switch (action.type) {
    case "classAdded":
    case "classRenamed":
    case "classRecoloured":
    case "classReordered":
    case "classDeleted":
    case "classMerged":
    case "picturesAdded":
    case "picturesDeleted":
    case "picturesMoved":
    case "picturesSorted":
    case "supposedTeach":
    case "everythingCleared":
    case "undone":
    case "picturesSelected":
    case "gatheringChanged":
    case "readingProgressed":
    case "readingFinished":
    case "filesRefused":
    case "refusalsDismissed":
    case "workLoaded":
      return reduceCollect(state, action);
    case "planChanged":
    case "trainingWanted":
    case "trainingPaused":
    case "scheduleSet":
    case "picturesPrepared":
    case "trainingBusy":
    case "epochPaced":
    case "epochTimed":
    case "trainingReset":
    case "trainingLeft":
    case "trainingBroughtBack":
    case "epochKept":
    case "headLoaded":
    case "cellSelected":
      return reduceTraining(state, action);
    case "trySourceChanged":
    case "explainingChanged":
    case "explainedClassChosen":
    case "pictureTimed":
    case "cameraOpening":
    case "cameraLive":
    case "cameraFailed":
    case "cameraClosed":
    case "captureChanged":
    case "recordingChanged":
      return reduceTrying(state, action);
    case "stepChanged":
    case "appearanceChanged":
    case "advancedOpened":
    case "problemHappened":
    case "noticeDismissed":
    case "storageChanged":
      return reducePage(state, action);
    case "enginePhaseChanged":
    case "deviceChosen":
    case "gpuSearchChanged":
    case "embeddingStarted":
    case "embeddingStopped":
    case "embeddingPaused":
    case "embeddingTimed":
    case "engineLost":
    case "engineSaid":
      return reduceEngine(state, action);
    case "network":
      return { ...state, network: { ...state.network, ...action.change } };
    case "networkChanged":
      return { ...state, ...action.change };
    case "inside":
    case "neuron":
    case "explain":
    case "learning":
    case "deeper":
    case "race":
      return state;
    case "unlabelled":
      return { ...state, unlabelled: { ...state.unlabelled, ...action.change } };
    default:
      return action satisfies never;
  }
}
