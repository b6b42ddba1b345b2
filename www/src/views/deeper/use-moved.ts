/** How far the layers had moved by the epoch that is shown. */
import { useMemo } from "preact/hooks";
import { type Measure, type MovedLayers, movedBy, movementOfParts } from "../../state/deeper/layer-movement";
import { useApp } from "../app-context";

export function useMoved(): MovedLayers | undefined {
  const { select } = useApp();
  const { history } = select.training.value;
  const { shownEpoch } = select.learning.value;
  return useMemo(() => movedBy(history, shownEpoch), [history, shownEpoch]);
}

/** Of the first convolution, the blocks and the last convolution, and the largest of these. */
export function useMovedParts(measure: Measure): { values: readonly number[]; largest: number } {
  const moved = useMoved();
  const { layers } = useApp().select.inside.value;
  return useMemo(() => {
    const values = movementOfParts(moved, layers ?? [], measure);
    return { values, largest: Math.max(...values) };
  }, [moved, layers, measure]);
}
