/** Where the layers of one block lie, with many channels each: side by side, or one beneath the other. */
import type { Box } from "./map-geometry";

export interface BlockLayer {
  layer: number;
  numMaps: number;
  /** It stands on the way around the others. */
  isAside?: boolean;
}

export interface PlacedBlockLayer extends Box {
  layer: number;
  isAside: boolean;
  tileSide: number;
  tiles: readonly { x: number; y: number }[];
  head: Box;
}

export interface BlockGeometry {
  isWide: boolean;
  height: number;
  /** In the order in which they were given. */
  layers: readonly PlacedBlockLayer[];
  /** What goes around the block, where something does. */
  around: Around | undefined;
}

/** A line from the left, up, across and down again onto the sum before the last layer's maps. */
export interface Around {
  /** Of the line across. */
  y: number;
  /** Where the sum is. */
  plusX: number;
  middle: number;
}

const WIDE_FROM = 620;
const TILE_GAP = 4;
const HEAD_HEIGHT = 46;

/** Room for a line that goes around the block with nothing on it. */
const SKIP_HEIGHT = 34;

const BETWEEN = 44;
/** The line around begins left of the first layer. */
const INLET = 30;
/** Of what stands on the line, from its corner. */
const ASIDE_INLET = 20;
const ROWS = 6;

export function blockGeometry(width: number, layers: readonly BlockLayer[], hasSkip: boolean): BlockGeometry {
  return width >= WIDE_FROM ? wideGeometry(width, layers, hasSkip) : narrowGeometry(width, layers);
}

function wideGeometry(width: number, layers: readonly BlockLayer[], hasSkip: boolean): BlockGeometry {
  const left = hasSkip ? INLET : 0;
  const onTheWay = layers.filter(({ isAside }) => !isAside);
  const numColumns = Math.max(1, onTheWay.length);
  const panel = (width - left - BETWEEN * (numColumns - 1)) / numColumns;
  const size = tileSize(panel);
  const asideHeight = HEAD_HEIGHT + size.tileSide;
  const hasAside = onTheWay.length < layers.length;
  const top = hasAside ? asideHeight + BETWEEN : hasSkip ? SKIP_HEIGHT : 0;
  // It ends before the line goes down onto the sum before the last layer.
  const asideRoom = (numColumns - 1) * (panel + BETWEEN) - BETWEEN / 2 - 2 * ASIDE_INLET;
  const asideColumns = Math.max(1, Math.floor((asideRoom + TILE_GAP) / (size.tileSide + TILE_GAP)));
  const placed = layers.map((own): PlacedBlockLayer => {
    const column = onTheWay.indexOf(own);
    if (column < 0)
      return placedAt(own, left + ASIDE_INLET, 0, panel, { ...size, columns: asideColumns, rows: 1 });
    return placedAt(own, Math.round(left + column * (panel + BETWEEN)), top, panel, { ...size, rows: ROWS });
  });
  const height = Math.max(0, ...placed.map((layer) => layer.y + layer.height));
  const last = placed.findLast(({ isAside }) => !isAside);
  const around = hasSkip &&
    last && {
      y: hasAside ? HEAD_HEIGHT + size.tileSide / 2 : SKIP_HEIGHT / 2 - 2,
      plusX: last.x - BETWEEN / 2,
      middle: (top + HEAD_HEIGHT + height) / 2,
    };
  return { isWide: true, height, layers: placed, around: around || undefined };
}

function narrowGeometry(width: number, layers: readonly BlockLayer[]): BlockGeometry {
  const size = tileSize(width);
  let y = 0;
  const placed = layers.map((own): PlacedBlockLayer => {
    const layer = placedAt(own, 0, y, width, { ...size, rows: own.isAside ? 1 : 3 });
    y += layer.height + 26;
    return layer;
  });
  const height = Math.max(0, ...placed.map((layer) => layer.y + layer.height));
  return { isWide: false, height, layers: placed, around: undefined };
}

function tileSize(panel: number): { columns: number; tileSide: number } {
  const columns = Math.max(4, Math.min(7, Math.floor((panel + TILE_GAP) / (38 + TILE_GAP))));
  return { columns, tileSide: Math.floor((Math.min(panel, columns * 60) + TILE_GAP) / columns) - TILE_GAP };
}

function placedAt(
  { layer, numMaps, isAside = false }: BlockLayer,
  x: number,
  y: number,
  panel: number,
  { columns, rows, tileSide }: { columns: number; rows: number; tileSide: number },
): PlacedBlockLayer {
  const pitch = tileSide + TILE_GAP;
  const numTiles = Math.min(numMaps, columns * rows);
  const tiles = Array.from({ length: numTiles }, (_, tile) => ({
    x: x + (tile % columns) * pitch,
    y: y + HEAD_HEIGHT + Math.floor(tile / columns) * pitch,
  }));
  return {
    layer,
    isAside,
    tileSide,
    tiles,
    x,
    y,
    width: columns * pitch - TILE_GAP,
    height: HEAD_HEIGHT + Math.ceil(numTiles / columns) * pitch - TILE_GAP,
    head: { x, y, width: panel, height: HEAD_HEIGHT - 8 },
  };
}
