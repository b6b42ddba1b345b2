/**
 * Convolutions that TensorFlow.js can teach on every backend: the same operations forward, and gradients that are made,
 * by its `customGrad`, of products of matrices and depthwise convolutions, for which every backend has quick kernels.
 * Its wasm backend has no kernels for the gradients of filters (Conv2DBackpropFilter,
 * DepthwiseConv2dNativeBackpropFilter), and those of the others are slower than this.
 */
import * as tf from "@tensorflow/tfjs";
import type { LoadedStep } from "./tensorflow-network";

export function composedStep(x: tf.Tensor4D, step: LoadedStep): tf.Tensor4D {
  const sums = step.isDepthwise ? depthwise(x, step.filter, step.bias) : pointwise(x, step.filter, step.bias);
  return step.isActivated ? tf.relu6(sums) : sums;
}

/** A 1×1 convolution: every place is a row. */
function pointwise(input: tf.Tensor4D, weights: tf.Tensor4D, biases: tf.Tensor1D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [x, filter, bias, save] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, filter]);
    const value = tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation: "linear" });
    const gradFunc = (ofSums: tf.Tensor, saved: tf.Tensor[]) => {
      const [read, used] = saved as [tf.Tensor4D, tf.Tensor4D];
      const [, , channelsIn, channelsOut] = used.shape;
      const rows = tf.reshape(ofSums, [-1, channelsOut]) as tf.Tensor2D;
      const matrix = tf.reshape(used, [channelsIn, channelsOut]) as tf.Tensor2D;
      const inputs = tf.reshape(read, [-1, channelsIn]) as tf.Tensor2D;
      // Transposed first, because the backend's quick kernel for products takes no transposed factors.
      const ofInputs = tf.matMul(rows, tf.transpose(matrix));
      const ofMatrix = tf.matMul(tf.transpose(inputs), rows);
      return [tf.reshape(ofInputs, read.shape), tf.reshape(ofMatrix, used.shape), sumOfRows(rows)];
    };
    return { value, gradFunc };
  });
  return operation(input, weights, biases) as tf.Tensor4D;
}

/** One kernel a channel, as wide as it is high, stride 1. */
function depthwise(input: tf.Tensor4D, weights: tf.Tensor4D, biases: tf.Tensor1D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [x, filter, bias, save] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, filter]);
    const value = tf.fused.depthwiseConv2d({
      x,
      filter,
      strides: 1,
      pad: "same",
      bias,
      activation: "linear",
    });
    const gradFunc = (ofSums: tf.Tensor, saved: tf.Tensor[]) => {
      const [read, used] = saved as [tf.Tensor4D, tf.Tensor4D];
      const ofOutput = ofSums as tf.Tensor4D;
      const channels = used.shape[2];
      const turned = tf.reverse(used, [0, 1]);
      return [
        tf.depthwiseConv2d(ofOutput, turned, 1, "same"),
        filterGradient(read, ofOutput, used.shape),
        sumOfRows(tf.reshape(ofSums, [-1, channels]) as tf.Tensor2D),
      ];
    };
    return { value, gradFunc };
  });
  return operation(input, weights, biases) as tf.Tensor4D;
}

/**
 * How much each tap of a kernel sees of the gradient: the picture's map, slid under the gradient of the sums as if
 * that were the kernel, each channel of each picture by itself.
 */
function filterGradient(
  read: tf.Tensor4D,
  ofSums: tf.Tensor4D,
  shape: [number, number, number, number],
): tf.Tensor4D {
  const [kernel, , channels] = shape;
  const [pictures, height, width] = read.shape;
  const border = (kernel - 1) / 2;
  const turned = (map: tf.Tensor4D) => tf.transpose(map, [1, 2, 0, 3]);
  const padded = tf.pad(turned(read), [
    [border, border],
    [border, border],
    [0, 0],
    [0, 0],
  ]);
  const all = pictures * channels;
  const slid = tf.reshape(padded, [1, height + 2 * border, width + 2 * border, all]) as tf.Tensor4D;
  const kernels = tf.reshape(turned(ofSums), [height, width, all, 1]) as tf.Tensor4D;
  const ofAll = tf.depthwiseConv2d(slid, kernels, 1, "valid");
  const ofPictures = tf.reshape(ofAll, [kernel * kernel, pictures, channels]);
  return tf.reshape(tf.sum(ofPictures, 1), shape) as tf.Tensor4D;
}

/** As a product, which is quicker than a sum over places. */
function sumOfRows(rows: tf.Tensor2D): tf.Tensor1D {
  return tf.reshape(tf.matMul(tf.ones([1, rows.shape[0]]), rows), [-1]) as tf.Tensor1D;
}
