/** The network in TensorFlow.js: its fused convolutions, with bias and ReLU6 in one operation. */
import * as tf from "@tensorflow/tfjs";
import { type Block, type ConvolutionStep, efficientNetLite0 } from "./architecture";
import { type Network, tensorNamed } from "./network-file";

/** `[batch, side, side, 3]` → `[batch, 1280]` */
export type TensorflowNetwork = (pictures: tf.Tensor4D) => tf.Tensor2D;

export interface LoadedStep extends ConvolutionStep {
  filter: tf.Tensor4D;
  bias: tf.Tensor1D;
}

export interface LoadedBlock extends Block {
  steps: LoadedStep[];
}

/** One convolution with all that follows it. */
export type RunStep = (x: tf.Tensor4D, step: LoadedStep) => tf.Tensor4D;

/** Puts the weights where the backend wants them, once. */
export function tensorflowNetwork(network: Network): TensorflowNetwork {
  const blocks = efficientNetLite0().map(
    (block): LoadedBlock => ({ ...block, steps: block.steps.map((step) => loadedStep(network, step)) }),
  );
  return (pictures) =>
    tf.tidy(() => {
      const finalMap = blocks.reduce((activations, block) => runBlock(activations, block), pictures);
      return tf.mean<tf.Tensor2D>(finalMap, [1, 2]);
    });
}

export function runBlock(
  input: tf.Tensor4D,
  { steps, hasSkip }: LoadedBlock,
  run: RunStep = runStep,
): tf.Tensor4D {
  const output = steps.reduce((activations, step) => run(activations, step), input);
  return hasSkip ? tf.add(output, input) : output;
}

function runStep(x: tf.Tensor4D, { filter, bias, stride, isDepthwise, isActivated }: LoadedStep) {
  const convolve = isDepthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  return convolve({
    x,
    filter,
    strides: stride,
    pad: "same",
    bias,
    activation: isActivated ? "relu6" : "linear",
  });
}

/** The file has `[out, in / groups, height, width]`; here it is `[height, width, in, out]`, or `[…, channels, 1]`. */
export function loadedStep(network: Network, step: ConvolutionStep): LoadedStep {
  const weight = tensorNamed(network, `${step.name}.weight`);
  const bias = tensorNamed(network, `${step.name}.bias`);
  return {
    ...step,
    filter: tf.tidy(() => {
      const filter = tf.tensor4d(weight.values, weight.shape as [number, number, number, number]);
      return tf.transpose(filter, step.isDepthwise ? [2, 3, 0, 1] : [2, 3, 1, 0]);
    }),
    bias: tf.tensor1d(bias.values),
  };
}
