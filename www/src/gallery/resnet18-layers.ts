/** The layers of ResNet-18 with a head for a few classes, as the engine lists them: for scenes without an engine. */
import type { ActivationKind, LayerInfo, LayerKind } from "../engine/protocol";

/** Channels of the four stages, of two blocks each (He et al. 2015, table 1). */
const STAGES = [64, 128, 256, 512];
const INPUT_SIDE = 224;

interface Drawn {
  kind: LayerKind;
  channelsOut: number;
  kernel: number;
  stride?: number;
  activation?: ActivationKind;
  block?: number;
  input?: number;
  skip?: number;
}

/** Without classes the list ends with pooling, as before the first training. */
export function resnet18Layers(numClasses: number): LayerInfo[] {
  const layers: LayerInfo[] = [];

  /** Reads the layer before it, unless it is told another one. */
  function add(name: string, drawn: Drawn): number {
    const { kind, channelsOut, kernel, stride = 1, activation = "none" } = drawn;
    const input = drawn.input ?? (layers.length === 0 ? undefined : layers.length - 1);
    const read = input === undefined ? undefined : layers[input];
    const channelsIn = read?.channelsOut ?? 3;
    const isPooled = kind === "pooling" || kind === "linear" || kind === "softmax";
    const side = isPooled ? 1 : Math.ceil((read?.side ?? INPUT_SIDE) / stride);
    const hasWeights = kind === "convolution" || kind === "pointwise" || kind === "linear";
    const numWeights = hasWeights ? channelsIn * kernel * kernel * channelsOut : 0;
    const numParameters = hasWeights ? numWeights + channelsOut : 0;
    const [block, skip] = [drawn.block, drawn.skip];
    const shape = { channelsIn, channelsOut, kernel, stride, side, activation };
    const numMultiplyAdds = numWeights * side * side;
    layers.push({ name, kind, block, input, skip, ...shape, numParameters, numMultiplyAdds });
    return layers.length - 1;
  }

  const relu = { activation: "relu" } as const;
  add("conv1", { kind: "convolution", channelsOut: 64, kernel: 7, stride: 2, ...relu });
  add("maxpool", { kind: "maxPooling", channelsOut: 64, kernel: 3, stride: 2 });
  for (let block = 0; block < 2 * STAGES.length; block += 1) {
    const [stage, position] = [Math.floor(block / 2), block % 2];
    const channelsOut = STAGES[stage] ?? 0;
    const stride = stage > 0 && position === 0 ? 2 : 1;
    const name = `layer${stage + 1}.${position}`;
    const given = layers.length - 1;
    const own = { block, channelsOut };
    const conv1 = add(`${name}.conv1`, { ...own, kind: "convolution", kernel: 3, stride, ...relu });
    // What is added must have the shape of what it is added to.
    const skip =
      stride > 1
        ? add(`${name}.downsample.0`, { ...own, kind: "pointwise", kernel: 1, stride, input: given })
        : given;
    add(`${name}.conv2`, { ...own, kind: "convolution", kernel: 3, input: conv1, skip, ...relu });
  }
  const { side = 7, channelsOut = 512 } = layers.at(-1) ?? {};
  add("pooling", { kind: "pooling", channelsOut, kernel: side });
  if (numClasses === 0) return layers;
  add("classes", { kind: "linear", channelsOut: numClasses, kernel: 1 });
  add("softmax", { kind: "softmax", channelsOut: numClasses, kernel: 1 });
  return layers;
}
