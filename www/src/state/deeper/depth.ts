/** Which part of the network learns at which depth, in numbers that the layers themselves give. */
import type { LayerInfo } from "../../engine/protocol";
import { isConvolution } from "../neuron/convolution";

/** Blocks of the network. */
export const NUM_BLOCKS = 16;

/** In the place of a first block, for a slider: no block learns, only the head. */
export const HEAD_ONLY = NUM_BLOCKS;

/** Cuts with a name of their own, from the shallowest. */
export const NAMED_CUTS = [HEAD_ONLY, 15, 13, 11, 8, 0] as const;

/** What is worth a first try for whoever goes deeper; chosen by experiment, as the engine's default. */
export const RECOMMENDED_CUT = 13;

export interface LearningPart {
  /** Convolutions that learn, the head's own layers not counted. */
  layers: readonly LayerInfo[];
  /** Weights and biases of these. */
  numParameters: number;
  /** Those of all convolutions. */
  numParametersInAll: number;
}

/** What learns besides the head when the cut is before this block. */
export function learningPart(layers: readonly LayerInfo[], cut: number): LearningPart {
  const all = layers.filter(isConvolution);
  const learning = all.filter((info) => isBehind(info, cut));
  return {
    layers: learning,
    numParameters: sumOf(learning, "numParameters"),
    numParametersInAll: sumOf(all, "numParameters"),
  };
}

/** The last convolution stands behind all blocks, the first before them. */
export function isBehind({ block, name }: LayerInfo, cut: number): boolean {
  if (block !== undefined) return block >= cut;
  return name === "stem" ? cut === 0 : cut < HEAD_ONLY;
}

/** The stem, two layers in the first block and three in each that follows. */
const LAYERS_A_BLOCK = 3;

/** The cut before which nothing has changed when this is the first layer that has. */
export function cutFromLayer(layer: number): number {
  return Math.min(HEAD_ONLY, Math.floor(layer / LAYERS_A_BLOCK));
}

/** The number of the first layer that learns; for the head alone that of no convolution. */
export function firstLayerOfCut(cut: number): number {
  return cut === HEAD_ONLY ? LAYERS_A_BLOCK * NUM_BLOCKS + 1 : LAYERS_A_BLOCK * cut;
}

export function sumOf(layers: readonly LayerInfo[], key: "numParameters" | "numMultiplyAdds"): number {
  return layers.reduce((sum, info) => sum + info[key], 0);
}
