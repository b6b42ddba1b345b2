/** How deep each network can learn: where it may be cut into what stays and what learns. */
import type { NetworkName, TuningSettings } from "../../engine/protocol";
import type { AppState } from "../app-state";

/** In the place of a first block: no block learns, only the head. */
export const HEAD_ONLY = Number.POSITIVE_INFINITY;

/** How a network may be cut into what stays and what learns. */
export interface Depths {
  numBlocks: number;
  /** A convolution stands behind all blocks, and learns with any of them. */
  hasLast: boolean;
  /** What is worth a first try for whoever goes deeper; chosen by experiment. */
  recommended: number;
  /** The first layer of each block. What stands before the blocks belongs to the first. */
  firstLayers: readonly number[];
}

export const DEPTHS: Record<NetworkName, Depths> = {
  "efficientnet-lite0": {
    numBlocks: 16,
    hasLast: true,
    recommended: 8,
    // The stem, two layers in the first block and three in each that follows.
    firstLayers: Array.from({ length: 16 }, (_, block) => 3 * block),
  },
  resnet18: {
    numBlocks: 8,
    hasLast: false,
    recommended: 6,
    // Two layers before all blocks and two in each, and one more where what goes past a block changes its shape.
    firstLayers: [0, 4, 6, 9, 11, 14, 16, 19],
  },
};

/** Of the network in use; one that was drawn knows nothing, so all of it has to learn. */
export function depthsOf({ choice }: Pick<AppState["network"], "choice">): Depths {
  const own = DEPTHS[choice.network];
  return choice.from === "drawn" ? { ...own, recommended: 0 } : own;
}

/** Without what only the other network can do; the same settings where there is nothing of it. */
export function fittingTuning(tuning: TuningSettings, network: NetworkName): TuningSettings {
  // Past blocks that end in an activation nothing can go; of the other network, batch norm is part of the weights.
  if (network === "resnet18")
    return tuning.stochasticDepth === 0 ? tuning : { ...tuning, stochasticDepth: 0 };
  return tuning.batchNormLearns ? { ...tuning, batchNormLearns: false } : tuning;
}

/** The cut before which nothing has changed when this is the first layer that has. */
export function cutFromLayer(layer: number, { firstLayers }: Depths): number {
  return layer < HEAD_ONLY ? firstLayers.findLastIndex((first) => first <= layer) : HEAD_ONLY;
}

/** The number of the first layer that learns; there is none where only the head does. */
export function firstLayerOfCut(cut: number, { firstLayers }: Depths): number {
  return firstLayers[cut] ?? HEAD_ONLY;
}
