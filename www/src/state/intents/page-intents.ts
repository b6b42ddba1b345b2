/** What a learner can do with the page itself: steps, light or dark, notices, and another try. */
import type { Appearance, Problem, Step } from "../app-state";
import type { Dependencies } from "./dependencies";

export interface PageIntents {
  goTo(step: Step): void;
  setAppearance(appearance: Appearance): void;
  openAdvanced(isOpen: boolean): void;
  dismissNotice(noticeId: number): void;
  retryStart(): Promise<void>;
  retryGpu(): Promise<void>;
  /** What another try would be, for the problems that allow one. */
  retryOf(problem: Problem): (() => Promise<void>) | undefined;
}

/** The ways back that other parts of the page offer. */
export interface Retries {
  start(): Promise<void>;
  gpu(): Promise<void>;
  samples(): Promise<void>;
  keepEverything(): Promise<void>;
  reload(): Promise<void>;
  /** Training that ran away goes on with smaller steps. */
  moreCarefully(): Promise<void>;
}

export function pageIntents(
  { store }: Dependencies,
  retries: Retries,
  rememberAppearance: (appearance: Appearance) => void,
): PageIntents {
  return {
    goTo: (step) => store.dispatch({ type: "stepChanged", step }),
    setAppearance(appearance) {
      store.dispatch({ type: "appearanceChanged", appearance });
      rememberAppearance(appearance);
    },
    openAdvanced: (isOpen) => store.dispatch({ type: "advancedOpened", isOpen }),
    dismissNotice: (noticeId) => store.dispatch({ type: "noticeDismissed", noticeId }),
    retryStart: () => retries.start(),
    retryGpu: () => retries.gpu(),
    retryOf(problem) {
      switch (problem.kind) {
        case "samplesFailed":
          return retries.samples;
        case "storageFull":
        case "storageFailed":
          return retries.keepEverything;
        case "gpuLost":
          return retries.gpu;
        case "downloadFailed":
        case "engineNotLoaded":
        case "engineKeepsStopping":
          return retries.start;
        case "storageElsewhere":
          return retries.reload;
        case "engine":
          return problem.error.code === "trainingDiverged" ? retries.moreCarefully : undefined;
        case "engineRestarted":
        case "storageRefused":
        case "clipboardEmpty":
        case "nothingUsable":
        case "networkFileGone":
          return undefined;
        default:
          return problem satisfies never;
      }
    },
  };
}
