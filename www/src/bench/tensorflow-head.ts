/** Teachable Machine's own way to train a head, in TensorFlow.js: a layers model and `fit`. */
import * as tf from "@tensorflow/tfjs";
import { FEATURE_LENGTH } from "./architecture";
import type { HeadJob, HeadRun } from "./head-job";

export async function trainTensorflowHead(job: HeadJob): Promise<HeadRun> {
  const begin = performance.now();
  const features = tf.tensor2d(job.features, [job.numExamples, FEATURE_LENGTH]);
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(job.labels, "int32"), job.numClasses).toFloat());
  const model = headModel(job);
  try {
    await model.fit(features, labels, {
      epochs: job.epochs,
      batchSize: job.batchSize,
      shuffle: true,
      verbose: 0,
      // Nothing else wants this worker's time, so that giving it away would only cost.
      yieldEvery: "never",
    });
    const elapsedMillis = performance.now() - begin;
    // What `fit` tells is a mean over the epoch, while the head still changed; ours is measured after it.
    const [loss = Number.NaN, accuracy = Number.NaN] = await finalScores(model, features, labels);
    return { elapsedMillis, loss, accuracy };
  } finally {
    tf.dispose([features, labels]);
    model.dispose();
  }
}

async function finalScores(model: tf.Sequential, features: tf.Tensor, labels: tf.Tensor): Promise<number[]> {
  const scores = [model.evaluate(features, labels)].flat();
  const numbers = await Promise.all(scores.map(async (score) => (await score.data())[0] ?? Number.NaN));
  tf.dispose(scores);
  return numbers;
}

function headModel(job: HeadJob): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        inputShape: [FEATURE_LENGTH],
        units: job.hiddenUnits,
        activation: "relu",
        kernelInitializer: "varianceScaling",
        useBias: true,
      }),
      tf.layers.dense({
        units: job.numClasses,
        activation: "softmax",
        kernelInitializer: "varianceScaling",
        useBias: false,
      }),
    ],
  });
  model.compile({
    optimizer: tf.train.adam(job.learningRate),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}
