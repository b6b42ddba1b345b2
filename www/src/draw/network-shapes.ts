/** The networks as they are drawn at rest: sides and channels of what the first layer, the blocks and the last layer make. */
import type { NetworkName } from "../engine/protocol";

export interface MapShape {
  side: number;
  channels: number;
}

export interface NetworkShape {
  first: MapShape;
  blocks: readonly MapShape[];
  /** A convolution behind all blocks, where there is one. */
  last: MapShape | undefined;
}

export const NETWORK_SHAPES: Record<NetworkName, NetworkShape> = {
  "efficientnet-lite0": {
    first: { side: 112, channels: 32 },
    blocks: [
      { side: 112, channels: 16 },
      ...repeated(2, 56, 24),
      ...repeated(2, 28, 40),
      ...repeated(3, 14, 80),
      ...repeated(3, 14, 112),
      ...repeated(4, 7, 192),
      { side: 7, channels: 320 },
    ],
    last: { side: 7, channels: 1280 },
  },
  resnet18: {
    first: { side: 112, channels: 64 },
    blocks: [
      ...repeated(2, 56, 64),
      ...repeated(2, 28, 128),
      ...repeated(2, 14, 256),
      ...repeated(2, 7, 512),
    ],
    last: undefined,
  },
};

function repeated(times: number, side: number, channels: number): MapShape[] {
  return Array.from({ length: times }, () => ({ side, channels }));
}
