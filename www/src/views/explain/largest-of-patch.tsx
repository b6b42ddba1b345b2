/** A square of values of which the largest is handed on, with that one marked. */
import type { LayerInfo } from "../../engine/protocol";
import type { Patch } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { valueColour } from "./cell-colours";
import { NumberGrid } from "./number-grid";
import { inputCells } from "./patch-sums";
import { PLAIN_BYTES } from "./pixel-bytes";

export interface LargestOfPatchProps {
  patch: Patch;
  input: number;
  layers: readonly LayerInfo[];
  litTerm: number | undefined;
}

export function LargestOfPatch({ patch, input, layers, litTerm }: LargestOfPatchProps) {
  const info = layers[input];
  if (!info) return null;
  const outside = explainText.outsideLargest;
  const source = { input, layers, scale: PLAIN_BYTES, outside };
  const numOutside = patch.isOutside.filter(Boolean).length;
  // Its weight is 1, that of all others 0.
  const cells = inputCells(patch, source, valueColour(patch.values)).map((cell, place) => ({
    ...cell,
    isMarked: (patch.weights[place] ?? 0) > 0,
  }));
  return (
    <>
      <div class="patches" data-side={patch.side}>
        <NumberGrid
          side={patch.side}
          label={explainText.patchOf(info, patch.channel)}
          symbol="input"
          cells={cells}
          firstTerm={0}
          litTerm={litTerm}
          isWalkable
        />
      </div>
      {numOutside > 0 && (
        <p class="value-note quiet">{explainText.outsideLargestNote(numOutside, patch.values.length)}</p>
      )}
    </>
  );
}
