/** The only place where the state changes: (state, action) gives the next state, and nothing else happens. */
import type { Action } from "./actions";
import type { AppState } from "./app-state";
import { reduceCollect } from "./reduce-collect";
import { reduceEngine } from "./reduce-engine";
import { reducePage } from "./reduce-page";
import { reduceTraining } from "./reduce-training";
import { reduceTrying } from "./reduce-trying";

export function reduce(state: AppState, action: Action): AppState {
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
    case "trainingBusy":
    case "epochTimed":
    case "trainingReset":
    case "trainingBroughtBack":
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
    default:
      return action satisfies never;
  }
}
