/** Which layers and channels the camera's frames are asked about, so that the maps on view move but do not jump. */
import type { LayerChoice, SeenLayer } from "../../engine/protocol";
import { type InsideState, placeKey } from "./inside-state";
import { choicesOf, withBestChannels, withCandidates } from "./picked-channels";
import { leavesChoiceToPicture, wishedLayers, withoutMaps } from "./wished-layers";

/** For so long the same channels are shown, whatever the camera sees. */
const MILLIS_BETWEEN_PICKS = 4_000;

export interface LiveLayers {
  /** What the next frame is to be asked; `undefined` while nobody looks inside. */
  choices(inside: InsideState): LayerChoice[] | undefined;
  /** What of an answer is to be shown; `undefined` when it had only numbers in it. */
  heard(inside: InsideState, seen: readonly SeenLayer[]): readonly SeenLayer[] | undefined;
}

interface Held {
  place: string;
  /** Numbers about all channels come first, then more maps than are shown, and then those that are shown. */
  stage: "numbers" | "candidates" | "shown";
  choices: LayerChoice[];
  shown: LayerChoice[] | undefined;
  sinceMillis: number;
}

export function createLiveLayers(nowMillis: () => number): LiveLayers {
  let held: Held | undefined;

  return {
    choices(inside) {
      const wished = inside.isOpen ? wishedLayers(inside.place, inside.layers) : undefined;
      if (!wished?.some(leavesChoiceToPicture)) return wished;
      const place = placeKey(inside.place);
      if (held?.place !== place) {
        const choices = withoutMaps(wished);
        held = { place, stage: "numbers", choices, shown: undefined, sinceMillis: nowMillis() };
      }
      return held.choices;
    },
    heard(inside, seen) {
      const wished = wishedLayers(inside.place, inside.layers);
      if (!held || !inside.layers || !wished?.some(leavesChoiceToPicture)) return seen;
      if (held.place !== placeKey(inside.place)) return undefined;
      const { stage, shown, sinceMillis } = held;
      if (stage === "candidates") {
        const best = withBestChannels(seen, wished, shown);
        const choices = choicesOf(best);
        held = { ...held, stage: "shown", choices, shown: choices, sinceMillis: nowMillis() };
        return best;
      }
      if (stage === "numbers" || nowMillis() - sinceMillis > MILLIS_BETWEEN_PICKS) {
        held = { ...held, stage: "candidates", choices: withCandidates(wished, seen, inside.layers, shown) };
      }
      return stage === "numbers" ? undefined : seen;
    },
  };
}
