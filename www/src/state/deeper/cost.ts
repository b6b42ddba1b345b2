/** What letting a part of the network learn costs, in bytes and milliseconds, before and after it was measured. */
import type { LayerInfo, Optimiser } from "../../engine/protocol";
import { isConvolution } from "../neuron/convolution";
import type { MeasuredEpoch } from "./deeper-state";
import { learningPart, sumOf } from "./depth";
import { HEAD_ONLY } from "./depths";
import { numBlocksOf } from "./layer-movement";

export interface CostInput {
  layers: readonly LayerInfo[];
  cut: number;
  numTraining: number;
  numValidation: number;
  /** Besides each training picture itself. */
  variations: number;
  batchSize: number;
  optimiser: Optimiser;
  epochs: number;
  /** What the network takes to look at one picture on the CPU; absent while nobody knows. */
  millisPerPicture: number | undefined;
  /** The same on the GPU, where that looks at pictures, and so computes what the blocks read; or else absent. */
  gpuMillisPerPicture: number | undefined;
  measured: MeasuredEpoch | undefined;
}

export interface Cost {
  bytes: { maps: number; batch: number; weights: number; total: number };
  /** How many of the pictures' maps there is room for: 0 to 1. */
  keptShare: number;
  /** Once, before the first epoch. */
  preparingMillis: number | undefined;
  epochMillis: number | undefined;
  isMeasured: boolean;
}

/** What the engine keeps of what the first learning block reads; the rest is computed again in every epoch. */
const MOST_MAP_BYTES = 256 * 2 ** 20;
/** What the engine keeps of earlier epochs, for the timeline. */
const MOST_HISTORY_BYTES = 24_000_000 * 4;
/** Program, pictures on their way, and features. */
const ENGINE_BYTES = 60 * 2 ** 20;
const NUMBER_BYTES = 4;

/** The network as it came, as it is, the other way round, as it was before the epoch, and the one that answers. */
const NETWORKS_IN_MEMORY = 5;

/** Forwards, backwards to the weights, and backwards to what the layer read. */
const PASSES_OF_A_STEP = 3;

/** To vary a picture takes about half as long as to look at it, as measured. */
const VARYING_SHARE = 0.5;

/** A picture is shown to the engine with a frame of one pixel on two of its sides. */
const FRAMED_SIDE = 1;

/** Where a browser does not tell, most devices have this many gibibytes at least. */
const MEMORY_UNTOLD = 4;

export function costOf(input: CostInput): Cost {
  const { layers, cut, numTraining, numValidation, variations, epochs } = input;
  const part = learningPart(layers, cut);
  const mapBytes = mapBytesOf(layers, cut);
  const numMaps = numTraining * (1 + variations) + numValidation;
  const room = Math.floor(MOST_MAP_BYTES / Math.max(1, mapBytes));
  const keptShare = numMaps === 0 ? 1 : Math.min(1, room / numMaps);
  const maps = Math.min(numMaps, room) * mapBytes;
  const batchPictures = Math.min(input.batchSize, Math.max(1, numTraining));
  const passing = keptShare < 1 ? batchPictures * (1 + variations) * mapBytes : 0;
  const batch = cut === HEAD_ONLY ? 0 : batchPictures * (tapeBytes(part.layers) + mapBytes) + passing;
  const isAdaptive = input.optimiser === "adam" || input.optimiser === "adamW";
  const moments = isAdaptive ? 2 : 1;
  const history = Math.min(MOST_HISTORY_BYTES, epochs * part.numParameters * NUMBER_BYTES);
  const networks = NETWORKS_IN_MEMORY * part.numParametersInAll + (1 + moments) * part.numParameters;
  const weights = cut === HEAD_ONLY ? 0 : networks * NUMBER_BYTES + history;
  return {
    bytes: { maps, batch, weights, total: maps + batch + weights + ENGINE_BYTES },
    keptShare,
    ...timesOf(input, keptShare),
  };
}

/** What a page can be given, in bytes: a quarter of a small device, and never more than wasm's memory grows to safely. */
export function memoryBudget(deviceMemoryGiB: number | undefined): number {
  return Math.min(1, (deviceMemoryGiB ?? MEMORY_UNTOLD) / 4) * 1e9;
}

/** The deepest cut, not deeper than the one asked for, that stays within the budget. */
export function deepestFitting(input: CostInput, budget: number): number {
  const numBlocks = numBlocksOf(input.layers);
  for (let cut = input.cut; cut < numBlocks; cut += 1) {
    if (costOf({ ...input, cut }).bytes.total <= budget) return cut;
  }
  return HEAD_ONLY;
}

/** What is kept of one variation of one picture. */
function mapBytesOf(layers: readonly LayerInfo[], cut: number): number {
  const first = learningPart(layers, cut).layers[0];
  if (!first) return 0;
  const read = first.input === undefined ? undefined : layers[first.input];
  const side = read ? read.side : first.side * first.stride + FRAMED_SIDE;
  return side * side * first.channelsIn * NUMBER_BYTES;
}

/** Every map between the cut and the head, which the way back needs. */
function tapeBytes(learning: readonly LayerInfo[]): number {
  return learning.reduce((sum, { side, channelsOut }) => sum + side * side * channelsOut * NUMBER_BYTES, 0);
}

function timesOf(input: CostInput, keptShare: number): Omit<Cost, "bytes" | "keptShare"> {
  const { layers, cut, numTraining, numValidation, variations, millisPerPicture, measured } = input;
  if (cut === HEAD_ONLY) return { preparingMillis: 0, epochMillis: undefined, isMeasured: false };
  const all = sumOf(layers.filter(isConvolution), "numMultiplyAdds");
  const learning = (at: number) => sumOf(learningPart(layers, at).layers, "numMultiplyAdds") / all;
  const numPictures = numTraining + numValidation;
  const frozen = 1 - learning(cut);
  // In looks of the CPU: what stands before the blocks, and a training picture with its variations.
  const frozenLook = frozen * lookShare(input);
  const withVariations = frozenLook * (1 + variations) + VARYING_SHARE * variations;
  const shown = withVariations * numTraining + frozenLook * numValidation;
  // Training and looking again, each asks for what was not kept, and then all variations are made anew.
  const again = (1 - keptShare) * (2 * withVariations * numTraining + frozenLook * numValidation);
  const passes = (at: number, training: number, pictures: number) =>
    learning(at) * (PASSES_OF_A_STEP * training + pictures);
  const own = passes(cut, numTraining, numPictures);
  const times = (share: number) => millisPerPicture && share * millisPerPicture;
  const preparingMillis = times(shown);
  const measuredCut = measured && (layers[measured.firstLayer]?.block ?? 0);
  const numMeasured = measured ? measured.numTraining + measured.numValidation : 0;
  const before =
    measured && measuredCut !== undefined ? passes(measuredCut, measured.numTraining, numMeasured) : 0;
  if (!measured || before <= 0)
    return { preparingMillis, epochMillis: times(own + again), isMeasured: false };
  // What was measured at this very depth has everything in it that recurs.
  const isMeasured = measuredCut === cut;
  const epochMillis = (measured.millis * own) / before + (isMeasured ? 0 : (times(again) ?? 0));
  return { preparingMillis, epochMillis, isMeasured };
}

/** How long a look takes, in looks of the CPU. */
function lookShare({ millisPerPicture, gpuMillisPerPicture }: CostInput): number {
  return millisPerPicture && gpuMillisPerPicture !== undefined ? gpuMillisPerPicture / millisPerPicture : 1;
}
