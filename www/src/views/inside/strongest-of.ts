/** How strongly a channel answers and where in the picture, as the sentences about it want it. */
import { strongestPlace } from "../../draw/paint-maps";
import type { SeenLayer } from "../../engine/protocol";
import { type GridPlace, gridPlace } from "../../state/class-evidence";

export function strongestOf(
  answer: SeenLayer,
  index: number,
): [side: number, maximum: number, place: GridPlace | undefined] {
  const { maximum, place } = strongestPlace(answer, index);
  return [answer.side, maximum, place === undefined ? undefined : gridPlace(place, answer.side)];
}
