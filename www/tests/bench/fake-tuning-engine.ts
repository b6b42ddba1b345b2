/** Answers what the bench asks for a tuning step, as an engine with two places of two channels would. */
import type { Ask } from "../../src/bench/our-tuning";
import { tuningJob } from "../../src/bench/tuning-job";
import type { EngineCommand, EngineEvent } from "../../src/engine/protocol";

export const smallTuningJob = { ...tuningJob(), labels: [0, 1], side: 8 };

/** After the last batch of an epoch it is asked once more, and the epoch is finished. */
export function fakeTuningEngine(gradientNorm: number, { isGpuRefused = false } = {}) {
  const asked: EngineCommand[] = [];
  let numBatches = 0;
  let answersOfEpoch = 0;

  function trainBatch(): unknown {
    answersOfEpoch += 1;
    if (answersOfEpoch <= numBatches) return { kind: "batchFinished", loss: answersOfEpoch + 0.5 };
    answersOfEpoch = 0;
    return { kind: "epochFinished", report: { movement: { gradientNorm: 1, layers: [{ gradientNorm }] } } };
  }

  function answer(command: EngineCommand): unknown {
    switch (command.kind) {
      case "setDataset":
        numBatches = command.examples.length / command.settings.batchSize;
        answersOfEpoch = 0;
        return {};
      case "exportHead":
        return { kind: "headExported", head: { fingerprint: "f", classIds: [1, 2], epoch: 0 } };
      case "describeNetwork":
        return {
          kind: "networkDescribed",
          layers: [{ name: "stem" }, { name: "blocks.12.project", channelsOut: 2 }],
        };
      case "seeLayers":
        return { kind: "layersSeen", layers: [{ side: 1, maps: Float32Array.of(1, 2) }] };
      case "chooseTuningDevice":
        return { kind: isGpuRefused ? "gpuRefused" : "tuningDeviceChosen" };
      case "trainBatch":
        return trainBatch();
      default:
        return {};
    }
  }

  const ask: Ask = (command, expected) => {
    asked.push(command);
    const event = answer(command) as EngineEvent;
    if (event.kind !== undefined && event.kind !== expected) {
      return Promise.reject(new Error(`${event.kind}, not ${expected}`));
    }
    return Promise.resolve(event as Extract<EngineEvent, { kind: typeof expected }>);
  };
  return { ask, asked };
}
