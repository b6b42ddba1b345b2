/** Where the parts of the network lie in the strip that is cut: each block in a slot of its own, from left to right. */
import type { NetworkShape } from "./network-shapes";

export const STRIP_HEIGHT = 44;
const LOWEST = 14;
const GAP_SHARE = 0.28;
/** From the smallest maps to the largest the side is doubled so many times. */
const SMALLEST_SIDE = 7;
const DOUBLINGS = 4;

export interface StripBar {
  /** As parts of the network are counted: the first convolution, the blocks, the last convolution. */
  part: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface StripGeometry {
  bars: readonly StripBar[];
  /** Where the network is cut before each block, and last behind everything. */
  cuts: readonly number[];
}

/** The first slot holds the first convolution as well, the last slot the last one: they learn with their neighbours. */
export function cutStripGeometry(width: number, { first, blocks, last }: NetworkShape): StripGeometry {
  const numSlots = blocks.length;
  const slot = width / numSlots;
  const bars: StripBar[] = [];
  for (const [index, { side }] of blocks.entries()) {
    const inSlot = [
      ...(index === 0 ? [{ part: 0, side: first.side }] : []),
      { part: index + 1, side },
      ...(index === numSlots - 1 && last ? [{ part: numSlots + 1, side: last.side }] : []),
    ];
    const gap = slot * GAP_SHARE;
    const inner = slot - gap;
    const between = inSlot.length > 1 ? Math.min(2, inner * 0.2) : 0;
    const barWidth = (inner - between * (inSlot.length - 1)) / inSlot.length;
    for (const [place, { part, side: own }] of inSlot.entries()) {
      const height = LOWEST + (STRIP_HEIGHT - LOWEST) * (Math.log2(own / SMALLEST_SIDE) / DOUBLINGS);
      const x = index * slot + gap / 2 + place * (barWidth + between);
      bars.push({ part, x, y: (STRIP_HEIGHT - height) / 2, width: barWidth, height });
    }
  }
  return { bars, cuts: Array.from({ length: numSlots + 1 }, (_, cut) => cut * slot) };
}
