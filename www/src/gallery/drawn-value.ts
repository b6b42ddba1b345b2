/** What the engine would say about one value, made of formulas: for scenes without an engine. */
import type { ExplainedValue } from "../engine/protocol";
import type { AppState } from "../state/app-state";
import type { ValueQuestion } from "../state/explain/explain-state";
import { applied } from "../state/explain/value-parts";

export const PICTURE_SIDE = 224;

/** `isUnlearned` for weights of 0 before training. */
export function drawnValue(
  state: AppState,
  { layer, channel, row, column, epoch }: ValueQuestion,
  isUnlearned: boolean,
): ExplainedValue {
  const info = state.inside.layers?.[layer];
  if (!info) throw new Error(`there is no layer ${layer}`);
  const { kind, kernel, stride, channelsIn, activation } = info;
  const isMean = kind === "pooling";
  const isLargest = kind === "maxPooling";
  const numInputs = kind === "depthwise" || isMean || isLargest ? 1 : channelsIn;
  const taps = kernel * kernel;
  const inputSide = info.input === undefined ? PICTURE_SIDE : (state.inside.layers?.[info.input]?.side ?? 1);
  const before = activation.endsWith("6")
    ? Math.floor(Math.max(0, (info.side - 1) * stride + kernel - inputSide) / 2)
    : Math.floor((kernel - 1) / 2);
  const [firstRow, firstColumn] = [row * stride - before, column * stride - before];
  const isInside = (tap: number) => {
    const [y, x] = [firstRow + Math.floor(tap / kernel), firstColumn + (tap % kernel)];
    return y >= 0 && x >= 0 && y < inputSide && x < inputSide;
  };
  const inputs = Float32Array.from({ length: numInputs * taps }, (_, index) =>
    isInside(index % taps) ? drawnInput(kind, index) : 0,
  );
  const weights = Float32Array.from(inputs, (_, index) => {
    if (kind === "softmax") return 1;
    if (isLargest) return inputs[index] === Math.max(...inputs) ? 1 : 0;
    if (isMean) return 1 / taps;
    if (isUnlearned && epoch === 0) return 0;
    return wave(index * 1.7 + channel) * (numInputs > 3 ? 0.9 * 0.985 ** (index % 400) : 0.7);
  });
  const scale = kind === "linear" ? 0.0912 * (epoch === undefined ? 1 : 0.1 + 0.02 * epoch) : 1;
  const bias = isMean || isLargest || kind === "softmax" || (isUnlearned && epoch === 0) ? 0 : 0.31;
  const sum = bias + scale * inputs.reduce((all, input, index) => all + input * (weights[index] ?? 0), 0);
  const skip = info.skip === undefined ? undefined : -0.642;
  const exponentials = inputs.map(Math.exp);
  const share = (exponentials[channel] ?? 0) / exponentials.reduce((all, one) => all + one, 0);
  const value = kind === "softmax" ? share : applied(activation, sum + (skip ?? 0));
  const inputChannels = numInputs === 1 ? [channel] : Array.from({ length: numInputs }, (_, index) => index);
  const place = { layer, channel, row, column, firstRow, firstColumn };
  return { ...place, inputChannels, inputs, weights, bias, scale, sum, skip, value };
}

function drawnInput(kind: string, index: number): number {
  switch (kind) {
    case "convolution":
      return Math.round(128 * (0.4 * wave(index) + 0.1 * Math.floor(index / 9))) / 128;
    case "softmax":
      return [3.212, 1.104, -0.187][index] ?? 0;
    case "pooling":
      return Math.max(
        0,
        3.4 * Math.exp(-(((index % 7) - 3) ** 2 + (Math.floor(index / 7) - 2) ** 2) / 4) - 0.15,
      );
    default:
      return Math.max(0, 2.6 * wave(index * 0.9));
  }
}

function wave(position: number): number {
  return Math.sin(position * 2.399) * Math.cos(position * 0.713 + 1);
}
