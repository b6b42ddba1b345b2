/** What the blue of moved layers means, and the choice of what it shows. */
import { movementColour, movementStrength } from "../../draw/movement-colour";
import type { Measure } from "../../state/deeper/layer-movement";
import { deeperText } from "../../text/deeper";

export interface MovedScaleProps {
  measure: Measure;
  largest: number;
  onMeasure(measure: Measure): void;
}

const STOPS = [0, 0.02, 0.08, 0.25, 0.5, 1];

export function MovedScale({ measure, largest, onMeasure }: MovedScaleProps) {
  return (
    <span class="moved-choice">
      <label class="moved-scale">
        {deeperText.moved}
        <select
          class="select"
          value={measure}
          onChange={(event) => {
            const chosen = (["distance", "updateNorm"] as const).find(
              (one) => one === event.currentTarget.value,
            );
            if (chosen) onMeasure(chosen);
          }}
        >
          <option value="distance">{deeperText.measures.distance}</option>
          <option value="updateNorm">{deeperText.measures.updateNorm}</option>
        </select>
      </label>
      <Scale largest={largest} />
    </span>
  );
}

export function Scale({ largest }: { largest: number }) {
  const colours = STOPS.map((value) => `${movementColour(movementStrength(value, 1))} ${value * 100}%`);
  return (
    <span class="moved-scale quiet" aria-hidden="true">
      {deeperText.scaleLow}
      <span style={{ background: `linear-gradient(to right, ${colours.join(", ")})` }} />
      {deeperText.scaleHigh(largest)}
    </span>
  );
}
