/** Teaching the last blocks with our engine, through the protocol, as the page does it. */
import type { EngineCommand, EngineEvent } from "../engine/protocol";
import {
  frozenLayerName,
  MAX_GRADIENT_NORM,
  MAX_HEAD_GRADIENT_NORM,
  type TuningJob,
  type TuningMaps,
  type TuningStep,
  tuningPicture,
} from "./tuning-job";

export type EventOf<Kind extends EngineEvent["kind"]> = Extract<EngineEvent, { kind: Kind }>;
export type Ask = <Kind extends EngineEvent["kind"]>(
  command: EngineCommand,
  expected: Kind,
) => Promise<EventOf<Kind>>;

export interface OurTuning {
  /** Shows one picture of the job: the frozen part of the network looks at it, once and for all. Milliseconds. */
  show(index: number): Promise<number>;
  /** What the first learning block reads of all pictures, before anything has learned. */
  maps(): Promise<TuningMaps>;
  /** All pictures must have been shown. With `isCompared` it fails where a gradient was too long to be compared. */
  step(isCompared: boolean): Promise<TuningStep & { elapsedMillis: number }>;
}

/** Everything until a step could be asked for: a dataset, and the head that the job begins with. */
export async function beginOurTuning(ask: Ask, job: TuningJob): Promise<OurTuning> {
  await giveBatches(ask, job, 1);
  const { head } = await ask({ kind: "exportHead" }, "headExported");
  const output = { weight: job.headWeights.slice(), bias: new Float32Array(job.numClasses) };
  await ask({ kind: "importHead", head: { ...head, output } }, "headImported");

  return {
    show: (index) => showPicture(ask, job, index),
    maps: () => mapsOf(ask, job),
    async step(isCompared) {
      const begin = performance.now();
      const { loss } = await ask({ kind: "trainBatch" }, "batchFinished");
      const elapsedMillis = performance.now() - begin;
      // All pictures are one batch, so that the epoch ends with looking at them as the network now is: not a step.
      const { report } = await ask({ kind: "trainBatch" }, "epochFinished");
      return { loss, elapsedMillis, gradientNorms: isCompared ? gradientNorms(report) : [] };
    },
  };
}

/** A dataset of so many batches, each of the job's size and of other pictures; all but the last were given before. */
export async function giveBatches(ask: Ask, job: TuningJob, numBatches: number): Promise<void> {
  const numPictures = numBatches * job.labels.length;
  for (let index = numPictures - job.labels.length; index < numPictures; index += 1) {
    const pixels = tuningPicture(job, index);
    await ask({ kind: "embed", exampleIds: [index + 1], pixels, side: job.side }, "embedded");
  }
  await beginEpoch(ask, job, numBatches);
}

/** With the first of so many batches. Nothing is forgotten that blocks and head have learned. */
export async function beginEpoch(ask: Ask, job: TuningJob, numBatches: number): Promise<void> {
  await ask(datasetCommand(job, numBatches), "datasetReady");
}

/** Milliseconds of the frozen part of the network. */
export async function showPicture(ask: Ask, job: TuningJob, index: number): Promise<number> {
  const pixels = tuningPicture(job, index);
  const begin = performance.now();
  await ask({ kind: "showPictures", exampleIds: [index + 1], pixels, side: job.side }, "picturesShown");
  return performance.now() - begin;
}

function gradientNorms({ movement }: EventOf<"epochFinished">["report"]): number[] {
  const norms = movement?.layers.map(({ gradientNorm }) => gradientNorm) ?? [];
  const ofHead = movement?.gradientNorm ?? Number.NaN;
  // Ours would shorten it and the peers would not: two different jobs.
  if (!(Math.max(...norms) <= MAX_GRADIENT_NORM && ofHead <= MAX_HEAD_GRADIENT_NORM)) {
    throw new Error(`a gradient is too long: ${[...norms, ofHead].join(", ")}`);
  }
  return norms;
}

async function mapsOf(ask: Ask, job: TuningJob): Promise<TuningMaps> {
  const described = await ask({ kind: "describeNetwork" }, "networkDescribed");
  const layer = described.layers.findIndex(({ name }) => name === frozenLayerName(job));
  const channels = Array.from({ length: described.layers[layer]?.channelsOut ?? 0 }, (_, channel) => channel);
  const parts: Float32Array[] = [];
  let mapSide = 0;
  for (const index of job.labels.keys()) {
    const pixels = tuningPicture(job, index);
    const choice = { layer, channels, strongest: 0 };
    const { layers } = await ask(
      { kind: "seeLayers", pixels, side: job.side, layers: [choice] },
      "layersSeen",
    );
    const seen = layers[0];
    if (!seen) throw new Error("there is no map");
    mapSide = seen.side;
    parts.push(channelsLastMap(seen.maps, channels.length));
  }
  const values = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  for (const [index, part] of parts.entries()) values.set(part, index * part.length);
  return { values, side: mapSide, channels: channels.length };
}

/** `[channels, places]` → `[places, channels]` */
export function channelsLastMap(maps: Float32Array, channels: number): Float32Array {
  const places = maps.length / channels;
  return maps.map((_, index) => maps[(index % channels) * places + Math.floor(index / channels)] ?? 0);
}

function datasetCommand(job: TuningJob, numBatches: number): EngineCommand {
  const labels = Array.from({ length: numBatches }, () => job.labels).flat();
  return {
    kind: "setDataset",
    classIds: Array.from({ length: job.numClasses }, (_, index) => index + 1),
    examples: labels.map((label, index) => ({
      exampleId: index + 1,
      classId: label + 1,
      group: index,
      side: "training",
      weight: undefined,
    })),
    settings: {
      // Its momentum is 0.9, as the job's.
      optimiser: "sgd",
      learningRate: job.learningRate,
      schedule: undefined,
      weightDecay: 0,
      batchSize: job.labels.length,
      labelSmoothing: 0,
      balanceClasses: false,
      hiddenUnits: undefined,
      tuning: {
        firstBlock: job.firstBlock,
        learningRate: job.learningRate,
        headLearningRate: job.learningRate,
        stochasticDepth: 0,
        rateDecay: 1,
        fromScratch: false,
        augmentation: undefined,
      },
      validationFraction: 0,
      seed: 1,
    },
  };
}
