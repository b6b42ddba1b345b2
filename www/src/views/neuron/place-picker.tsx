/** The map over the picture: a pointer or the arrow keys choose a place, a click or Enter opens the sum behind it. */
import { useEffect, useRef } from "preact/hooks";
import { drawChannelMap, type MapRange } from "../../draw/channel-map";
import { gridPlace } from "../../state/class-evidence";
import type { ChannelMap } from "../../state/neuron/neuron-state";
import { neuronText } from "../../text/neuron";
import { PlaceMark } from "./hand-square";

export interface PlacePickerProps {
  map: ChannelMap;
  range: MapRange;
  /** Position of the chosen place, row × side + column. */
  place: number | undefined;
  onPlace: (place: number | undefined) => void;
  onOpen: (place: number) => void;
}

export function PlacePicker({ map, range, place, onPlace, onOpen }: PlacePickerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { side } = map;
  useEffect(() => {
    if (canvas.current) drawChannelMap(canvas.current, map);
  }, [map]);

  const placeUnder = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = (position: number, size: number) =>
      Math.min(side - 1, Math.max(0, Math.floor((position / Math.max(1, size)) * side)));
    return index(event.clientY - box.top, box.height) * side + index(event.clientX - box.left, box.width);
  };

  const walk = (event: KeyboardEvent) => {
    const from = place ?? range.largestPlace;
    if (event.key === "Enter") onOpen(from);
    else {
      const next = placeAfterKey(event.key, from, side, range.largestPlace);
      if (next === undefined) return;
      onPlace(next);
    }
    event.preventDefault();
  };

  return (
    <div
      class="place-picker"
      role="application"
      aria-label={mapInWords(map, range)}
      aria-describedby="place-picker-hint"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it hears the arrow keys.
      tabIndex={0}
      onKeyDown={walk}
      onFocus={() => onPlace(place ?? range.largestPlace)}
      onBlur={() => onPlace(undefined)}
      onPointerMove={(event) => onPlace(placeUnder(event))}
      onPointerLeave={() => onPlace(undefined)}
      onClick={(event) => onOpen(placeUnder(event))}
    >
      <canvas ref={canvas} />
      {place !== undefined && <PlaceMark side={side} place={place} />}
      <span id="place-picker-hint" class="visually-hidden">
        {neuronText.mapHint}
      </span>
    </div>
  );
}

/** The place that a key leads to; Home leads to the strongest. Edges stop. */
export function placeAfterKey(
  key: string,
  place: number,
  side: number,
  strongest: number,
): number | undefined {
  const [row, column] = [Math.floor(place / side), place % side];
  const last = side - 1;
  switch (key) {
    case "ArrowUp":
      return Math.max(0, row - 1) * side + column;
    case "ArrowDown":
      return Math.min(last, row + 1) * side + column;
    case "ArrowLeft":
      return row * side + Math.max(0, column - 1);
    case "ArrowRight":
      return row * side + Math.min(last, column + 1);
    case "Home":
      return strongest;
    default:
      return undefined;
  }
}

function mapInWords({ side, values }: ChannelMap, range: MapRange): string {
  const place = gridPlace(range.largestPlace, side);
  return range.smallest < 0
    ? neuronText.mapLabelSigned(range.largest, place, range.smallest)
    : neuronText.mapLabel(range.largest, place, range.numZeros / Math.max(1, values.length));
}
