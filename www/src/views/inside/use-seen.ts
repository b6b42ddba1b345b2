/** Hooks that give what the network made of the picture in hand at a place, or why there is nothing. */
import type { EngineError, SeenLayer } from "../../engine/protocol";
import { type InsidePlace, placeKey, seenLevel } from "../../state/inside/inside-state";
import { useApp } from "../app-context";

export interface SeenHere {
  layers: readonly SeenLayer[];
  /** They are another picture's, and the new ones are on their way. */
  isOld: boolean;
  error: EngineError | undefined;
}

const NOTHING: readonly SeenLayer[] = [];

export function useSeen(place: InsidePlace): SeenHere {
  const { select } = useApp();
  const level = seenLevel(place);
  const seen = level && select.inside.value.seen[level];
  const { source } = select.trying.value;
  if (!seen || seen.place !== placeKey(place)) return { layers: NOTHING, isOld: false, error: undefined };
  const isOld = seen.source !== source;
  if ("error" in seen) return { layers: NOTHING, isOld: false, error: isOld ? undefined : seen.error };
  return { layers: seen.layers, isOld, error: undefined };
}
