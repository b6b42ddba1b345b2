/** English for everything that can go wrong: what happened, and what to do next. */
import type { EngineError, GpuRefusal } from "../engine/protocol";
import type { CameraProblem, RefusalReason } from "../inputs/picture";
import type { DeviceReason, Problem } from "../state/app-state";
import type { CheckGap } from "../state/check-gap";
import type { TrainingBlock } from "../state/training-block";
import { pictures } from "./words";

export const enProblems = {
  dismiss: "Dismiss",
  tryAgain: "Try again",
  /** What the button of a problem says that allows another try. */
  retry: (problem: Problem): string => {
    if (problem.kind === "storageElsewhere") return "Reload";
    return hasDiverged(problem) ? "Halve the rate" : "Try again";
  },
  problem: (problem: Problem): string => {
    switch (problem.kind) {
      case "engine":
        return engineError(problem.error);
      case "engineRestarted":
        return "The network stopped unexpectedly and was started again. Your pictures and what was learned are all here.";
      case "engineKeepsStopping":
        return "The network keeps stopping. Your pictures are safe; reloading the page or closing other tabs may help.";
      case "engineNotLoaded":
        return "The network’s program could not be loaded. Check your connection, then try again.";
      case "storageElsewhere":
        return "Your work is open in another tab, so what you do in this one is not kept. To go on here, close the other tab and reload this one.";
      case "gpuLost":
        return "The graphics processor went away, so the network now runs on the CPU. Nothing was lost.";
      case "downloadFailed":
        return downloadFailed(problem.reason, problem.status);
      case "storageRefused":
        return "This browser does not let the page keep anything, so your work lasts until you close this tab.";
      case "storageFull":
        return "There is no room left to keep your pictures. The page goes on, but what is new is lost when you close this tab. Deleting pictures makes room.";
      case "storageFailed":
        return "Your last change could not be kept. The page goes on; it is lost when you close this tab unless trying again works.";
      case "samplesFailed":
        return "The sample pictures could not be drawn. Your own pictures still work.";
      case "clipboardEmpty":
        return "There is no picture on the clipboard. Copy one first, then paste again.";
      case "networkFileGone":
        return "The network you chose is in a file of yours, which a page cannot open again by itself. EfficientNet-Lite0 looks until you open it again, under Network; what you taught the other one is kept.";
      case "nothingUsable":
        return "There was no picture in what you added.";
      default:
        return problem satisfies never;
    }
  },
  camera: (problem: CameraProblem): string => {
    switch (problem) {
      case "notSupported":
        return "This browser offers no camera to this page. Pictures from files work just as well.";
      case "notAllowed":
        return "The camera is not allowed here. Allow it in the address bar of your browser, then try again.";
      case "notFound":
        return "No camera was found. Plug one in, or use pictures from files.";
      case "inUse":
        return "Another program is using the camera. Close it there, then try again.";
      case "ended":
        return "The camera was switched off or unplugged.";
      case "failed":
        return "The camera did not start.";
      default:
        return problem satisfies never;
    }
  },
  refusal: (reason: RefusalReason): string => {
    switch (reason) {
      case "empty":
        return "The file is empty.";
      case "notAPicture":
        return "This is not a picture.";
      case "formatUnsupported":
        return "This browser cannot read this picture format. Save it as JPEG or PNG.";
      case "damaged":
        return "The picture is damaged.";
      case "tooManyPixels":
        return "The picture is too large to open safely. Make it smaller first.";
      case "zipDamaged":
        return "The zip file is damaged.";
      case "zipWithoutPictures":
        return "There are no pictures in this zip file.";
      case "zipEntryTooLarge":
        return "Something in this zip file is too large to unpack safely.";
      case "unreadable":
        return "The file could not be read.";
      default:
        return reason satisfies never;
    }
  },
  trainingBlock: (block: TrainingBlock): string => {
    switch (block.because) {
      case "engineNotReady":
        return "The network is getting ready.";
      case "engineFailed":
        return "The network is not running. At the bottom of the page it says why, and you can try again.";
      case "noClasses":
        return "Make at least two classes and give each some pictures.";
      case "oneClass":
        return `Telling apart takes two: add a second class besides “${block.className}”.`;
      case "emptyClass":
        return `“${block.className}” has no pictures yet. Add at least two.`;
      case "onePicture":
        return `“${block.className}” has only one picture. Add at least one more.`;
      case "stillReading":
        return "Your files are still being read.";
      case "stillLooking":
        return `The network is still looking at ${pictures(block.numWaiting)}.`;
      default:
        return block satisfies never;
    }
  },
  checkGap: (gap: CheckGap): string => {
    const wayOn =
      "Pictures recorded in one go stay together, so record a few more in a second go or add other pictures, then train on for an honest check.";
    switch (gap.because) {
      case "turnedOff":
        return "Nothing is held back, because that is set to 0 under Advanced; so this only says how well it knows the pictures it trained on.";
      case "nothingHeldBack":
        return `No picture could be held back, so this only says how well it knows the pictures it trained on. ${wayOn}`;
      case "classesWithout":
        return `Nothing of ${someNames(gap.classNames)} could be held back. ${wayOn}`;
      default:
        return gap satisfies never;
    }
  },
  deviceReason: (reason: DeviceReason): string => {
    switch (reason.because) {
      case "measured":
        return `Measured here: ${duration3(reason.cpuMillis)} a picture on the CPU, ${duration3(reason.gpuMillis)} on the graphics processor.`;
      case "refused":
        return gpuRefusal(reason.refusal);
      case "answersFirst":
        return "The CPU answers first. Whether the graphics processor is faster is being found out in the background.";
      case "gpuNotLoaded":
        return "The part for the graphics processor could not be loaded. It is tried again at your next visit.";
      case "softwareOnly":
        return "The only graphics adapter here is a program that runs on the CPU anyway.";
      case "asked":
        return "Chosen in the page’s address.";
      case "gpuLost":
        return "The graphics processor went away while it was working.";
      case "blocksLearned":
        return "Blocks of the network have learned your classes; with them it looks at pictures on the CPU.";
      default:
        return reason satisfies never;
    }
  },
};

function hasDiverged(problem: Problem): boolean {
  return problem.kind === "engine" && problem.error.code === "trainingDiverged";
}

/** A few names, or how many there are. */
function someNames(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} classes` : names.map((name) => `“${name}”`).join(", ");
}

function engineError(error: EngineError): string {
  switch (error.code) {
    case "weightsForeign":
      return "What arrived is not the network’s file. The address may be blocked or misconfigured.";
    case "weightsTooNew":
      return `The network’s file has version ${error.found}, and this page reads up to version ${error.supported}. Reload the page to get the newest one.`;
    case "weightsTruncated":
      return "The network’s file ended too early.";
    case "weightsCorrupt":
      return "The network’s file was damaged on its way.";
    case "weightsUnexpected":
      return `The network’s file does not fit this page (at ${error.tensor}). Reload the page to get the newest one.`;
    case "backboneMissing":
      return "The network is not there yet.";
    case "pixelsMalformed":
      return "A picture did not have the size that the network expects.";
    case "featuresMalformed":
      return "What was kept of your pictures does not fit this network; they are looked at again.";
    case "tooFewClasses":
      return "Training needs at least two classes with pictures.";
    case "headMismatch":
      return "What was learned belongs to another network. Train again; your pictures are all here.";
    case "headMissing":
      return "Nothing has been learned yet. Press Train first.";
    case "placeUnknown":
      return "The network has no such place. Go back to the map and choose another one.";
    case "epochForgotten":
      return `What was learned after epoch ${error.epoch} is no longer remembered. Choose another epoch.`;
    case "layerNotSurveyed":
      return "The network has to look at your pictures first.";
    case "headNotLinear":
      return "With a hidden layer, a score is not a simple sum over the network’s neurons.";
    case "settingOutOfRange":
      return `The setting “${settingName(error.setting)}” is outside of its range. Change it, or go back to the defaults.`;
    case "batchNormMissing":
      return "In this network, batch norm is part of the weights and cannot learn by itself. Choose another network, or let batch norm rest.";
    case "picturesNeeded":
      return "The network has to look at some of your pictures again, and could not. Train once more; if that does not help, reload the page.";
    case "trainingDiverged":
      return `Training ran away in epoch ${error.epoch + 1}: the numbers grew without bound. ${
        error.epoch === 0 ? "It is as it was before" : `What it had learned by epoch ${error.epoch} was kept`
      }. Smaller steps usually help.`;
    case "gpuFailed":
      return "The graphics processor failed.";
    case "readBackFailed":
      return "A result could not be read back from the graphics processor.";
    case "tuningLeftGpu":
      return `The graphics processor gave up while the network’s blocks were learning on it. From now on they learn on the CPU, from ${
        error.epoch === 0 ? "where they began" : `what they had learned by epoch ${error.epoch}`
      } on.`;
    case "panicked":
      return "The network stopped unexpectedly.";
    case "commandMalformed":
      return "The page asked for something that the network does not understand. Reload the page to get matching parts.";
    default:
      return error satisfies never;
  }
}

/** The engine’s own name for it, in words. */
function settingName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function gpuRefusal(refusal: GpuRefusal): string {
  switch (refusal.reason) {
    case "noWebgpu":
      return "This browser has no WebGPU.";
    case "noAdapter":
      return "The browser offers no graphics processor to this page.";
    case "limitTooSmall":
      return `The graphics processor allows too little (${refusal.limit}: ${refusal.found}, needed ${refusal.needed}).`;
    case "noShaders":
      return "For this network there is no program for graphics processors yet.";
    case "notBuilt":
      return "This build of the page has no support for graphics processors.";
    case "deviceFailed":
      return "The graphics processor could not be started.";
    case "selfTestFailed":
      return `The graphics processor computed something wrong in the self-test (${refusal.operation}).`;
    default:
      return refusal satisfies never;
  }
}

function downloadFailed(
  reason: Extract<Problem, { kind: "downloadFailed" }>["reason"],
  status: number | undefined,
) {
  switch (reason) {
    case "offline":
      return "The network’s file could not be fetched. Check your connection, then try again.";
    case "missing":
      return `The network’s file is not where it should be (status ${status ?? 0}).`;
    case "interrupted":
      return "The download of the network broke off. Try again.";
    case "other":
      return "The network could not be loaded.";
    default:
      return reason satisfies never;
  }
}

function duration3(millis: number): string {
  return `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms`;
}
