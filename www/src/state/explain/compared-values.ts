/** What the sums of one value share in two epochs, so that one can be held against the other: names and a scale. */
import type { ExplainedValue, LayerInfo } from "../../engine/protocol";
import { latestOf } from "./explain-wishes";
import { valueParts } from "./value-parts";

export interface SharedTerms {
  /** Channels that are shown one by one: the strongest of the later epoch. */
  named: readonly number[] | undefined;
  /** The largest of all products that are shown, by size. */
  largest: number | undefined;
}

/** `found` holds what is known of each epoch; nothing is shared by a value alone. */
export function sharedTerms(
  info: LayerInfo,
  layers: readonly LayerInfo[],
  epochs: readonly (number | undefined)[],
  found: readonly (ExplainedValue | undefined)[],
): SharedTerms {
  const productsOf = (explained: ExplainedValue | undefined, named?: readonly number[]) => {
    const terms = explained && valueParts(info, explained, layers, named).terms;
    return terms?.kind === "products" ? terms.strongest : [];
  };
  const latest = epochs.length > 1 ? productsOf(found[latestOf(epochs)]) : [];
  if (latest.length === 0) return { named: undefined, largest: undefined };
  const named = latest.map(({ channel }) => channel);
  const sizes = found.flatMap((one) => productsOf(one, named).map(({ product }) => Math.abs(product)));
  return { named, largest: Math.max(...sizes) };
}
