/** Whoever opened a value from a map of places walks on over the same places in the map beside the sum. */
import { isSameValue, type ValuePlace } from "../../state/explain/explain-state";

let wanted: ValuePlace | undefined;

export function wantFocusOnPlaces(of: ValuePlace): void {
  wanted = of;
}

/** True once after it was wanted for this value. */
export function takeFocusOnPlaces(of: ValuePlace): boolean {
  const isWanted = wanted !== undefined && isSameValue(wanted, of);
  wanted = undefined;
  return isWanted;
}
