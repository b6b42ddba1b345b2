/** Which layers a place of the network shows, and how many channels of each. */
import type { LayerChoice, LayerInfo } from "../../engine/protocol";
import { hasMaps } from "../neuron/convolution";
import type { InsidePlace } from "./inside-state";

/** What the widest screen shows of a layer. */
export const MOST_ON_MAP = 10;
export const MOST_IN_BLOCK = 42;

/**
 * Of each block one layer. Where only one looks at neighbourhoods it is that one: its channels are what the block
 * notices, while those it hands on are mixtures of them. Where all do it is the last, whose maps the block hands on.
 */
export function mapLayerNumbers(layers: readonly LayerInfo[]): number[] {
  return layers.flatMap((info, layer) => {
    if (!hasMaps(info)) return [];
    if (info.block === undefined || info.kind === "depthwise") return [layer];
    const isLast = layers[layer + 1]?.block !== info.block;
    return isLast && info.kind === "convolution" ? [layer] : [];
  });
}

export function blockLayerNumbers(layers: readonly LayerInfo[], block: number): number[] {
  return layers.flatMap((info, layer) => (info.block === block ? [layer] : []));
}

/** The layer whose maps stand for another one: pooling has none, but is the mean of those before it. */
export function mapsOfLayer(layers: readonly LayerInfo[], layer: number): number | undefined {
  const info = layers[layer];
  if (!info) return undefined;
  if (hasMaps(info)) return layer;
  return info.kind === "pooling" ? info.input : undefined;
}

/** A choice without channels leaves it to the picture which ones are worth showing. */
export function wishedLayers(
  place: InsidePlace,
  layers: readonly LayerInfo[] | undefined,
): LayerChoice[] | undefined {
  if (!layers) return undefined;
  switch (place.at) {
    case "map":
      return mapLayerNumbers(layers).map((layer) => ({ layer, channels: [], strongest: MOST_ON_MAP }));
    case "block":
      return blockLayerNumbers(layers, place.block).map((layer) => ({
        layer,
        channels: [],
        strongest: MOST_IN_BLOCK,
      }));
    case "layer": {
      const layer = mapsOfLayer(layers, place.layer);
      const channelsOut = layer === undefined ? undefined : layers[layer]?.channelsOut;
      return layer === undefined || channelsOut === undefined
        ? undefined
        : [{ layer, channels: Array.from({ length: channelsOut }, (_, channel) => channel), strongest: 0 }];
    }
    case "channel": {
      const info = layers[place.layer];
      return info && hasMaps(info)
        ? [{ layer: place.layer, channels: [place.channel], strongest: 0 }]
        : undefined;
    }
    case "value":
      return undefined;
    default:
      return place satisfies never;
  }
}

export function leavesChoiceToPicture(choice: LayerChoice): boolean {
  return choice.channels.length === 0;
}

/** Asks for numbers about all channels, and for no map. */
export function withoutMaps(choices: readonly LayerChoice[]): LayerChoice[] {
  return choices.map((choice) => (leavesChoiceToPicture(choice) ? { ...choice, strongest: 0 } : choice));
}
