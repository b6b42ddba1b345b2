/** The maps that a view shows, each with its own scale of colours or all with one, painted into one canvas. */
import type { LayerInfo, SeenLayer } from "../engine/protocol";
import { mayBeNegative } from "../state/neuron/convolution";
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
  /** The picture is live, and gone in a moment. */
  isQuick?: boolean;
  /** Numbers of other kinds that lie on the same canvas. */
  others?: readonly Tile[];
}

/** A weak map is not blown up to look like a strong one: it gets no more than so many times its colour. */
const MOST_GAIN = 8;

export function paintMaps(canvas: HTMLCanvasElement, drawing: MapsOnCanvas): void {
  timed("maps", () => {
    const { width, height, isQuick = false, others = [] } = drawing;
    paintTiles(canvas, { width, height, isQuick, tiles: [...tilesOfMaps(drawing), ...others] });
  });
}

/** Maps that there is no answer for yet are empty. */
export function tilesOfMaps({ maps, seen, layers, isOneScale = false }: MapsOnCanvas): Tile[] {
  const answers = new Map(
    seen.map((answer) => {
      const info = layers[answer.layer];
      const isSigned = info !== undefined && mayBeNegative(info);
      const largest = layerScale(answer, isSigned && isOneScale);
      const scale = isOneScale ? largest : ({ own: true, least: largest / MOST_GAIN } as const);
      return [answer.layer, { answer, isSigned, scale }];
    }),
  );
  return maps.map(({ x, y, width, height, layer, index }) => {
    const known = answers.get(layer);
    if (!known || index >= known.answer.channels.length) return { x, y, width, height, ...NOTHING };
    const { answer, isSigned, scale } = known;
    const { side, maps: values } = answer;
    const start = index * side * side;
    // Written out, because spreading a thousand objects a frame takes longer than painting them.
    return { x, y, width, height, values, start, columns: side, rows: side, scale, isSigned };
  });
}

const NOTHING = { values: new Float32Array(1), start: 0, columns: 1, rows: 1, scale: 0, isSigned: false };

/** The largest number of a layer; by size only where that is wanted, because it takes a look at every number. */
function layerScale({ maxima, maps }: SeenLayer, isBySize: boolean): number {
  if (isBySize) return mapScale(maps, 0, maps.length);
  let largest = 0;
  for (const maximum of maxima) if (maximum > largest) largest = maximum;
  return largest;
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
