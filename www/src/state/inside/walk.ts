/** The place beside another one: the next block, layer or channel, and the ways in between. */
import type { LayerInfo } from "../../engine/protocol";
import { hasMaps } from "../neuron/convolution";
import type { InsidePlace } from "./inside-state";

export type Step = "previous" | "next" | "previousLayer" | "nextLayer";

/** `undefined` at the ends. */
export function placeAfterStep(
  place: InsidePlace,
  step: Step,
  layers: readonly LayerInfo[],
): InsidePlace | undefined {
  const by = step === "next" || step === "nextLayer" ? 1 : -1;
  const isLayerStep = step === "previousLayer" || step === "nextLayer";
  switch (place.at) {
    case "map":
      return undefined;
    case "block": {
      const block = place.block + by;
      return layers.some((layer) => layer.block === block) ? { at: "block", block } : undefined;
    }
    case "layer":
      return layers[place.layer + by] ? { at: "layer", layer: place.layer + by } : undefined;
    case "channel":
    case "value": {
      const layer = isLayerStep ? place.layer + by : place.layer;
      const info = layers[layer];
      const before = layers[place.layer];
      if (!info || !before) return undefined;
      const channel = isLayerStep ? Math.min(place.channel, info.channelsOut - 1) : place.channel + by;
      if (channel < 0 || channel >= info.channelsOut) return undefined;
      if (place.at === "channel") return placeOfChannel(layers, layer, channel);
      // The same part of the picture, where the maps have another side.
      const scaled = (position: number) =>
        Math.min(info.side - 1, Math.floor(((position + 0.5) / before.side) * info.side));
      return { at: "value", layer, channel, row: scaled(place.row), column: scaled(place.column) };
    }
    default:
      return place satisfies never;
  }
}

/** A channel of one place is its value. */
export function placeOfChannel(layers: readonly LayerInfo[], layer: number, channel: number): InsidePlace {
  const info = layers[layer];
  return info && !hasMaps(info)
    ? { at: "value", layer, channel, row: 0, column: 0 }
    : { at: "channel", layer, channel };
}

/** The way from the whole network to a place, both included. */
export function placesOnTheWay(place: InsidePlace, layers: readonly LayerInfo[]): InsidePlace[] {
  const way: InsidePlace[] = [{ at: "map" }];
  if (place.at === "map") return way;
  if (place.at === "block") return [...way, place];
  const info = layers[place.layer];
  if (info?.block !== undefined) way.push({ at: "block", block: info.block });
  way.push({ at: "layer", layer: place.layer });
  if (place.at === "layer") return way;
  if (place.at === "channel") return [...way, place];
  // Behind pooling a channel has one value, and no view of its own.
  if (info && hasMaps(info)) way.push({ at: "channel", layer: place.layer, channel: place.channel });
  return [...way, place];
}

/** How far in a place lies: the map is 0. */
export function depthOf(place: InsidePlace): number {
  return ["map", "block", "layer", "channel", "value"].indexOf(place.at);
}
