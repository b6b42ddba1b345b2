/** What the colours of a channel's map mean: a short bar between its two ends. */
import { type MapRange, mapColour } from "./channel-map";
import { cssColourFromRgba } from "./colours";
import "./neuron-drawings.css";

const STOPS = 9;

export function ScaleBar({
  range,
  formatValue,
}: {
  range: MapRange;
  formatValue: (value: number) => string;
}) {
  const low = Math.min(0, range.smallest);
  const high = Math.max(low, range.largest);
  const colours = Array.from({ length: STOPS }, (_, index) =>
    cssColourFromRgba(mapColour(low + ((high - low) * index) / (STOPS - 1), range)),
  );
  return (
    <span class="scale-bar numbers" aria-hidden="true">
      {formatValue(low)}
      <span style={{ background: `linear-gradient(to right, ${colours.join(", ")})` }} />
      {formatValue(high)}
    </span>
  );
}
