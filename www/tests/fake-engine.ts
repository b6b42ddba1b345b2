/** An engine in plain TypeScript, good enough to drive the page: coarse colours as features, class means as a head. */
import type { EngineCandidate, EngineClient, EngineClientOptions, EngineStop } from "../src/engine/client";
import type { EngineBuild } from "../src/engine/engine-build";
import type {
  Device,
  EngineCommand,
  EngineError,
  EngineEvent,
  ExampleSide,
  GpuRefusal,
} from "../src/engine/protocol";
import type { GpuReport } from "../src/engine/worker-messages";
import { type Brain, emptyBrain, probabilitiesOf, remember, supposed, trainedEpoch } from "./fake-brain";
import { fakeGroups } from "./fake-groups";
import { neighboursMeasured } from "./fake-neighbours";
import { broughtInto, fakeLayers } from "./fake-network";
import { FEATURE_LENGTH, featuresOf, indexOfLargest } from "./fake-numbers";
import {
  beginTailEpoch,
  emptyTail,
  restoredTail,
  savedTail,
  showToTail,
  tailStep,
  unseen,
  varied,
} from "./fake-tail";

export interface FakeEngine extends EngineClient {
  /** As if the worker had been killed: what is under way fails, and `onStopped` hears of it. */
  kill(): void;
  /** Every command for the engine in use, in order. */
  readonly sent: EngineCommand[];
  /** Makes the next command of this kind fail. */
  failNext(kind: EngineCommand["kind"], error: EngineError): void;
  /** The engine in use. */
  readonly build: EngineBuild;
  /** Every second engine that was ever started. */
  readonly candidates: FakeCandidate[];
}

export interface FakeCandidate extends EngineCandidate {
  readonly sent: EngineCommand[];
  /** Its worker is gone: taken over, ended or killed. */
  readonly isOver: boolean;
  failNext(kind: EngineCommand["kind"], error: EngineError): void;
  kill(code: EngineStop["code"]): void;
}

export interface FakeEngineOptions extends Pick<EngineClientOptions, "onEvent" | "onStopped"> {
  millisPerCommand?: (command: EngineCommand, build: EngineBuild, tuningDevice: Device) => number;
  /** As on a machine whose GPU passes every check; otherwise there is none. */
  hasGpu?: boolean;
  /** What the GPU's own engine says when it is asked to connect; otherwise it connects. */
  refusal?: GpuRefusal;
  /** What it says when it is asked to let blocks learn on the GPU; otherwise it does. */
  tuningRefusal?: GpuRefusal;
  /** What else the browser says about the GPU. */
  report?: Partial<GpuReport>;
  /** What the check after an epoch says, in place of what the fake head does. */
  validationLoss?: (epoch: number) => number;
  /** Epochs that it has not forgotten for want of room; all of them unless it is said. */
  remembers?: (epoch: number) => boolean;
  /** Hears of every second engine before it gets its first command. */
  onCandidate?: (candidate: FakeCandidate) => void;
}

export { FAKE_BACKBONE } from "./fake-network";

/** One worker's worth of engine. */
interface FakeWorker {
  build: EngineBuild;
  brain: Brain;
  /** Where blocks learn. */
  tuningDevice: Device;
  isDead: boolean;
  sent: EngineCommand[];
  failing: Map<EngineCommand["kind"], EngineError>;
}

function newWorker(build: EngineBuild): FakeWorker {
  return { build, brain: emptyBrain(), tuningDevice: "cpu", isDead: false, sent: [], failing: new Map() };
}

export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const { onEvent, onStopped, millisPerCommand = () => 0, hasGpu = false } = options;
  let inUse = newWorker("cpu");
  let queue: Promise<unknown> = Promise.resolve();
  let pending = 0;
  const sent: EngineCommand[] = [];
  const candidates: (FakeCandidate & { worker: FakeWorker })[] = [];
  let life = 0;

  async function ask(worker: FakeWorker, command: EngineCommand): Promise<EngineEvent> {
    const gone: EngineEvent = { kind: "failed", error: { code: "panicked", detail: "dead" } };
    if (worker.isDead) return gone;
    worker.sent.push(command);
    await new Promise((resolve) =>
      setTimeout(resolve, millisPerCommand(command, worker.build, worker.tuningDevice)),
    );
    if (worker.isDead) return gone;
    const error = worker.failing.get(command.kind);
    worker.failing.delete(command.kind);
    const event: EngineEvent = error
      ? { kind: "failed", error }
      : command.kind === "chooseTuningDevice"
        ? tuningDeviceChosen(worker, command.device)
        : asWished(handle(worker.brain, command, worker.build === "gpu" ? options.refusal : NOT_BUILT));
    if (error?.code === "tuningLeftGpu") {
      worker.tuningDevice = "cpu";
      beginTailEpoch(worker.brain.tail);
    }
    if (worker === inUse) onEvent(event, command);
    return event;
  }

  function tuningDeviceChosen(worker: FakeWorker, device: Device): EngineEvent {
    if (device === "gpu" && worker.build !== "gpu") {
      return { kind: "failed", error: { code: "gpuFailed", detail: "not connected" } };
    }
    const refusal = device === "gpu" ? options.tuningRefusal : undefined;
    worker.tuningDevice = refusal ? "cpu" : device;
    return refusal
      ? { kind: "gpuRefused", reason: refusal, checks: [] }
      : { kind: "tuningDeviceChosen", device, checks: [] };
  }

  function asWished(event: EngineEvent): EngineEvent {
    if (event.kind === "wentBack" && options.remembers?.(event.epoch) === false) {
      return { kind: "failed", error: { code: "epochForgotten", epoch: event.epoch } };
    }
    if (event.kind !== "epochFinished" || !event.report.validation || !options.validationLoss) return event;
    const validation = { ...event.report.validation, loss: options.validationLoss(event.report.epoch) };
    return { ...event, report: { ...event.report, validation } };
  }

  /** Commands sent to an engine that has died or been restarted since are answered as by the dead. */
  function send(command: EngineCommand): Promise<EngineEvent> {
    sent.push(command);
    pending += 1;
    const bornFor = life;
    const answer = queue.then(async () => {
      const event = await ask(bornFor === life ? inUse : { ...inUse, isDead: true }, command);
      pending -= 1;
      return event;
    });
    queue = answer;
    return answer;
  }

  return {
    sent,
    candidates,
    send,
    get build() {
      return inUse.build;
    },
    classifyLatest: (pixels, side, withEvidence = false, epoch = undefined) =>
      send({ kind: "classify", pixels, side, withEvidence, epoch }),
    askLatest: (_topic, command) => send(command),
    preflightGpu: async () => ({
      preflight: {
        hasWebgpu: hasGpu,
        hasAdapter: hasGpu,
        maxStorageBuffers: 8,
        maxBufferBytes: 134217728,
      },
      isSoftware: false,
      description: "fake adapter",
      ...options.report,
    }),
    startCandidate(build) {
      const worker = newWorker(build);
      let stop: EngineStop | undefined;
      let last: Promise<unknown> = Promise.resolve();
      const candidate = {
        worker,
        sent: worker.sent,
        get isOver() {
          return worker.isDead;
        },
        get stop() {
          return stop;
        },
        send(command: EngineCommand) {
          const answer = last.then(() => ask(worker, command));
          last = answer;
          return answer;
        },
        end() {
          if (worker !== inUse) worker.isDead = true;
        },
        failNext: (kind: EngineCommand["kind"], error: EngineError) => {
          worker.failing.set(kind, error);
        },
        kill(code: EngineStop["code"]) {
          worker.isDead = true;
          stop = { code, detail: "for the test" };
        },
      };
      candidates.push(candidate);
      options.onCandidate?.(candidate);
      return candidate;
    },
    alone(work) {
      const turn = queue.then(() => {
        const own = inUse;
        return work({
          send(command) {
            sent.push(command);
            return ask(own, command);
          },
          giveWayTo(candidate) {
            const next = candidates.find((known) => known === candidate)?.worker;
            if (!next || next.isDead || own.isDead || own !== inUse) return false;
            own.isDead = true;
            inUse = next;
            return true;
          },
        });
      });
      queue = turn.catch(() => {});
      return turn;
    },
    async restart() {
      life += 1;
      inUse.isDead = true;
      inUse = newWorker("cpu");
      queue = Promise.resolve();
    },
    get pendingCommands() {
      return pending;
    },
    terminate() {
      inUse.isDead = true;
      for (const candidate of candidates) candidate.end();
    },
    kill() {
      inUse.isDead = true;
      life += 1;
      onStopped({ code: "killed", detail: "for the test" });
    },
    failNext: (kind, error) => inUse.failing.set(kind, error),
  };
}

const NOT_BUILT: GpuRefusal = { reason: "notBuilt" };

type Handled = Exclude<EngineCommand, { kind: "chooseTuningDevice" }>;

function handle(brain: Brain, command: Handled, refusal: GpuRefusal | undefined): EngineEvent {
  switch (command.kind) {
    case "receiveWeights":
    case "drawNetwork":
      return broughtInto(brain, command);
    case "connectGpu":
      return refusal
        ? { kind: "gpuRefused", reason: refusal, checks: [] }
        : { kind: "gpuConnected", checks: [] };
    case "measureBackbone":
      return { kind: "backboneMeasured", device: command.device };
    case "chooseBackboneDevice":
      return { kind: "backboneDeviceChosen", device: command.device };
    case "embed":
      return embed(brain, command.exampleIds, command.pixels);
    case "restoreFeatures": {
      if (!brain.backbone) return failed({ code: "backboneMissing" });
      const length = command.features.length / Math.max(1, command.exampleIds.length);
      for (const [row, id] of command.exampleIds.entries()) {
        brain.features.set(id, command.features.slice(row * length, (row + 1) * length));
      }
      return { kind: "featuresRestored", numExamples: command.exampleIds.length };
    }
    case "forgetExamples":
      for (const id of command.exampleIds) {
        brain.features.delete(id);
        brain.tail.seen.delete(id);
      }
      return { kind: "examplesForgotten", numExamples: command.exampleIds.length };
    case "setDataset":
      return setDataset(brain, command);
    case "resetHead":
      brain.epoch = 0;
      brain.batch = 0;
      brain.weights.clear();
      brain.history.clear();
      brain.tail = emptyTail();
      return { kind: "headReset" };
    case "trainEpoch":
      if (brain.classIds.length < 2) return failed({ code: "tooFewClasses", found: brain.classIds.length });
      brain.batch = 0;
      return restingTail(brain) ?? { kind: "epochFinished", report: trainedEpoch(brain) };
    case "trainBatch": {
      const tuning = brain.settings?.tuning;
      if (tuning) {
        const step = tailStep(brain.tail, tuning, idsOf(brain), brain.epoch);
        return step ?? { kind: "epochFinished", report: trainedEpoch(brain) };
      }
      brain.batch += 1;
      if (brain.batch >= 3) {
        brain.batch = 0;
        return { kind: "epochFinished", report: trainedEpoch(brain) };
      }
      return { kind: "batchFinished", epoch: brain.epoch, batch: brain.batch, numBatches: 3, loss: 1 };
    }
    case "predictExamples":
      return (
        restingTail(brain) ?? {
          kind: "examplesPredicted",
          predictions: brain.examples.flatMap((example) => {
            const probabilities = probabilitiesOf(brain, brain.features.get(example.exampleId));
            const best = indexOfLargest(probabilities);
            const predictedClassId = brain.classIds[best];
            if (predictedClassId === undefined) return [];
            const confidence = probabilities[best] ?? 0;
            return [{ exampleId: example.exampleId, predictedClassId, confidence, side: example.side }];
          }),
        }
      );
    case "classify":
      if (brain.weights.size === 0) return failed({ code: "headMissing" });
      return {
        kind: "classified",
        classIds: brain.classIds,
        probabilities: Float32Array.from(probabilitiesOf(brain, featuresOf(command.pixels))),
        evidence: undefined,
      };
    case "exportHead":
      if (brain.weights.size === 0) return failed({ code: "headMissing" });
      return {
        kind: "headExported",
        head: {
          fingerprint: brain.backbone?.fingerprint ?? "",
          classIds: [...brain.classIds],
          epoch: brain.epoch,
          hidden: undefined,
          output: {
            weight: Float32Array.from(brain.classIds.flatMap((id) => [...(brain.weights.get(id) ?? [])])),
            bias: new Float32Array(brain.classIds.length),
          },
          tail: savedTail(brain.tail),
        },
      };
    case "importHead": {
      const { head } = command;
      if (head.fingerprint !== brain.backbone?.fingerprint) return failed({ code: "headMismatch" });
      brain.epoch = head.epoch;
      brain.tail = restoredTail(head.tail);
      for (const [row, id] of head.classIds.entries()) {
        brain.weights.set(id, head.output.weight.slice(row * FEATURE_LENGTH, (row + 1) * FEATURE_LENGTH));
      }
      remember(brain);
      return { kind: "headImported", epoch: head.epoch };
    }
    case "showPictures":
      return showToTail(brain.tail, command);
    case "varyPicture":
      return varied(command);
    case "describeNetwork":
      return { kind: "networkDescribed", layers: fakeLayers(brain) };
    case "measureNeighbours":
      return neighboursMeasured(brain.examples, brain.classIds, brain.features, command.neighbours);
    case "goBackToEpoch":
      return wentBack(brain, command.epoch);
    case "predictUnlabelled":
      return brain.weights.size === 0
        ? failed({ code: "headMissing" })
        : {
            kind: "unlabelledPredicted",
            predictions: command.exampleIds.flatMap((id) => supposed(brain, id)),
          };
    case "groupExamples": {
      const known = command.exampleIds.flatMap((id) => {
        const features = brain.features.get(id);
        return features ? [{ id, features }] : [];
      });
      return { kind: "examplesGrouped", ...fakeGroups(known, command.numGroups) };
    }
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
      // There is nothing inside of it to look at.
      return failed({ code: "placeUnknown", detail: command.kind });
    default:
      return command satisfies never;
  }
}

function wentBack(brain: Brain, epoch: number): EngineEvent {
  const then = brain.history.get(epoch);
  if (!then) return failed({ code: "epochForgotten", epoch });
  brain.epoch = epoch;
  brain.batch = 0;
  brain.weights = new Map(then.weights);
  brain.tail = { ...then.tail, seen: new Set(brain.tail.seen) };
  remember(brain);
  return { kind: "wentBack", epoch };
}

function idsOf(brain: Brain): number[] {
  return brain.examples.map(({ exampleId }) => exampleId);
}

/** Blocks that have learned and do not learn now must have seen every picture first. */
function restingTail(brain: Brain): EngineEvent | undefined {
  const isResting = brain.tail.firstLayer !== undefined && !brain.settings?.tuning;
  return isResting ? unseen(brain.tail, idsOf(brain)) : undefined;
}

function failed(error: EngineError): EngineEvent {
  return { kind: "failed", error };
}

function embed(brain: Brain, exampleIds: number[], pixels: Uint8Array): EngineEvent {
  const numBytes = pixels.length / Math.max(1, exampleIds.length);
  const features = new Float32Array(exampleIds.length * FEATURE_LENGTH);
  for (const [row, id] of exampleIds.entries()) {
    const own = featuresOf(pixels.subarray(row * numBytes, (row + 1) * numBytes));
    brain.features.set(id, own);
    features.set(own, row * FEATURE_LENGTH);
  }
  return { kind: "embedded", exampleIds, features };
}

function setDataset(brain: Brain, command: Extract<EngineCommand, { kind: "setDataset" }>): EngineEvent {
  const { validationFraction, tuning } = command.settings;
  if (tuning && tuning.firstBlock >= (brain.backbone?.numBlocks ?? 0)) {
    return failed({ code: "settingOutOfRange", setting: "firstBlock" });
  }
  if (tuning && tuning.stochasticDepth !== 0 && brain.backbone?.network === "resnet18") {
    return failed({ code: "settingOutOfRange", setting: "stochasticDepth" });
  }
  const every = validationFraction > 0 ? Math.round(1 / validationFraction) : Number.POSITIVE_INFINITY;
  const known = command.examples.filter((example) => brain.features.has(example.exampleId));
  brain.examples = known.map((example, index) => ({
    ...example,
    side: example.side ?? (index % every === every - 1 ? "validation" : "training"),
  }));
  const headKept = brain.settings?.hiddenUnits === command.settings.hiddenUnits && brain.weights.size > 0;
  if (!headKept) {
    brain.epoch = 0;
    brain.weights.clear();
    brain.history.clear();
    brain.tail = emptyTail();
  }
  const isSameCut = brain.settings?.tuning?.firstBlock === command.settings.tuning?.firstBlock;
  if (!isSameCut) brain.tail.seen.clear();
  beginTailEpoch(brain.tail);
  brain.classIds = [...command.classIds];
  brain.settings = command.settings;
  const sides: ExampleSide[] = brain.examples.map(({ exampleId, side }) => ({ exampleId, side }));
  return { kind: "datasetReady", sides, numBatches: 3, epoch: brain.epoch, headKept };
}
