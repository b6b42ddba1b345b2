/**
 * The same blocks of our engine taught on WebGPU. There a step is answered as soon as its loss is known, and the GPU goes
 * on with the gradients and the optimiser; the next step waits for both. So what is timed is from one answer to the next.
 */
import { type Ask, beginEpoch, giveBatches, type OurTuning, showPicture } from "./our-tuning";
import type { TuningJob } from "./tuning-job";

/** A step that nobody times, so that the GPU is busy with it when the timed one is asked for. */
const BATCHES_AN_EPOCH = 2;

/** Rejects with the engine's reason where the GPU is refused. */
export async function teachOnGpu(ask: Ask, job: TuningJob, tuning: OurTuning): Promise<OurTuning> {
  await ask({ kind: "chooseTuningDevice", device: "gpu" }, "tuningDeviceChosen");
  let hasBatches = false;

  /** Only once the compared steps are taken: those are on the job's own batch and no other. */
  async function haveBatches(): Promise<void> {
    if (hasBatches) return;
    await giveBatches(ask, job, BATCHES_AN_EPOCH);
    const [first, last] = [job.labels.length, BATCHES_AN_EPOCH * job.labels.length];
    for (let index = first; index < last; index += 1) await showPicture(ask, job, index);
    hasBatches = true;
  }

  return {
    ...tuning,
    async step(isCompared) {
      // One that is compared has its gradients read back, and so waits for them.
      if (isCompared) return tuning.step(true);
      await haveBatches();
      await ask({ kind: "trainBatch" }, "batchFinished");
      const begin = performance.now();
      const { loss } = await ask({ kind: "trainBatch" }, "batchFinished");
      const elapsedMillis = performance.now() - begin;
      // Which waits for the GPU: nothing may be left to do for it when it is another engine's turn.
      await beginEpoch(ask, job, BATCHES_AN_EPOCH);
      return { loss, elapsedMillis, gradientNorms: [] };
    },
  };
}
