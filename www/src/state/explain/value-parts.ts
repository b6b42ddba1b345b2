/** One value of the network as parts that add up to it: products, their sums, the bias, and what happens to the sum. */
import type { ActivationKind, ExplainedValue, LayerInfo } from "../../engine/protocol";

export interface ValueParts {
  terms: ValueTerms;
  bias: number;
  /** What each product is multiplied by besides; 1 nearly everywhere. */
  scale: number;
  /** All products and the bias; after pooling the mean, after softmax the share. */
  sum: number;
  /** What is added to the sum. */
  skip: number | undefined;
  /** Both together. */
  added: number;
  activation: ActivationKind;
  /** What the activation makes of that, all computed here. */
  total: number;
  /** What the engine computed. */
  value: number;
}

export type ValueTerms =
  /** The strongest of many, in which case the others are one number. */
  | { kind: "patches"; patches: readonly Patch[]; rest: Rest }
  /** The largest of a square of one channel. */
  | { kind: "largest"; patch: Patch }
  | { kind: "products"; strongest: readonly Product[]; rest: Rest; isUnlearned: boolean }
  | { kind: "mean"; side: number; values: Float32Array; sum: number }
  | { kind: "softmax"; scores: readonly Score[]; rest: Rest; sum: number };

/** A square of one input channel, place by place times the kernel. */
export interface Patch {
  channel: number;
  side: number;
  firstRow: number;
  firstColumn: number;
  values: Float32Array;
  weights: Float32Array;
  products: Float64Array;
  sum: number;
  /** Where the square reaches over the border, and there is nothing but zeros. */
  isOutside: readonly boolean[];
}

export interface Product {
  channel: number;
  value: number;
  weight: number;
  /** With the scale. */
  product: number;
}

export interface Score {
  channel: number;
  score: number;
  exponential: number;
  share: number;
}

/** What is not shown one by one. */
export interface Rest {
  count: number;
  sum: number;
}

/** Products that are shown one by one. */
export const MOST_PRODUCTS = 8;

/** Squares of input channels that are shown place by place. */
export const MOST_PATCHES = 3;

/** Classes that are shown one by one. */
const MOST_SCORES = 12;

/** `named` are the inputs that are shown one by one, where these are not the strongest. */
export function valueParts(
  info: LayerInfo,
  explained: ExplainedValue,
  layers: readonly LayerInfo[],
  named?: readonly number[],
): ValueParts {
  const { bias, scale, skip, value } = explained;
  const { activation } = info;
  const terms = termsOf(info, explained, layers, named);
  const sum = bias + sumOfTerms(terms, explained.channel);
  const added = sum + (skip ?? 0);
  return { terms, bias, scale, sum, skip, added, activation, total: applied(activation, added), value };
}

export function applied(activation: ActivationKind, sum: number): number {
  switch (activation) {
    case "none":
      return sum;
    case "relu":
      return Math.max(0, sum);
    case "relu6":
      return Math.min(6, Math.max(0, sum));
    default:
      return activation satisfies never;
  }
}

function termsOf(
  info: LayerInfo,
  explained: ExplainedValue,
  layers: readonly LayerInfo[],
  named: readonly number[] | undefined,
): ValueTerms {
  const { kind } = info;
  switch (kind) {
    case "convolution":
    case "depthwise":
    case "maxPooling": {
      const input = info.input === undefined ? undefined : layers[info.input];
      const patches = patchesOf(info.kernel, explained, input?.side ?? info.side * info.stride);
      const [patch] = patches;
      return kind === "maxPooling" && patch ? { kind: "largest", patch } : strongestPatches(patches);
    }
    case "pointwise":
    case "linear":
      return productsOf(explained, named);
    case "pooling": {
      const { inputs } = explained;
      return { kind: "mean", side: Math.round(Math.sqrt(inputs.length)), values: inputs, sum: total(inputs) };
    }
    case "softmax":
      return scoresOf(explained);
    default:
      return kind satisfies never;
  }
}

function sumOfTerms(terms: ValueTerms, channel: number): number {
  switch (terms.kind) {
    case "patches":
      return total(terms.patches.map(({ sum }) => sum)) + terms.rest.sum;
    case "largest":
      return terms.patch.sum;
    case "products":
      return total(terms.strongest.map(({ product }) => product)) + terms.rest.sum;
    case "mean":
      return terms.sum / Math.max(1, terms.values.length);
    case "softmax":
      return terms.scores.find((score) => score.channel === channel)?.share ?? 0;
    default:
      return terms satisfies never;
  }
}

function patchesOf(side: number, explained: ExplainedValue, inputSide: number): Patch[] {
  const { inputChannels, inputs, weights, firstRow, firstColumn } = explained;
  const numPlaces = side * side;
  const isInside = (position: number) => position >= 0 && position < inputSide;
  const isOutside = Array.from(
    { length: numPlaces },
    (_, place) => !(isInside(firstRow + Math.floor(place / side)) && isInside(firstColumn + (place % side))),
  );
  return inputChannels.map((channel, index) => {
    const own = (numbers: Float32Array) => numbers.subarray(index * numPlaces, (index + 1) * numPlaces);
    const [ownValues, ownWeights] = [own(inputs), own(weights)];
    const products = Float64Array.from(ownValues, (value, place) => value * (ownWeights[place] ?? 0));
    return {
      channel,
      side,
      firstRow,
      firstColumn,
      values: ownValues,
      weights: ownWeights,
      products,
      sum: total(products),
      isOutside,
    };
  });
}

/** Colours stay in their order; of many channels those come first that add most. */
function strongestPatches(patches: readonly Patch[]): ValueTerms {
  if (patches.length <= MOST_PATCHES) return { kind: "patches", patches, rest: { count: 0, sum: 0 } };
  const sorted = patches.toSorted((one, other) => Math.abs(other.sum) - Math.abs(one.sum));
  const rest = sorted.slice(MOST_PATCHES);
  return {
    kind: "patches",
    patches: sorted.slice(0, MOST_PATCHES),
    rest: { count: rest.length, sum: total(rest.map(({ sum }) => sum)) },
  };
}

function productsOf(
  { inputChannels, inputs, weights, scale, bias }: ExplainedValue,
  named: readonly number[] | undefined,
): ValueTerms {
  const products = inputChannels.map((channel, index): Product => {
    const [value, weight] = [inputs[index] ?? 0, weights[index] ?? 0];
    return { channel, value, weight, product: value * weight * scale };
  });
  if (named) products.sort((one, other) => rankIn(named, one) - rankIn(named, other));
  else products.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const rest = products.slice(MOST_PRODUCTS);
  return {
    kind: "products",
    strongest: products.slice(0, MOST_PRODUCTS),
    rest: { count: rest.length, sum: total(rest.map(({ product }) => product)) },
    isUnlearned: bias === 0 && weights.every((weight) => weight === 0),
  };
}

function rankIn(named: readonly number[], { channel }: Product): number {
  const rank = named.indexOf(channel);
  return rank < 0 ? named.length : rank;
}

/** The class itself is always among those shown, and the likeliest come first. */
function scoresOf({ inputChannels, inputs, channel: own }: ExplainedValue): ValueTerms {
  const exponentials = Float64Array.from(inputs, Math.exp);
  const sum = total(exponentials);
  const scores = inputChannels.map((channel, index): Score => {
    const exponential = exponentials[index] ?? 0;
    return { channel, score: inputs[index] ?? 0, exponential, share: exponential / sum };
  });
  scores.sort((one, other) => other.score - one.score);
  const isShown = ({ channel }: Score, index: number) => index < MOST_SCORES || channel === own;
  const rest = scores.filter((score, index) => !isShown(score, index));
  return {
    kind: "softmax",
    scores: scores.filter(isShown),
    rest: { count: rest.length, sum: total(rest.map(({ exponential }) => exponential)) },
    sum,
  };
}

/** In double precision, so that a thousand terms leave no error of their own. */
function total(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index += 1) sum += numbers[index] ?? 0;
  return sum;
}
