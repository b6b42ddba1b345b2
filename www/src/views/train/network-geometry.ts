/** Where the parts of the network's drawing lie for a given width. */

export const NETWORK_HEIGHT = 88;
export const PICTURE_SIZE = 72;

export interface NetworkGeometry {
  firstX: number;
  /** Where the last layer ends. */
  lastX: number;
  layers: { x: number; width: number; height: number }[];
  /** Middle of the first layer, and of the sixteen blocks. */
  stemX: number;
  blocksX: number;
  featuresX: number;
  classesX: number;
}

/** Side of the map and number of channels after the stem, each of the 16 blocks, and the last convolution. */
const LAYERS: readonly { side: number; channels: number }[] = [
  { side: 112, channels: 32 },
  { side: 112, channels: 16 },
  ...repeated(2, 56, 24),
  ...repeated(2, 28, 40),
  ...repeated(3, 14, 80),
  ...repeated(3, 14, 112),
  ...repeated(4, 7, 192),
  ...repeated(1, 7, 320),
  { side: 7, channels: 1280 },
];

/** Height follows the side of the map, width the number of channels, both on a scale that keeps ends visible. */
export function networkGeometry(width: number): NetworkGeometry {
  const firstX = PICTURE_SIZE + Math.min(36, width * 0.06);
  const classesX = width - 10;
  const featuresX = classesX - Math.max(48, width * 0.16);
  const lastX = featuresX - Math.min(36, width * 0.06);
  const weights = LAYERS.map(({ channels }) => 3 + 15 * (Math.log2(channels / 16) / Math.log2(80)) ** 1.6);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const gap = ((lastX - firstX) * 0.5) / (LAYERS.length - 1);
  const scale = ((lastX - firstX) * 0.5) / total;
  let x = firstX;
  const layers = LAYERS.map(({ side }, index) => {
    const layer = {
      x,
      width: (weights[index] ?? 0) * scale,
      height: 10 + (PICTURE_SIZE - 10) * (Math.log2(side / 7) / 4),
    };
    x += layer.width + gap;
    return layer;
  });
  const middleOf = (from: number, to: number) => {
    const [first, last] = [layers[from], layers[to]];
    return first && last ? (first.x + last.x + last.width) / 2 : firstX;
  };
  return { firstX, lastX, layers, stemX: middleOf(0, 0), blocksX: middleOf(1, 16), featuresX, classesX };
}

function repeated(times: number, side: number, channels: number) {
  return Array.from({ length: times }, () => ({ side, channels }));
}
