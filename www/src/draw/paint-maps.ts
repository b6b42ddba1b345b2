/** The maps that a view shows, each with its own scale of colours or all with one, painted into one canvas. */
import type { LayerInfo, SeenLayer } from "../engine/protocol";
import { timed } from "./drawing-time";
import type { Box } from "./map-geometry";
import { mapScale, paintTiles, type Tile } from "./tile-painter";

/** A map of a layer, by its position in the answer, and where it lies. */
export interface PlacedMap extends Box {
  layer: number;
  index: number;
}

export interface MapsOnCanvas {
  width: number;
  height: number;
  maps: readonly PlacedMap[];
  seen: readonly SeenLayer[];
  layers: readonly LayerInfo[];
  /** All maps of a layer on the scale of its strongest. */
  isOneScale?: boolean;
  /** Numbers of other kinds that lie on the same canvas. */
  others?: readonly Tile[];
}

/** A weak map is not blown up to look like a strong one: it gets no more than so many times its colour. */
const MOST_GAIN = 8;

export function paintMaps(canvas: HTMLCanvasElement, drawing: MapsOnCanvas): void {
  timed("maps", () => {
    const { width, height, others = [] } = drawing;
    paintTiles(canvas, { width, height, tiles: [...tilesOfMaps(drawing), ...others] });
  });
}

/** Maps that there is no answer for yet are empty. */
export function tilesOfMaps({ maps, seen, layers, isOneScale = false }: MapsOnCanvas): Tile[] {
  const answers = new Map(seen.map((answer) => [answer.layer, answer]));
  return maps.map((map) => {
    const answer = answers.get(map.layer);
    if (!answer || map.index >= answer.channels.length) return { ...map, ...NOTHING };
    const { side, maps: values } = answer;
    const start = map.index * side * side;
    const isSigned = layers[map.layer]?.activation === "none";
    const largest = layerScale(answer);
    const scale = isOneScale ? largest : Math.max(largest / MOST_GAIN, ownScale(values, start, side));
    return { ...map, values, start, columns: side, rows: side, scale, isSigned };
  });
}

/** Without the edges, where many channels answer to the nothing outside and would leave the rest pale. */
function ownScale(values: ArrayLike<number>, start: number, side: number): number {
  const inset = Math.floor(side / 14);
  let largest = 0;
  for (let row = inset; row < side - inset; row += 1) {
    largest = Math.max(largest, mapScale(values, start + row * side + inset, side - 2 * inset));
  }
  return largest;
}

const NOTHING = { values: [0], start: 0, columns: 1, rows: 1, scale: 0, isSigned: false };

const scales = new WeakMap<SeenLayer, number>();

/** The largest number among all maps of an answer, by size. */
export function layerScale(answer: SeenLayer): number {
  const known = scales.get(answer);
  if (known !== undefined) return known;
  const scale = mapScale(answer.maps, 0, answer.maps.length);
  scales.set(answer, scale);
  return scale;
}

/** The largest number of one map and where it is; `undefined` where the map is the same everywhere. */
export function strongestPlace(
  answer: SeenLayer,
  index: number,
): { maximum: number; place: number | undefined } {
  const numPlaces = answer.side * answer.side;
  const start = index * numPlaces;
  let [largest, smallest, at] = [answer.maps[start] ?? 0, answer.maps[start] ?? 0, 0];
  for (let place = 1; place < numPlaces; place += 1) {
    const value = answer.maps[start + place] ?? 0;
    if (value < smallest) smallest = value;
    if (value > largest) [largest, at] = [value, place];
  }
  return { maximum: largest, place: largest === smallest ? undefined : at };
}
