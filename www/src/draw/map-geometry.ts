/** Where the layers of the opened network and their channels lie, for a given width: left to right, or top to bottom. */

export interface MapLayer {
  layer: number;
  /** Places a side. */
  side: number;
  /** How many channels the layer has, and how many there are maps of. */
  numChannels: number;
  numMaps: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedLayer extends Box {
  layer: number;
  side: number;
  /** Of one map. */
  tileSide: number;
  tiles: readonly { x: number; y: number }[];
  /** Where its name stands. */
  head: Box;
}

export interface MapGeometry {
  /** Columns from left to right, as long as there is room for them. */
  isWide: boolean;
  height: number;
  picture: Box;
  layers: readonly PlacedLayer[];
  /** The one list of features that pooling leaves. */
  features: Box;
  /** Where the names of the classes stand. */
  classes: Box;
  /** Neighbouring layers whose maps have the same side. */
  groups: readonly { side: number; from: number; to: number }[];
  /** Height of the line along which everything flows. */
  middle: number;
}

/** From this width on, columns are wide enough to see something in their maps. */
const WIDE_FROM = 620;

const HEAD_HEIGHT = 26;
const GROUP_HEIGHT = 22;
const TILE_GAP = 3;

export function mapGeometry(width: number, layers: readonly MapLayer[], numClasses: number): MapGeometry {
  return width >= WIDE_FROM ? wideGeometry(width, layers) : narrowGeometry(width, layers, numClasses);
}

function wideGeometry(width: number, layers: readonly MapLayer[]): MapGeometry {
  const pictureSide = Math.round(Math.min(84, width * 0.08));
  const classesWidth = Math.round(Math.min(150, width * 0.15));
  const featuresWidth = 8;
  const inlet = 20;
  const bend = Math.min(52, width * 0.05);
  const gap = Math.max(5, Math.min(10, width * 0.009));
  const room = width - pictureSide - classesWidth - featuresWidth - 2 * inlet - bend;
  const shares = layers.map(({ side }) => relativeSide(side));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const unit = Math.max(8, Math.min(44, (room - gap * (layers.length - 1)) / Math.max(1, total)));
  const columns = layers.map((layer, index) => {
    const tileSide = Math.floor(unit * (shares[index] ?? 1));
    const numTiles = Math.min(layer.numMaps, tilesForChannels(layer.numChannels));
    return { ...layer, tileSide, numTiles, height: numTiles * (tileSide + TILE_GAP) - TILE_GAP };
  });
  const tallest = Math.max(pictureSide, ...columns.map(({ height }) => height));
  const used = columns.reduce((sum, { tileSide }) => sum + tileSide, 0);
  const spread = (room - used) / Math.max(1, columns.length - 1);
  const middle = GROUP_HEIGHT + tallest / 2;
  let x = pictureSide + inlet;
  const placed = columns.map(({ layer, side, tileSide, numTiles, height }): PlacedLayer => {
    const left = Math.round(x);
    x += tileSide + spread;
    const top = Math.round(middle - height / 2);
    const tiles = Array.from({ length: numTiles }, (_, index) => ({
      x: left,
      y: top + index * (tileSide + TILE_GAP),
    }));
    const headWidth = Math.max(24, tileSide);
    const head = {
      x: left + (tileSide - headWidth) / 2,
      y: Math.round(GROUP_HEIGHT + tallest + 4),
      width: headWidth,
      height: HEAD_HEIGHT,
    };
    return { layer, side, tileSide, tiles, x: left, y: top, width: tileSide, height, head };
  });
  const featuresX = width - classesWidth - bend - featuresWidth;
  return {
    isWide: true,
    height: GROUP_HEIGHT + tallest + 4 + HEAD_HEIGHT,
    picture: { x: 0, y: Math.round(middle - pictureSide / 2), width: pictureSide, height: pictureSide },
    layers: placed,
    features: { x: featuresX, y: GROUP_HEIGHT, width: featuresWidth, height: tallest },
    classes: { x: width - classesWidth, y: GROUP_HEIGHT, width: classesWidth, height: tallest },
    groups: groupsOf(placed),
    middle,
  };
}

function narrowGeometry(width: number, layers: readonly MapLayer[], numClasses: number): MapGeometry {
  const nameWidth = 84;
  const rowGap = 12;
  const room = width - nameWidth;
  const pictureSide = 72;
  let y = pictureSide + rowGap + 4;
  const placed = layers.map((layer): PlacedLayer => {
    const tileSide = Math.floor(30 + 14 * relativeSide(layer.side));
    const fitting = Math.floor((room + TILE_GAP) / (tileSide + TILE_GAP));
    const numTiles = Math.min(layer.numMaps, fitting, tilesForChannels(layer.numChannels) + 1);
    const top = y;
    y += tileSide + rowGap;
    return {
      layer: layer.layer,
      side: layer.side,
      tileSide,
      tiles: Array.from({ length: numTiles }, (_, index) => ({
        x: nameWidth + index * (tileSide + TILE_GAP),
        y: top,
      })),
      x: nameWidth,
      y: top,
      width: numTiles * (tileSide + TILE_GAP) - TILE_GAP,
      height: tileSide,
      head: { x: 0, y: top, width: nameWidth - 8, height: tileSide },
    };
  });
  const features = { x: nameWidth, y: y + 4, width: room, height: 8 };
  const classes = { x: 0, y: features.y + 24, width, height: Math.max(1, numClasses) * 32 };
  return {
    isWide: false,
    height: classes.y + classes.height,
    picture: { x: nameWidth, y: 0, width: pictureSide, height: pictureSide },
    layers: placed,
    features,
    classes,
    groups: groupsOf(placed),
    middle: 0,
  };
}

/** 112 places a side look larger than 7, but not sixteen times as large. */
function relativeSide(side: number): number {
  return 0.66 + 0.34 * Math.max(0, Math.min(1, Math.log2(side / 7) / 4));
}

/** More channels, more maps: 4 for the stem's 32, 10 for the last convolution's 1280. */
function tilesForChannels(numChannels: number): number {
  return Math.max(3, Math.min(10, Math.round(4 + (6 * Math.log2(numChannels / 32)) / Math.log2(40))));
}

function groupsOf(layers: readonly PlacedLayer[]): MapGeometry["groups"] {
  const groups: { side: number; from: number; to: number }[] = [];
  for (const { side, x, width } of layers) {
    const last = groups.at(-1);
    if (last?.side === side) last.to = x + width;
    else groups.push({ side, from: x, to: x + width });
  }
  return groups;
}
