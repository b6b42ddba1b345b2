/** Our engine as it is measured: the page's own client, worker and weights, asked through the protocol. */
import { createEngineClient, type EngineClient } from "../engine/client";
import { createEngineWorker } from "../engine/engine-build";
import { preflightGpu } from "../engine/preflight";
import type { EngineCommand, EngineEvent } from "../engine/protocol";
import { downloadWeights } from "../engine/weights-download";
import { backboneWeightsUrl } from "../engine/weights-url";
import type { EngineSpec } from "./contract";
import type { Embedder } from "./embedder";
import type { HeadJob, HeadRun } from "./head-job";
import { inTime } from "./in-time";
import { teachOnGpu } from "./our-gpu-tuning";
import { beginOurTuning, type EventOf, type OurTuning } from "./our-tuning";
import type { TuningJob } from "./tuning-job";

export interface OurEngine extends Embedder {
  /** Stops at the first epoch whose loss is not above `enoughLoss`. */
  trainHead(job: HeadJob, enoughLoss?: number): Promise<HeadRun>;
  beginTuning(job: TuningJob): Promise<OurTuning>;
}

type OurSpec = Extract<EngineSpec, { family: "ours" }>;

export async function startOurEngine({ build, threads }: OurSpec): Promise<OurEngine> {
  let stopDetail = "";
  let seed = 0;
  const client = createEngineClient({
    build,
    createWorker: (wanted) => createEngineWorker(wanted, { oneThread: threads === 1 }),
    onEvent: () => {},
    onStopped: ({ code, detail }) => {
      stopDetail = `${code} ${detail}`;
    },
  });

  async function ask<Kind extends EngineEvent["kind"]>(command: EngineCommand, expected: Kind) {
    const event = await inTime(client.send(command));
    if (event.kind === expected) return event as EventOf<Kind>;
    const detail =
      event.kind === "failed" || event.kind === "gpuRefused" ? JSON.stringify(event) : event.kind;
    throw new Error(`${command.kind}: ${detail} ${stopDetail}`.trim());
  }

  try {
    await loadWeights(client);
    if (build === "gpu") {
      const { preflight } = await preflightGpu(navigator.gpu);
      await ask({ kind: "connectGpu", preflight }, "gpuConnected");
      await ask({ kind: "chooseBackboneDevice", device: "gpu" }, "backboneDeviceChosen");
    }
  } catch (cause) {
    client.terminate();
    throw cause;
  }

  return {
    async embed(pixels, numPictures, side) {
      const exampleIds = Array.from({ length: numPictures }, (_, index) => index + 1);
      return (await ask({ kind: "embed", exampleIds, pixels, side }, "embedded")).features;
    },
    async trainHead(job, enoughLoss = Number.NEGATIVE_INFINITY) {
      const exampleIds = job.labels.map((_, index) => index + 1);
      const features = job.features.slice();
      const begin = performance.now();
      await ask({ kind: "restoreFeatures", exampleIds, features }, "featuresRestored");
      // Another seed is another head: as with the peers, every run begins anew, from weights of its own.
      seed += 1;
      await ask(datasetCommand(job, seed), "datasetReady");
      let scores = { loss: Number.NaN, accuracy: Number.NaN };
      for (let epoch = 0; epoch < job.epochs && !(scores.loss <= enoughLoss); epoch += 1) {
        scores = (await ask({ kind: "trainEpoch" }, "epochFinished")).report.training;
      }
      const elapsedMillis = performance.now() - begin;
      return { elapsedMillis, loss: scores.loss, accuracy: scores.accuracy };
    },
    async beginTuning(job) {
      const tuning = await beginOurTuning(ask, job);
      return build === "gpu" ? teachOnGpu(ask, job, tuning) : tuning;
    },
    close: () => client.terminate(),
  };
}

async function loadWeights(client: EngineClient): Promise<void> {
  const result = await downloadWeights(backboneWeightsUrl, client);
  if (result.kind === "problem") throw new Error(JSON.stringify(result.problem));
  if (result.event.kind !== "backboneReady") throw new Error(JSON.stringify(result.event));
}

function datasetCommand(job: HeadJob, seed: number): EngineCommand {
  return {
    kind: "setDataset",
    classIds: Array.from({ length: job.numClasses }, (_, index) => index + 1),
    examples: job.labels.map((label, index) => ({
      exampleId: index + 1,
      classId: label + 1,
      group: index,
      side: "training",
      weight: undefined,
    })),
    settings: {
      optimiser: "adam",
      learningRate: job.learningRate,
      weightDecay: 0,
      batchSize: job.batchSize,
      labelSmoothing: 0,
      balanceClasses: false,
      hiddenUnits: job.hiddenUnits,
      tuning: undefined,
      schedule: undefined,
      validationFraction: 0,
      seed,
    },
  };
}
