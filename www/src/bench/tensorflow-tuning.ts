/** The tuning step in TensorFlow.js: the gradient of its operations by `variableGrads`, its own momentum optimiser. */
import * as tf from "@tensorflow/tfjs";
import type { Network } from "./network-file";
import { composedStep } from "./tensorflow-composed";
import { loadedStep, type RunStep, runBlock } from "./tensorflow-network";
import {
  learningBlocks,
  NORMALISED_LENGTH,
  type TuningJob,
  type TuningMaps,
  type TuningStep,
} from "./tuning-job";

export interface TensorflowTuning {
  step(withGradientNorms: boolean): Promise<TuningStep>;
  dispose(): void;
}

interface LearningStep extends ReturnType<typeof loadedStep> {
  filter: tf.Variable<tf.Rank.R4>;
  bias: tf.Variable<tf.Rank.R1>;
}

/** Puts maps and weights where the backend wants them; `run` computes one convolution, with its gradient. */
export function beginTensorflowTuning(
  network: Network,
  job: TuningJob,
  maps: TuningMaps,
  run: RunStep = composedStep,
): TensorflowTuning {
  const numPictures = job.labels.length;
  const batch = tf.tensor4d(maps.values, [numPictures, maps.side, maps.side, maps.channels]);
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(job.labels, "int32"), job.numClasses).toFloat());
  const blocks = learningBlocks(job).map((block) => ({
    ...block,
    steps: block.steps.map((step): LearningStep => {
      const { filter, bias } = loadedStep(network, step);
      return { ...step, filter: learning(filter), bias: learning(bias) };
    }),
  }));
  const steps = blocks.flatMap((block) => block.steps);
  const weights = learning(
    tf.tensor2d(job.headWeights, [job.headWeights.length / job.numClasses, job.numClasses]),
  );
  const biases = learning(tf.zeros<tf.Rank.R1>([job.numClasses]));
  const variables = [...steps.flatMap(({ filter, bias }) => [filter, bias]), weights, biases];
  const optimiser = tf.train.momentum(job.learningRate, job.momentum);

  function meanLoss(): tf.Scalar {
    const finalMap = blocks.reduce((activations, block) => runBlock(activations, block, run), batch);
    const features = tf.mean<tf.Tensor2D>(finalMap, [1, 2]);
    const lengths = tf.sqrt(tf.sum(tf.square(features), 1, true));
    const normalised = tf.mul<tf.Tensor2D>(tf.div(features, lengths), NORMALISED_LENGTH);
    const logits = tf.add(tf.matMul(normalised, weights), biases);
    return tf.losses.softmaxCrossEntropy(labels, logits).asScalar();
  }

  return {
    async step(withGradientNorms) {
      const { value, grads } = tf.variableGrads(meanLoss, variables);
      const norms = withGradientNorms ? steps.map((step) => gradientNorm(grads, step)) : [];
      optimiser.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      try {
        // What a GPU is asked, it does in this order: when it gives the number, the weights are new.
        const [loss = Number.NaN] = await value.data();
        const numbers = await Promise.all(norms.map((norm) => norm.data()));
        return { loss, gradientNorms: numbers.map(([norm = Number.NaN]) => norm) };
      } finally {
        tf.dispose([value, grads, norms]);
      }
    },
    dispose() {
      optimiser.dispose();
      tf.dispose([batch, labels, variables]);
    },
  };
}

/** A variable of the same numbers, which are its own. */
function learning<Rank extends tf.Rank>(tensor: tf.Tensor<Rank>): tf.Variable<Rank> {
  const variable = tf.variable(tensor) as tf.Variable<Rank>;
  tensor.dispose();
  return variable;
}

function gradientNorm(grads: tf.NamedTensorMap, { filter, bias }: LearningStep): tf.Tensor {
  return tf.tidy(() => {
    const squares = [filter, bias].map(({ name }) => tf.sum(tf.square(grads[name] as tf.Tensor)));
    return tf.sqrt(tf.addN(squares));
  });
}
