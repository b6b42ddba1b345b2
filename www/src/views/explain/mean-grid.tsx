/** All places of a channel, whose mean is what pooling keeps of it. */
import { mapColour, mapRange } from "../../draw/channel-map";
import { cssColourFromRgba } from "../../draw/colours";
import type { LayerInfo } from "../../engine/protocol";
import { explainText } from "../../text/explain";
import { NumberGrid } from "./number-grid";
import { ValueLink } from "./value-link";

export interface MeanGridProps {
  side: number;
  values: Float32Array;
  input: number;
  channel: number;
  layers: readonly LayerInfo[];
  litTerm: number | undefined;
}

/** Short of full strength, so that a number can be read on it in light and in dark. */
const STRONGEST = 0.72;

export function MeanGrid({ side, values, input, channel, layers, litTerm }: MeanGridProps) {
  const info = layers[input];
  if (!info) return null;
  const range = mapRange(values);
  const scale = { ...range, largest: range.largest / STRONGEST, smallest: range.smallest / STRONGEST };
  const cells = Array.from(values, (value, place) => {
    const [row, column] = [Math.floor(place / side), place % side];
    const title = explainText.valueAt(row, column, value);
    return {
      shown: explainText.cell(value),
      title,
      background: cssColourFromRgba(mapColour(value, scale)),
      isOutside: false,
      link: (tabIndex: 0 | -1, shown: string) => (
        <ValueLink
          of={{ layer: input, channel, row, column }}
          layers={layers}
          label={title}
          tabIndex={tabIndex}
        >
          {shown}
        </ValueLink>
      ),
    };
  });
  return (
    <div class="patches" data-side={side}>
      <NumberGrid
        side={side}
        label={explainText.patchOf(info, channel)}
        symbol="input"
        cells={cells}
        firstTerm={0}
        litTerm={litTerm}
        isWalkable
      />
    </div>
  );
}
