/** The network's layers as the engine lists them, and maps for them that are drawn from formulas. */
import type { LayerChoice, LayerInfo, LayerKind, SeenLayer } from "../engine/protocol";
import { mayBeNegative } from "../state/neuron/convolution";

/** Repeats, channels, widening, kernel and first stride of each stage (Tan and Le 2019, table 1). */
const STAGES = [
  { repeats: 1, channels: 16, widening: 1, kernel: 3, stride: 1 },
  { repeats: 2, channels: 24, widening: 6, kernel: 3, stride: 2 },
  { repeats: 2, channels: 40, widening: 6, kernel: 5, stride: 2 },
  { repeats: 3, channels: 80, widening: 6, kernel: 3, stride: 2 },
  { repeats: 3, channels: 112, widening: 6, kernel: 5, stride: 1 },
  { repeats: 4, channels: 192, widening: 6, kernel: 5, stride: 2 },
  { repeats: 1, channels: 320, widening: 6, kernel: 3, stride: 1 },
] as const;

const STEM_CHANNELS = 32;
const FEATURES = 1280;

/** Without classes the list ends with pooling, as before the first training. */
export function drawnNetwork(numClasses: number): LayerInfo[] {
  const layers: LayerInfo[] = [];
  let side = 224;

  function add(
    name: string,
    kind: LayerKind,
    [channelsIn, channelsOut]: readonly [number, number],
    [kernel, stride]: readonly [number, number],
    more: Partial<LayerInfo> = {},
  ): void {
    side = Math.ceil(side / stride);
    const reads = kind === "depthwise" ? 1 : channelsIn;
    const numWeights = kind === "pooling" || kind === "softmax" ? 0 : reads * kernel * kernel * channelsOut;
    layers.push({
      name,
      kind,
      block: undefined,
      input: layers.length === 0 ? undefined : layers.length - 1,
      skip: undefined,
      channelsIn,
      channelsOut,
      kernel,
      stride: kind === "pooling" ? 1 : stride,
      side,
      activation: "relu6",
      numParameters: numWeights === 0 ? 0 : numWeights + channelsOut,
      numMultiplyAdds: numWeights * side * side,
      ...more,
    });
  }

  add("stem", "convolution", [3, STEM_CHANNELS], [3, 2]);
  let channelsIn = STEM_CHANNELS;
  let block = 0;
  for (const { repeats, channels, widening, kernel, stride: firstStride } of STAGES) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const inside = channelsIn * widening;
      const given = layers.length - 1;
      const skip = repeat > 0 ? { skip: given } : {};
      const stride = repeat === 0 ? firstStride : 1;
      if (widening > 1) add(`blocks.${block}.expand`, "pointwise", [channelsIn, inside], [1, 1], { block });
      add(`blocks.${block}.depthwise`, "depthwise", [inside, inside], [kernel, stride], { block });
      const project = { block, activation: "none", ...skip } as const;
      add(`blocks.${block}.project`, "pointwise", [inside, channels], [1, 1], project);
      channelsIn = channels;
      block += 1;
    }
  }
  add("head", "pointwise", [channelsIn, FEATURES], [1, 1]);
  const flat = { activation: "none" } as const;
  add("pooling", "pooling", [FEATURES, FEATURES], [side, side], flat);
  if (numClasses === 0) return layers;
  add("classes", "linear", [FEATURES, numClasses], [1, 1], flat);
  add("softmax", "softmax", [numClasses, numClasses], [1, 1], flat);
  return layers;
}

/** A circle as each layer might see it: its inside, its edges in one direction or another, its surroundings. */
export function drawnSeen(layers: readonly LayerInfo[], choice: LayerChoice, shift = 0): SeenLayer {
  const info = layers[choice.layer];
  const { side = 1, channelsOut = 0 } = info ?? {};
  const isCut = info !== undefined && !mayBeNegative(info);
  const all = Array.from({ length: channelsOut }, (_, channel) => channel);
  const channels = choice.channels.length > 0 ? choice.channels : all.slice(0, choice.strongest);
  const maps = new Float32Array(channels.length * side * side);
  for (const [index, channel] of channels.entries()) {
    for (let place = 0; place < side * side; place += 1) {
      const [x, y] = [((place % side) + 0.5) / side, (Math.floor(place / side) + 0.5) / side];
      const raw = answerAt(choice.layer, channel, x - shift, y);
      maps[index * side * side + place] = isCut ? Math.max(0, Math.min(6, raw)) : raw;
    }
  }
  const means = Float32Array.from(all, (channel) => 1.2 + Math.sin(channel * 12.9898 + choice.layer));
  const maxima = means.map((mean) => Math.min(6, mean * 3.1));
  return { layer: choice.layer, side, channels, maps, means, maxima };
}

function answerAt(layer: number, channel: number, x: number, y: number): number {
  const random = (number: number) => {
    const wave = Math.sin((channel + 1) * 78.233 + layer * 37.719 + number * 11.13) * 43758.5453;
    return wave - Math.floor(wave);
  };
  const [centreX, centreY] = [0.5 + 0.12 * (random(1) - 0.5), 0.5 + 0.12 * (random(2) - 0.5)];
  const distance = Math.hypot(x - centreX, y - centreY) - 0.27;
  const angle = Math.atan2(y - centreY, x - centreX);
  const strength = 2 + 4 * random(3);
  const kind = Math.floor(random(4) * 5);
  const edge = Math.exp(-((distance * (14 + 10 * random(5))) ** 2));
  if (kind === 0) return strength * (distance < 0 ? 1 : 0.06) - 0.4 * random(6);
  if (kind === 1) return strength * edge;
  if (kind === 2) return strength * edge * Math.cos(angle - 6.28 * random(7));
  if (kind === 3) return strength * Math.min(1, Math.max(0, distance * 4)) - 0.3;
  return strength * Math.sin(x * (6 + 20 * random(8)) + 3 * random(9)) * Math.cos(y * 14 * random(10));
}
