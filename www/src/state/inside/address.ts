/** Places of the network as addresses, and back: `#inside/blocks.3.expand/17/5,6`. */
import type { LayerInfo } from "../../engine/protocol";
import type { InsidePlace } from "./inside-state";

const PREFIX = "#inside";
const MAP_NAME = "map";

type Layers = readonly LayerInfo[];

/** Whether this part of the page's address has anything to do with the network. */
export function isInsideAddress(hash: string): boolean {
  return hash === PREFIX || hash.startsWith(`${PREFIX}/`);
}

/** Layers by name, because their numbers change with the head. */
export function addressFromPlace(place: InsidePlace, layers: Layers | undefined): string {
  switch (place.at) {
    case "map":
      return `${PREFIX}/${MAP_NAME}`;
    case "block":
      return `${PREFIX}/blocks.${place.block}`;
    case "layer":
      return layerAddress(place.layer, layers);
    case "channel":
      return `${layerAddress(place.layer, layers)}/${place.channel}`;
    case "value":
      return `${layerAddress(place.layer, layers)}/${place.channel}/${place.row},${place.column}`;
    default:
      return place satisfies never;
  }
}

/** What nobody knows leads to the map. */
export function placeFromAddress(hash: string, layers: Layers): InsidePlace {
  const parts = hash.slice(PREFIX.length + 1).split("/");
  return knownPlace(parts.filter((part) => part !== "").map(decoded), layers) ?? { at: "map" };
}

function knownPlace(parts: readonly string[], layers: Layers): InsidePlace | undefined {
  const [name = MAP_NAME, channelText, placeText, ...more] = parts;
  if (more.length > 0) return undefined;
  const block = wholeNumber(name.match(/^blocks\.(\d+)$/)?.[1]);
  if (block !== undefined) {
    const isThere = parts.length === 1 && layers.some((layer) => layer.block === block);
    return isThere ? { at: "block", block } : undefined;
  }
  const layer = layers.findIndex((info) => info.name === name);
  const info = layers[layer];
  if (!info) return undefined;
  if (channelText === undefined) return { at: "layer", layer };
  const channel = wholeNumber(channelText);
  if (channel === undefined || channel >= info.channelsOut) return undefined;
  if (placeText === undefined) return { at: "channel", layer, channel };
  const [row, column, ...rest] = placeText.split(",").map(wholeNumber);
  const isThere = row !== undefined && column !== undefined && rest.length === 0;
  return isThere && row < info.side && column < info.side
    ? { at: "value", layer, channel, row, column }
    : undefined;
}

function layerAddress(layer: number, layers: Layers | undefined): string {
  return `${PREFIX}/${layers?.[layer]?.name ?? layer}`;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** An address may have been mangled on its way. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
