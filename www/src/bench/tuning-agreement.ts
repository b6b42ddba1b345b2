/** Whether two engines learn the same from the same pictures: the losses of the first steps, and their gradients. */
import type { Device } from "../engine/protocol";
import type { TuningStep } from "./tuning-job";

/**
 * The first loss compares the way forward, the second what the gradient did to every weight, the third what momentum
 * added.
 */
export const COMPARED_STEPS = 3;

/**
 * As a share, on every device. Losses differ by less than a millionth where only the order of sums does; another
 * momentum or a ReLU6 left out changes thousandths.
 */
export const LARGEST_LOSS_DIFFERENCE = 1e-5;

/**
 * As shares of a layer's length. Our engine adds up a layer's squares one by one in single precision, which makes its
 * lengths about a ten-thousandth too short. A GPU rounds its sums otherwise, so that a value at the edge of a ReLU6 may
 * fall on the other side of it: then one of the numbers that a channel's gradient is added up from is there or is not,
 * which is about a thousandth of the whole, and at the next step there are more of them. Our GPU's own test allows as
 * much for the same reason (src/engine/tuning_test.rs); what a wrong shader does to the weights, the next losses show.
 */
export const LARGEST_GRADIENT_DIFFERENCE: Record<Device, number> = { cpu: 1e-3, gpu: 2e-2 };

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

/** `device` is the one that theirs were taken on; ours were taken on the CPU. */
export function doStepsAgree({ loss, gradient }: TuningComparison, device: Device): boolean {
  return loss <= LARGEST_LOSS_DIFFERENCE && gradient <= LARGEST_GRADIENT_DIFFERENCE[device];
}

/** The worse of both in each. */
export function worseOf(one: TuningComparison, other: TuningComparison): TuningComparison {
  return { loss: Math.max(one.loss, other.loss), gradient: Math.max(one.gradient, other.gradient) };
}

function largestShare(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length || ours.length === 0) return Number.NaN;
  const shares = ours.map((own, index) => Math.abs((theirs[index] ?? Number.NaN) - own) / Math.abs(own));
  // `Math.max` passes a NaN on, so that it cannot hide behind a number.
  return Math.max(...shares);
}
