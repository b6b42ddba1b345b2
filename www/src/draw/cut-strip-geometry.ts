/** Where the parts of the network lie in the strip that is cut: each block in a slot of its own, from left to right. */

/** Sides of the maps that the sixteen blocks make. */
const SIDES = [112, 56, 56, 28, 28, 14, 14, 14, 14, 14, 14, 7, 7, 7, 7, 7] as const;
const STEM_SIDE = 112;
const LAST_SIDE = 7;

export const STRIP_HEIGHT = 44;
const LOWEST = 14;
const GAP_SHARE = 0.28;

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
export function cutStripGeometry(width: number): StripGeometry {
  const numSlots = SIDES.length;
  const slot = width / numSlots;
  const bars: StripBar[] = [];
  for (const [index, side] of SIDES.entries()) {
    const inSlot = [
      ...(index === 0 ? [{ part: 0, side: STEM_SIDE }] : []),
      { part: index + 1, side },
      ...(index === numSlots - 1 ? [{ part: numSlots + 1, side: LAST_SIDE }] : []),
    ];
    const gap = slot * GAP_SHARE;
    const inner = slot - gap;
    const between = inSlot.length > 1 ? Math.min(2, inner * 0.2) : 0;
    const barWidth = (inner - between * (inSlot.length - 1)) / inSlot.length;
    for (const [place, { part, side: own }] of inSlot.entries()) {
      const height = LOWEST + (STRIP_HEIGHT - LOWEST) * (Math.log2(own / LAST_SIDE) / 4);
      const x = index * slot + gap / 2 + place * (barWidth + between);
      bars.push({ part, x, y: (STRIP_HEIGHT - height) / 2, width: barWidth, height });
    }
  }
  return { bars, cuts: Array.from({ length: numSlots + 1 }, (_, cut) => cut * slot) };
}
