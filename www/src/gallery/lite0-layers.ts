/** The layers of EfficientNet-Lite0 with a head for a few classes, as the engine lists them: for scenes without an engine. */
import type { LayerInfo, LayerKind } from "../engine/protocol";

/** How often, kernel, stride of the first, channels between, in and out: Tan & Le 2019, without the attention. */
const STAGES = [
  { repeats: 1, kernel: 3, stride: 1, expansion: 1, out: 16 },
  { repeats: 2, kernel: 3, stride: 2, expansion: 6, out: 24 },
  { repeats: 2, kernel: 5, stride: 2, expansion: 6, out: 40 },
  { repeats: 3, kernel: 3, stride: 2, expansion: 6, out: 80 },
  { repeats: 3, kernel: 5, stride: 1, expansion: 6, out: 112 },
  { repeats: 4, kernel: 5, stride: 2, expansion: 6, out: 192 },
  { repeats: 1, kernel: 3, stride: 1, expansion: 6, out: 320 },
];

/** `hiddenUnits` for a head with a hidden layer. */
export function lite0Layers(numClasses: number, hiddenUnits?: number): LayerInfo[] {
  const layers: LayerInfo[] = [];
  const add = (name: string, kind: LayerKind, rest: Partial<LayerInfo>) => {
    const previous = layers.at(-1);
    const channelsIn = previous?.channelsOut ?? 3;
    const stride = rest.stride ?? 1;
    const info: LayerInfo = {
      name,
      kind,
      block: undefined,
      input: previous ? layers.length - 1 : undefined,
      skip: undefined,
      channelsIn,
      channelsOut: channelsIn,
      kernel: 1,
      stride,
      side: Math.ceil((previous?.side ?? 224) / stride),
      activation: "none",
      numParameters: 0,
      numMultiplyAdds: 0,
      ...rest,
    };
    const inputs = kind === "depthwise" ? 1 : channelsIn;
    const numWeights = inputs * info.kernel ** 2 * info.channelsOut;
    layers.push({
      ...info,
      numParameters: numWeights + info.channelsOut,
      numMultiplyAdds: numWeights * info.side ** 2,
    });
  };

  add("stem", "convolution", { channelsOut: 32, kernel: 3, stride: 2, activation: "relu6" });
  let block = 0;
  for (const { repeats, kernel, stride: firstStride, expansion, out } of STAGES) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const before = layers.length - 1;
      const channelsIn = layers[before]?.channelsOut ?? 0;
      const stride = repeat === 0 ? firstStride : 1;
      const name = (part: string) => `blocks.${block}.${part}`;
      if (expansion > 1) {
        add(name("expand"), "pointwise", { block, channelsOut: channelsIn * expansion, activation: "relu6" });
      }
      add(name("depthwise"), "depthwise", { block, kernel, stride, activation: "relu6" });
      const skip = stride === 1 && channelsIn === out ? before : undefined;
      add(name("project"), "pointwise", { block, channelsOut: out, skip });
      block += 1;
    }
  }
  add("head", "pointwise", { channelsOut: 1280, activation: "relu6" });
  const side = layers.at(-1)?.side ?? 7;
  add("pooling", "pooling", { kernel: side, side: 1, numParameters: 0 });
  if (hiddenUnits !== undefined) add("hidden", "linear", { channelsOut: hiddenUnits, activation: "relu" });
  add("classes", "linear", { channelsOut: numClasses });
  add("softmax", "softmax", { numParameters: 0 });
  return layers;
}
