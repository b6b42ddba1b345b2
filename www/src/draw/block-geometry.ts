/** Where the layers of one block lie, with many channels each: side by side, or one beneath the other. */
import type { Box } from "./map-geometry";

export interface BlockLayer {
  layer: number;
  numMaps: number;
}

export interface PlacedBlockLayer extends Box {
  layer: number;
  tileSide: number;
  tiles: readonly { x: number; y: number }[];
  head: Box;
}

export interface BlockGeometry {
  isWide: boolean;
  height: number;
  layers: readonly PlacedBlockLayer[];
}

const WIDE_FROM = 620;
const TILE_GAP = 4;
const HEAD_HEIGHT = 46;

/** Room for the line that goes around the block. */
export const SKIP_HEIGHT = 34;

const BETWEEN = 44;
const ROWS = 6;

export function blockGeometry(width: number, layers: readonly BlockLayer[], hasSkip: boolean): BlockGeometry {
  const isWide = width >= WIDE_FROM;
  const aside = isWide && hasSkip ? 30 : 0;
  const inner = width - 2 * aside;
  const panel = isWide ? (inner - BETWEEN * (layers.length - 1)) / Math.max(1, layers.length) : width;
  const columns = Math.max(4, Math.min(7, Math.floor((panel + TILE_GAP) / (38 + TILE_GAP))));
  const tileSide = Math.floor((Math.min(panel, columns * 60) + TILE_GAP) / columns) - TILE_GAP;
  const rowsShown = isWide ? ROWS : 3;
  const first = isWide && hasSkip ? SKIP_HEIGHT : 0;
  let y = first;
  const placed = layers.map(({ layer, numMaps }, index): PlacedBlockLayer => {
    const x = isWide ? Math.round(aside + index * (panel + BETWEEN)) : 0;
    const top = isWide ? first : y;
    const numTiles = Math.min(numMaps, columns * rowsShown);
    const tiles = Array.from({ length: numTiles }, (_, tile) => ({
      x: x + (tile % columns) * (tileSide + TILE_GAP),
      y: top + HEAD_HEIGHT + Math.floor(tile / columns) * (tileSide + TILE_GAP),
    }));
    const height = HEAD_HEIGHT + Math.ceil(numTiles / columns) * (tileSide + TILE_GAP) - TILE_GAP;
    y = top + height + 26;
    const own = columns * (tileSide + TILE_GAP) - TILE_GAP;
    const head = { x, y: top, width: panel, height: HEAD_HEIGHT - 8 };
    return { layer, tileSide, tiles, x, y: top, width: own, height, head };
  });
  const height = Math.max(0, ...placed.map((layer) => layer.y + layer.height));
  return { isWide, height, layers: placed };
}
