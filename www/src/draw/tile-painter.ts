/** Many small heat maps painted into one canvas, each pixel by hand: a frame of them must take a few milliseconds. */
import { activationColour, divergingColour, type Rgba } from "./colours";

/** One map and where it lies, in CSS pixels. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Row by row, `columns × rows` numbers from `start` on. Always of one kind of array, or the loops would be slow. */
  values: Float32Array;
  start: number;
  columns: number;
  rows: number;
  /** The number that gets full strength; or the map's own largest, but not less than this. */
  scale: number | { own: true; least: number };
  /** Values may be negative, so the diverging scale is used. */
  isSigned: boolean;
}

export interface TileCanvas {
  width: number;
  height: number;
  tiles: readonly Tile[];
  /** For pictures that are gone in a moment: a pixel each on screens that have more, sampled and not averaged. */
  isQuick?: boolean;
}

/** Behind every map, so that one of zeros is seen too: grey enough for a light page and for a dark one. */
const PAPER: Rgba = [128, 128, 128, 26];

const STEPS = 256;

/** Of so many places a side, one at each edge does not count: 8 of 112, none of 7. */
const PLACES_PER_INSET = 14;

/** So that tiles look like the page's pictures. */
const CORNER_RADIUS = 3;

/** Draws all tiles over whatever was drawn before. */
export function paintTiles(
  canvas: HTMLCanvasElement,
  { width, height, tiles, isQuick = false }: TileCanvas,
): void {
  const density = isQuick ? 1 : Math.min(2, globalThis.devicePixelRatio ?? 1);
  const columns = Math.max(1, Math.round(width * density));
  const rows = Math.max(1, Math.round(height * density));
  // Setting a canvas to the size it has already would clear it and cost a frame.
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = imageFor(canvas, columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  for (const tile of tiles) paintTile(pixels, columns, rows, tile, density, isQuick);
  context.putImageData(image, 0, 0);
}

const images = new WeakMap<HTMLCanvasElement, ImageData>();

/** A live picture would otherwise leave a megabyte to the garbage collector with each frame. */
function imageFor(canvas: HTMLCanvasElement, columns: number, rows: number): ImageData {
  const known = images.get(canvas);
  if (known?.width === columns && known.height === rows) return known;
  const image = new ImageData(columns, rows);
  images.set(canvas, image);
  return image;
}

/** Into pixels of four bytes; exported for tests. */
export function paintTile(
  pixels: Uint32Array,
  canvasColumns: number,
  canvasRows: number,
  tile: Tile,
  density: number,
  isQuick = false,
): void {
  const left = Math.round(tile.x * density);
  const top = Math.round(tile.y * density);
  const width = Math.round(tile.width * density);
  const height = Math.round(tile.height * density);
  if (width < 1 || height < 1 || tile.columns < 1 || tile.rows < 1) return;
  // Where a map has more places than there are pixels, a pixel is the mean of its places.
  const ratio = tile.columns / width;
  const source = ratio > (isQuick ? 2 : 1.25) ? shrunk(tile, width, height, isQuick ? 2 : ratio + 1) : tile;
  const { values, start, columns, rows, isSigned } = source;
  const scale = typeof tile.scale === "number" ? tile.scale : Math.max(tile.scale.least, ownScale(source));
  const colours = isSigned ? SIGNED : POSITIVE;
  const perUnit = scale > 0 ? (STEPS - 1) / scale : 0;
  const zero = isSigned ? STEPS - 1 : 0;
  const perPixel = columns / width;
  const radius = CORNER_RADIUS * density;
  let painted = { row: -1, at: 0 };
  for (let y = Math.max(0, -top); y < height && top + y < canvasRows; y += 1) {
    const row = Math.floor((y * rows) / height);
    const inset = cornerInset(y, width, height, radius);
    const first = Math.max(inset, -left);
    const last = Math.min(width - inset, canvasColumns - left);
    const at = (top + y) * canvasColumns + left;
    if (row === painted.row && inset === 0) {
      // A map of 7 rows that is drawn in 42 is computed seven times and copied otherwise.
      pixels.copyWithin(at + first, painted.at + first, painted.at + last);
      continue;
    }
    const rowStart = start + row * columns;
    for (let x = first; x < last; x += 1) {
      // Cutting off the fraction is the fastest way to round numbers that are not negative.
      const step = (values[rowStart + ((x * perPixel) | 0)] ?? 0) * perUnit + zero + 0.5;
      const colour = step < 0 ? 0 : step >= zero + STEPS ? zero + STEPS - 1 : step | 0;
      pixels[at + x] = colours[colour] ?? 0;
    }
    if (inset === 0) painted = { row, at };
  }
}

/** The largest number of a map, by size where values can be negative. */
export function mapScale(values: Float32Array, start: number, length: number): number {
  let largest = 0;
  for (let place = start; place < start + length; place += 1) {
    const value = values[place] ?? 0;
    if (value > largest) largest = value;
    else if (-value > largest) largest = -value;
  }
  return largest;
}

/** Without the edges, where many channels answer to the nothing outside and would leave the rest pale. */
function ownScale({ values, start, columns, rows }: MapNumbers): number {
  const inset = Math.floor(Math.min(columns, rows) / PLACES_PER_INSET);
  // In a large map, the rows between are much like their neighbours.
  const rowStep = Math.max(1, Math.floor(rows / 28));
  let largest = 0;
  for (let row = inset; row < rows - inset; row += rowStep) {
    const inRow = mapScale(values, start + row * columns + inset, columns - 2 * inset);
    if (inRow > largest) largest = inRow;
  }
  return largest;
}

type MapNumbers = Pick<Tile, "values" | "start" | "columns" | "rows" | "isSigned">;

/** Each pixel the mean of its places, or of at most so many of them in each direction. */
function shrunk(
  { values, start, columns, rows, isSigned }: Tile,
  width: number,
  height: number,
  most: number,
): MapNumbers {
  const found = new Float32Array(width * height);
  const sums = new Float32Array(columns);
  const columnStep = Math.max(1, Math.floor(columns / width / most));
  const rowStep = Math.max(1, Math.floor(rows / height / most));
  for (let y = 0; y < height; y += 1) {
    const firstRow = Math.floor((y * rows) / height);
    const endRow = Math.max(firstRow + 1, Math.floor(((y + 1) * rows) / height));
    let numRows = 0;
    sums.fill(0);
    for (let row = firstRow; row < endRow; row += rowStep) {
      const rowStart = start + row * columns;
      numRows += 1;
      for (let column = 0; column < columns; column += 1) {
        sums[column] = (sums[column] ?? 0) + (values[rowStart + column] ?? 0);
      }
    }
    for (let x = 0; x < width; x += 1) {
      const firstColumn = Math.floor((x * columns) / width);
      const endColumn = Math.max(firstColumn + 1, Math.floor(((x + 1) * columns) / width));
      let [sum, numColumns] = [0, 0];
      for (let column = firstColumn; column < endColumn; column += columnStep) {
        sum += sums[column] ?? 0;
        numColumns += 1;
      }
      found[y * width + x] = sum / (numRows * numColumns);
    }
  }
  return { values: found, start: 0, columns: width, rows: height, isSigned };
}

/** How many pixels of a row a round corner leaves out at each end. */
function cornerInset(y: number, width: number, height: number, radius: number): number {
  const fitting = Math.min(radius, width / 6, height / 6);
  const fromEdge = Math.min(y, height - 1 - y) + 0.5;
  if (fromEdge >= fitting) return 0;
  const reach = fitting - fromEdge;
  return Math.round(fitting - Math.sqrt(fitting * fitting - reach * reach));
}

/** From nothing to the strongest. */
const POSITIVE = palette(STEPS, (step) => activationColour(step / (STEPS - 1)));

/** From the strongest negative over nothing to the strongest positive. */
const SIGNED = palette(2 * STEPS - 1, (step) => divergingColour(step / (STEPS - 1) - 1));

function palette(length: number, colourOf: (step: number) => Rgba): Uint32Array {
  const bytes = new Uint8ClampedArray(length * 4);
  for (let step = 0; step < length; step += 1) bytes.set(over(colourOf(step), PAPER), step * 4);
  return new Uint32Array(bytes.buffer);
}

/** One colour laid over another, as one colour that is not quite opaque. */
function over(upper: Rgba, lower: Rgba): Rgba {
  const [above, below] = [upper[3] / 255, lower[3] / 255];
  const alpha = above + below * (1 - above);
  const mixed = (index: 0 | 1 | 2) =>
    alpha === 0 ? 0 : (upper[index] * above + lower[index] * below * (1 - above)) / alpha;
  return [mixed(0), mixed(1), mixed(2), 255 * alpha];
}
