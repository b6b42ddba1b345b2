/** Where the parts of the network's drawing lie for a given width. */
import type { NetworkShape } from "../../draw/network-shapes";

export const NETWORK_HEIGHT = 88;
export const PICTURE_SIZE = 72;

export interface NetworkGeometry {
  firstX: number;
  /** Where the last layer ends. */
  lastX: number;
  layers: { x: number; width: number; height: number }[];
  /** Middle of the first layer, and of the blocks. */
  stemX: number;
  blocksX: number;
  featuresX: number;
  classesX: number;
}

/** Height follows the side of the map, width the number of channels, both on a scale that keeps ends visible. */
export function networkGeometry(width: number, { first, blocks, last }: NetworkShape): NetworkGeometry {
  const shapes = [first, ...blocks, ...(last ? [last] : [])];
  const firstX = PICTURE_SIZE + Math.min(36, width * 0.06);
  const classesX = width - 10;
  const featuresX = classesX - Math.max(48, width * 0.16);
  const lastX = featuresX - Math.min(36, width * 0.06);
  const weights = shapes.map(({ channels }) => 3 + 15 * (Math.log2(channels / 16) / Math.log2(80)) ** 1.6);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const gap = ((lastX - firstX) * 0.5) / (shapes.length - 1);
  const scale = ((lastX - firstX) * 0.5) / total;
  let x = firstX;
  const layers = shapes.map(({ side }, index) => {
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
  const blocksX = middleOf(1, blocks.length);
  return { firstX, lastX, layers, stemX: middleOf(0, 0), blocksX, featuresX, classesX };
}
