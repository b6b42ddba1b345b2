/** In which order the channels of a layer stand, and the number that each stands there for. */
import type { SeenLayer } from "../../engine/protocol";
import { type ChannelSort, engineOrder, isSameOrder, type Ranking } from "./inside-state";

export interface SortedChannels {
  by: ChannelSort["by"];
  /** All channels of the layer. */
  channels: readonly number[];
  /** What they are sorted by, in the same order; absent where that is the number itself. */
  values: ArrayLike<number> | undefined;
}

/** `undefined` while only the engine could tell and has not done so. */
export function sortedChannels(
  sort: ChannelSort,
  seen: SeenLayer,
  ranking: Ranking | undefined,
): SortedChannels | undefined {
  const order = engineOrder(sort);
  if (order) {
    const isAnswer = ranking?.layer === seen.layer && isSameOrder(ranking.order, order);
    if (!isAnswer || !("channels" in ranking)) return undefined;
    return { by: sort.by, channels: ranking.channels, values: ranking.values };
  }
  const all = Array.from({ length: seen.means.length }, (_, channel) => channel);
  if (sort.by === "number") return { by: sort.by, channels: all, values: undefined };
  const values = sort.by === "mean" ? seen.means : deviations(seen);
  return { by: sort.by, ...byLargest(all, values) };
}

function byLargest(channels: readonly number[], values: ArrayLike<number>): Omit<SortedChannels, "by"> {
  const numberOf = (channel: number) => values[channel] ?? 0;
  const sorted = channels.toSorted((one, other) => numberOf(other) - numberOf(one) || one - other);
  return { channels: sorted, values: sorted.map(numberOf) };
}

/**
 * Standard deviation over the places of each channel, by its number. `inset` places at each edge may be left out:
 * what lies outside of the picture counts as 0, and many channels answer to that.
 */
export function deviations({ channels, maps, side, means }: SeenLayer, inset = 0): Float32Array {
  const found = new Float32Array(means.length);
  const last = side - inset;
  const numPlaces = (last - inset) ** 2;
  for (const [index, channel] of channels.entries()) {
    let [sum, squares] = [0, 0];
    for (let row = inset; row < last; row += 1) {
      const start = (index * side + row) * side;
      for (let place = start + inset; place < start + last; place += 1) {
        const value = maps[place] ?? 0;
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / numPlaces;
    found[channel] = Math.sqrt(Math.max(0, squares / numPlaces - mean * mean));
  }
  return found;
}
