/** Which part of the network learns at which depth, in numbers that its layers give. */
import type { LayerInfo, NetworkName } from "../../engine/protocol";
import { isConvolution } from "../neuron/convolution";
import { DEPTHS, HEAD_ONLY } from "./depths";

/** Cuts to choose from by name, from the shallowest: the head alone, the last of the network's stages, and everything. */
export function namedCuts(network: NetworkName): readonly number[] {
  return [HEAD_ONLY, ...(network === "resnet18" ? [7, 6, 4, 2] : [15, 13, 11, 8]), 0];
}

/** As the value of a field. */
export function cutValue(cut: number): string {
  return cut < HEAD_ONLY ? String(cut) : "head";
}

/** What comes closest in another network: the recommended cut, everything, or about the same share of the blocks. */
export function fittingCut(cut: number, before: NetworkName, now: NetworkName): number {
  const { numBlocks, recommended } = DEPTHS[now];
  if (cut === 0) return 0;
  if (cut === DEPTHS[before].recommended) return recommended;
  const scaled = Math.round((cut / DEPTHS[before].numBlocks) * numBlocks);
  return Math.max(1, Math.min(numBlocks - 1, scaled));
}

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

/** What has no block is what reads the picture, or stands behind all blocks. */
export function isBehind(info: LayerInfo, cut: number): boolean {
  if (info.block !== undefined) return info.block >= cut;
  return isBeforeBlocks(info) ? cut === 0 : cut < HEAD_ONLY;
}

/** The first convolution, and the pooling that may follow it. */
export function isBeforeBlocks({ block, input, kind }: LayerInfo): boolean {
  return block === undefined && (input === undefined || kind === "maxPooling");
}

export function sumOf(layers: readonly LayerInfo[], key: "numParameters" | "numMultiplyAdds"): number {
  return layers.reduce((sum, info) => sum + info[key], 0);
}
