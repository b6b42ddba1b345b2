/** All places of a channel, whose mean is what pooling keeps of it. */
import type { LayerInfo } from "../../engine/protocol";
import { explainText } from "../../text/explain";
import { valueColour } from "./cell-colours";
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

export function MeanGrid({ side, values, input, channel, layers, litTerm }: MeanGridProps) {
  const info = layers[input];
  if (!info) return null;
  const colour = valueColour(values);
  const cells = Array.from(values, (value, place) => {
    const [row, column] = [Math.floor(place / side), place % side];
    const title = explainText.valueAt(row, column, value);
    return {
      shown: explainText.cell(value),
      title,
      background: colour(value),
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
