/** Everything that can change the state: what the learner did, what the page found out, what the engine said. */
import type { NetworkChoice } from "../engine/network-choice";
import type { EngineCommand, EngineEvent, EpochReport, SavedHead, Schedule } from "../engine/protocol";
import type { CameraProblem, Refusal } from "../inputs/picture";
import type {
  Appearance,
  AppState,
  DeviceChoice,
  EnginePhase,
  Example,
  GpuSearch,
  LearnerClass,
  LearningPlan,
  PacedSteps,
  Problem,
  Step,
  StoppedEarly,
  StorageState,
  Training,
  TrainingBackup,
  TrySource,
  UndoStep,
} from "./app-state";
import type { DeeperAction } from "./deeper/deeper-state";
import type { ExplainAction } from "./explain/explain-state";
import type { InsideAction } from "./inside/inside-state";
import type { LearningAction } from "./learning/learning-state";
import type { NetworkState } from "./network/network-state";
import type { NeuronAction } from "./neuron/neuron-state";
import type { RaceAction } from "./race/race-state";
import type { Teaching, UnlabelledState } from "./unlabelled/unlabelled-state";

export type Action =
  | CollectAction
  | TrainAction
  | TryAction
  | PageAction
  | EngineAction
  | NetworkAction
  | PartAction;

/** Parts of the state that are large enough to keep their own books. */
export type PartAction =
  | { type: "inside"; action: InsideAction }
  | { type: "neuron"; action: NeuronAction }
  | { type: "explain"; action: ExplainAction }
  | { type: "learning"; action: LearningAction }
  | { type: "deeper"; action: DeeperAction }
  | { type: "race"; action: RaceAction }
  | { type: "unlabelled"; change: Partial<Omit<UnlabelledState, "teaching">> };

export type CollectAction =
  | { type: "classAdded"; item: LearnerClass }
  | { type: "classRenamed"; classId: number; name: string }
  | { type: "classRecoloured"; classId: number; colour: number }
  | { type: "classReordered"; classId: number; toIndex: number }
  | { type: "classDeleted"; classId: number }
  | { type: "classMerged"; classId: number; intoClassId: number }
  | { type: "picturesAdded"; examples: readonly Example[] }
  | { type: "picturesDeleted"; exampleIds: readonly number[] }
  | { type: "picturesMoved"; exampleIds: readonly number[]; classId: number }
  /** Pictures get the classes of `moves`, some of which are new, in one step that undo takes back. */
  | {
      type: "picturesSorted";
      classes: readonly LearnerClass[];
      moves: ReadonlyMap<number, number>;
      step: UndoStep;
    }
  /** From now on these supposed pictures teach; `backup` leads back to what was learned before. */
  | {
      type: "supposedTeach";
      teaching: Teaching | undefined;
      backup: TrainingBackup | undefined;
      step: UndoStep;
    }
  | { type: "everythingCleared" }
  | { type: "undone"; entryId: number }
  | { type: "picturesSelected"; exampleIds: readonly number[] }
  | { type: "gatheringChanged"; isGathering: boolean }
  | { type: "readingProgressed"; doneFiles: number; totalFiles: number }
  | { type: "readingFinished" }
  | { type: "filesRefused"; refusals: readonly Refusal[] }
  | { type: "refusalsDismissed" }
  | { type: "workLoaded"; work: LoadedWork };

/** What an earlier visit left behind. */
export interface LoadedWork {
  classes: readonly LearnerClass[];
  examples: readonly Example[];
  plan: LearningPlan | undefined;
  history: readonly EpochReport[];
  /** Of the run that was not over. */
  schedule: Schedule | undefined;
  teaching?: Teaching | undefined;
  /** Absent for the one that a first visit begins with. */
  network?: NetworkChoice | undefined;
}

export type TrainAction =
  /** With what undo calls it, where undo is to lead back. */
  | { type: "planChanged"; plan: LearningPlan; step?: UndoStep }
  | { type: "trainingWanted"; targetEpoch: number }
  | { type: "trainingPaused" }
  | { type: "scheduleSet"; schedule: Schedule | undefined }
  | { type: "picturesPrepared"; preparing: PacedSteps | undefined }
  | { type: "trainingBusy"; isBusy: boolean }
  /** What the epoch under way will take, as far as it has come. */
  | { type: "epochPaced"; millis: number }
  | { type: "epochTimed"; millis: number; learnedRevision: number | undefined }
  | { type: "trainingReset"; backup: TrainingBackup | undefined }
  /** Another state of training is about to come back; this is the way to the one that was. */
  | { type: "trainingLeft"; backup: TrainingBackup; step: UndoStep }
  | { type: "trainingBroughtBack"; backup: TrainingBackup }
  /** The epoch that training was just taken back to is where it goes on from. */
  | { type: "epochKept"; stopped: StoppedEarly | undefined }
  | { type: "headLoaded"; head: SavedHead }
  | { type: "cellSelected"; cell: Training["selectedCell"] };

export type TryAction =
  | { type: "trySourceChanged"; source: TrySource }
  | { type: "explainingChanged"; isExplaining: boolean }
  | { type: "explainedClassChosen"; classId: number }
  | { type: "pictureTimed"; millis: number }
  | { type: "cameraOpening" }
  | {
      type: "cameraLive";
      devices: readonly { deviceId: string; label: string }[];
      deviceId: string | undefined;
    }
  | { type: "cameraFailed"; problem: CameraProblem }
  | { type: "cameraClosed" }
  | { type: "captureChanged"; classId: number | undefined }
  | { type: "recordingChanged"; isRecording: boolean };

export type PageAction =
  | { type: "stepChanged"; step: Step }
  | { type: "appearanceChanged"; appearance: Appearance }
  | { type: "advancedOpened"; isOpen: boolean }
  | { type: "problemHappened"; problem: Problem }
  | { type: "noticeDismissed"; noticeId: number }
  | { type: "storageChanged"; storage: Partial<StorageState> };

export type EngineAction =
  | { type: "enginePhaseChanged"; phase: EnginePhase }
  | { type: "deviceChosen"; choice: DeviceChoice }
  | { type: "gpuSearchChanged"; search: GpuSearch | undefined }
  | { type: "embeddingStarted"; nowMillis: number }
  | { type: "embeddingStopped" }
  | { type: "embeddingPaused"; isPaused: boolean }
  | { type: "embeddingTimed"; millisPerPicture: number }
  | { type: "engineLost" }
  | { type: "engineSaid"; event: EngineEvent; command: EngineCommand };

export type NetworkAction =
  | { type: "network"; change: Partial<NetworkState> }
  /** Another one looks from now on; what it changes is known to whoever let it in. */
  | { type: "networkChanged"; change: Partial<AppState> };
