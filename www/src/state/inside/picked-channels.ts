/** Which few channels of a layer are worth showing: those that tell the places of the picture apart. */
import type { LayerChoice, LayerInfo, SeenLayer } from "../../engine/protocol";
import { mayBeNegative } from "../neuron/convolution";
import { deviations } from "./channel-sort";
import { leavesChoiceToPicture } from "./wished-layers";

/** So many times as many maps are fetched as are shown. */
const CANDIDATES = 3;

/** Of so many places a side, one at each edge does not count: 8 of 112, none of 7. */
const PLACES_PER_INSET = 14;

/** How much worse a channel on view may become before another takes its place. */
const HOLDING = 2;

/**
 * Fills in channels that may vary most from place to place, going by what is known of them without a map: values
 * from 0 to the maximum have a variance of at most mean × (maximum − mean) (Bhatia and Davis 2000). The strongest by
 * mean would be those that answer to everything.
 */
export function withCandidates(
  choices: readonly LayerChoice[],
  seen: readonly SeenLayer[],
  layers: readonly LayerInfo[],
  held?: readonly LayerChoice[],
): LayerChoice[] {
  return choices.map((choice, index) => {
    const answer = seen.find(({ layer }) => layer === choice.layer);
    if (!answer || !leavesChoiceToPicture(choice)) return choice;
    const { means, maxima } = answer;
    const info = layers[choice.layer];
    const isSigned = info !== undefined && mayBeNegative(info);
    const bound = (channel: number) => {
      const [mean = 0, maximum = 0] = [means[channel], maxima[channel]];
      return isSigned ? (maximum - mean) ** 2 : mean * (maximum - mean);
    };
    const best = byLargest(means.length, bound).slice(0, choice.strongest * CANDIDATES);
    const before = heldChannels(held?.[index], choice.layer);
    return { ...choice, channels: [...new Set([...before, ...best])], strongest: 0 };
  });
}

/** Of what was fetched only the channels that do vary most; those in `held` stay in their places while they are good. */
export function withBestChannels(
  seen: readonly SeenLayer[],
  choices: readonly LayerChoice[],
  held?: readonly LayerChoice[],
): SeenLayer[] {
  return seen.map((answer) => {
    const index = choices.findIndex(({ layer }) => layer === answer.layer);
    const choice = choices[index];
    if (!choice || !leavesChoiceToPicture(choice)) return answer;
    const deviation = deviations(answer, Math.floor(answer.side / PLACES_PER_INSET));
    const order = answer.channels.toSorted(
      (one, other) => (deviation[other] ?? 0) - (deviation[one] ?? 0) || one - other,
    );
    return onlyChannels(
      answer,
      filledPlaces(order, choice.strongest, heldChannels(held?.[index], choice.layer)),
    );
  });
}

/** The channels of an answer, as a choice that asks for the same again. */
export function choicesOf(seen: readonly SeenLayer[]): LayerChoice[] {
  return seen.map(({ layer, channels }) => ({ layer, channels: [...channels], strongest: 0 }));
}

/** Who is still among the best keeps the place it has; the others make room for better ones. */
function filledPlaces(order: readonly number[], count: number, held: readonly number[]): number[] {
  const good = new Set(order.slice(0, count * HOLDING));
  const kept = new Set(held.filter((channel) => good.has(channel)));
  const free = order.filter((channel) => !kept.has(channel));
  return Array.from({ length: Math.min(count, order.length) }, (_, place) => {
    const before = held[place];
    return (before !== undefined && kept.has(before) ? before : free.shift()) ?? 0;
  });
}

function onlyChannels(answer: SeenLayer, channels: number[]): SeenLayer {
  const numPlaces = answer.side * answer.side;
  const maps = new Float32Array(channels.length * numPlaces);
  for (const [index, channel] of channels.entries()) {
    const start = answer.channels.indexOf(channel) * numPlaces;
    maps.set(answer.maps.subarray(start, start + numPlaces), index * numPlaces);
  }
  return { ...answer, channels, maps };
}

function heldChannels(choice: LayerChoice | undefined, layer: number): readonly number[] {
  return choice?.layer === layer ? choice.channels : [];
}

function byLargest(length: number, scoreOf: (channel: number) => number): number[] {
  const scores = Float64Array.from({ length }, (_, channel) => scoreOf(channel));
  const all = Array.from({ length }, (_, channel) => channel);
  return all.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
}
