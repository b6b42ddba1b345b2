/** EfficientNet-Lite0 as a list of convolutions, from which both peers' networks are built (src/backbone/ is ours). */

export interface ConvolutionStep {
  /** Its tensors are `{name}.weight` (`[out, in / groups, kernel, kernel]`) and `{name}.bias`. */
  name: string;
  channelsIn: number;
  channelsOut: number;
  kernel: number;
  stride: number;
  /** One kernel a channel instead of one kernel for each pair of channels. */
  isDepthwise: boolean;
  /** Followed by ReLU6. */
  isActivated: boolean;
}

export interface Block {
  steps: ConvolutionStep[];
  /** Its input is added to its output. */
  hasSkip: boolean;
}

export const FEATURE_LENGTH = 1280;

/** `[blocks, channels out, expansion, kernel, stride of the first]` */
const STAGES = [
  [1, 16, 1, 3, 1],
  [2, 24, 6, 3, 2],
  [2, 40, 6, 5, 2],
  [3, 80, 6, 3, 2],
  [3, 112, 6, 5, 1],
  [4, 192, 6, 5, 2],
  [1, 320, 6, 3, 1],
] as const;
const STEM_CHANNELS = 32;

/** The stem, the inverted residuals and the last 1×1 convolution; the mean over all places follows. */
export function efficientNetLite0(): Block[] {
  const blocks: Block[] = [onlyStep({ ...pointwise("stem", 3, STEM_CHANNELS, true), kernel: 3, stride: 2 })];
  let channels: number = STEM_CHANNELS;
  for (const [numBlocks, channelsOut, expansion, kernel, stageStride] of STAGES) {
    for (let position = 0; position < numBlocks; position += 1) {
      const stride = position === 0 ? stageStride : 1;
      const name = `blocks.${blocks.length - 1}`;
      blocks.push(invertedResidual(name, channels, channelsOut, expansion, kernel, stride));
      channels = channelsOut;
    }
  }
  blocks.push(onlyStep(pointwise("head", channels, FEATURE_LENGTH, true)));
  return blocks;
}

/**
 * TensorFlow's SAME padding, before and after: where the total is odd, the extra row and column go to the end.
 * Every side that is halved here is even, so the padding is the same for all of them.
 */
export function samePadding({ kernel, stride }: ConvolutionStep): [before: number, after: number] {
  const total = kernel - stride;
  const before = Math.floor(total / 2);
  return [before, total - before];
}

function invertedResidual(
  name: string,
  channelsIn: number,
  channelsOut: number,
  expansion: number,
  kernel: number,
  stride: number,
): Block {
  const channels = channelsIn * expansion;
  const depthwise = { ...pointwise(`${name}.depthwise`, channels, channels, true), kernel, stride };
  return {
    steps: [
      ...(expansion > 1 ? [pointwise(`${name}.expand`, channelsIn, channels, true)] : []),
      { ...depthwise, isDepthwise: true },
      pointwise(`${name}.project`, channels, channelsOut, false),
    ],
    hasSkip: stride === 1 && channelsIn === channelsOut,
  };
}

function pointwise(
  name: string,
  channelsIn: number,
  channelsOut: number,
  isActivated: boolean,
): ConvolutionStep {
  return { name, channelsIn, channelsOut, kernel: 1, stride: 1, isDepthwise: false, isActivated };
}

function onlyStep(step: ConvolutionStep): Block {
  return { steps: [step], hasSkip: false };
}
