/** Whether two engines learn the same from the same pictures: the losses of the first steps, and their gradients. */
import type { TuningStep } from "./tuning-job";

/**
 * The first loss compares the way forward, the second what the gradient did to every weight, the third what momentum
 * added.
 */
export const COMPARED_STEPS = 3;

/**
 * As shares. Losses differ by less than a millionth where only the order of sums does; another momentum
 * or a ReLU6 left out changes thousandths. Our engine adds up a layer's squares one by one in single precision, which
 * makes its lengths about a ten-thousandth too short.
 */
export const LARGEST_LOSS_DIFFERENCE = 1e-5;
export const LARGEST_GRADIENT_DIFFERENCE = 1e-3;

/** The largest share by which one of theirs differs from ours; NaN where one of them is no number or is missing. */
export interface TuningComparison {
  loss: number;
  gradient: number;
}

export function compareSteps(ours: readonly TuningStep[], theirs: readonly TuningStep[]): TuningComparison {
  const gradients = (steps: readonly TuningStep[]) => steps.flatMap(({ gradientNorms }) => gradientNorms);
  const losses = (steps: readonly TuningStep[]) => steps.map(({ loss }) => loss);
  return {
    loss: largestShare(losses(ours), losses(theirs)),
    gradient: largestShare(gradients(ours), gradients(theirs)),
  };
}

export function doStepsAgree({ loss, gradient }: TuningComparison): boolean {
  return loss <= LARGEST_LOSS_DIFFERENCE && gradient <= LARGEST_GRADIENT_DIFFERENCE;
}

function largestShare(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length || ours.length === 0) return Number.NaN;
  const shares = ours.map((own, index) => Math.abs((theirs[index] ?? Number.NaN) - own) / Math.abs(own));
  // `Math.max` passes a NaN on, so that it cannot hide behind a number.
  return Math.max(...shares);
}
