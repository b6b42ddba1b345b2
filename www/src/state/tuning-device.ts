/** Takes the steps of blocks that learn on whichever device takes them faster, as those very steps tell. */
import type { Device, EngineCommand, EngineEvent, GpuRefusal } from "../engine/protocol";
import {
  type DeviceMemory,
  isGpuFaster,
  isWorthRemembering,
  type Measured,
  outcomeFromText,
  textFromOutcome,
} from "./choose-device";
import type { TuningChoice } from "./deeper/deeper-state";
import type { Dependencies } from "./intents/dependencies";
import type { TakeStep } from "./intents/show-needed";
import type { DatasetCommand, TrainingIntents } from "./intents/training-intents";

export interface TuningDeviceParts {
  dependencies: Dependencies;
  training: Pick<TrainingIntents, "toldDataset">;
  memory: DeviceMemory;
  /** What is known of this network on this device is remembered under it. */
  memoryKey: string;
  /** The address asks for the GPU, whatever would be measured. */
  isGpuAsked: boolean;
}

/** Steps of one lesson, on the CPU first: going over to the GPU is what takes time, so it is done once. */
interface Trial {
  lesson: string;
  device: Device;
  /** The first step on a device compiles programs and fills caches, and does not count. */
  isWarm: boolean;
  cpuMillis: number | undefined;
}

/** For an engine that knows the GPU, and in which blocks learn on the CPU until something else is chosen. */
export function createTuningDevice(parts: TuningDeviceParts): TakeStep {
  const { dependencies, memory, memoryKey } = parts;
  const { client, store, nowMillis } = dependencies;
  const refusalKey = `${memoryKey} blocks`;
  /** Found out in this visit; a browser may refuse to keep it for the next one. */
  const found = new Map<string, Measured>();
  let refusal = parts.isGpuAsked ? undefined : refusalFromText(memory.read(refusalKey));
  /** Where the engine lets blocks learn. */
  let current: Device = "cpu";
  let trial: Trial | undefined;

  function say(choice: TuningChoice): void {
    const { tuningDevice: before } = store.state.value.deeper;
    if (JSON.stringify(before) === JSON.stringify(choice)) return;
    store.dispatch({ type: "deeper", action: { type: "tuningDeviceChosen", choice } });
  }

  /** What needs no measuring, or none any more. */
  function settledChoice(lesson: string, dataset: DatasetCommand): TuningChoice | undefined {
    const { tuningDevice: before } = store.state.value.deeper;
    if (before?.why.because === "leftGpu") {
      // The engine went back to the CPU by itself.
      current = "cpu";
      return before;
    }
    if (dataset.settings.tuning?.augmentation?.freshEachEpoch) {
      return { device: "cpu", why: { because: "variedAnew" } };
    }
    if (refusal) return { device: "cpu", why: { because: "refused", refusal } };
    if (parts.isGpuAsked) return { device: "gpu", why: { because: "asked" } };
    const measured = found.get(lesson) ?? measuredFromText(memory.read(`${refusalKey} ${lesson}`));
    return measured && choiceFrom(measured);
  }

  /** Gives what keeps the step from being taken, if anything does. */
  async function choose(device: Device): Promise<EngineEvent | undefined> {
    if (device === current) return undefined;
    const event = await client.send({ kind: "chooseTuningDevice", device });
    switch (event.kind) {
      case "tuningDeviceChosen":
        current = event.device;
        return undefined;
      case "gpuRefused":
        refusal = event.reason;
        if (isWorthRemembering(refusal)) memory.write(refusalKey, textFromOutcome({ refusal }));
        say({ device: "cpu", why: { because: "refused", refusal } });
        return undefined;
      default:
        return event;
    }
  }

  /** In a turn of its own, so that nothing else counts. */
  async function measuredStep(now: Trial, command: EngineCommand): Promise<EngineEvent> {
    return client.alone(async (engine) => {
      const begin = nowMillis();
      const event = await engine.send(command);
      if (event.kind !== "batchFinished") return event;
      // A GPU is told of the second half of its step and answers before it has taken it; a question waits for that.
      const end = now.device === "gpu" ? await engine.send({ kind: "describeNetwork" }) : event;
      const millis = nowMillis() - begin;
      if (end.kind !== "failed") trial = afterStep(now, millis, event.batch, event.numBatches);
      return event;
    });
  }

  function afterStep(now: Trial, millis: number, batch: number, numBatches: number): Trial | undefined {
    if (!now.isWarm) return { ...now, isWarm: true };
    // The last batch of an epoch may be a smaller one, and then says nothing about the others.
    if (batch === numBatches && numBatches > 1) return now;
    if (now.cpuMillis === undefined) return { ...now, device: "gpu", isWarm: false, cpuMillis: millis };
    const measured = { cpuMillis: now.cpuMillis, gpuMillis: millis };
    found.set(now.lesson, measured);
    memory.write(`${refusalKey} ${now.lesson}`, textFromOutcome(measured));
    say(choiceFrom(measured));
    return undefined;
  }

  return async (command) => {
    const dataset = parts.training.toldDataset();
    if (!dataset) return client.send(command);
    const lesson = lessonOf(dataset, store.state.value.plan.pictureSide);
    const settled = settledChoice(lesson, dataset);
    if (trial?.lesson !== lesson) trial = undefined;
    const now: Trial | undefined = settled
      ? undefined
      : (trial ?? { lesson, device: "cpu", isWarm: false, cpuMillis: undefined });
    const obstacle = await choose(settled?.device ?? now?.device ?? "cpu");
    if (obstacle) return obstacle;
    if (settled) {
      if (current === settled.device) say(settled);
      return client.send(command);
    }
    // Refused just now.
    if (!now || current !== now.device) return client.send(command);
    say({ device: current, why: { because: "beingMeasured" } });
    return measuredStep(now, command);
  };
}

function choiceFrom(measured: Measured): TuningChoice {
  return {
    device: isGpuFaster(measured) ? "gpu" : "cpu",
    why: { because: "measured", ...measured },
  };
}

/** What a step takes depends on: another one is measured anew. */
function lessonOf({ examples, settings }: DatasetCommand, side: number): string {
  const numTraining = examples.filter((example) => example.side === "training").length;
  return `${settings.tuning?.firstBlock} ${Math.min(settings.batchSize, numTraining)} ${side}`;
}

function measuredFromText(text: string | undefined): Measured | undefined {
  const outcome = outcomeFromText(text);
  return outcome && "cpuMillis" in outcome ? outcome : undefined;
}

function refusalFromText(text: string | undefined): GpuRefusal | undefined {
  const outcome = outcomeFromText(text);
  return outcome && "refusal" in outcome ? outcome.refusal : undefined;
}
