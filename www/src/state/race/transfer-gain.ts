/** What transfer is worth: all of a network as it had learned before, against the same network from scratch. */
import {
  type ContenderResult,
  type EntrantKey,
  entrantKey,
  type RaceCourse,
  type RacingNetwork,
} from "./race-state";
import { type Estimate, isClear, lead, meanAccuracy, meanCurve } from "./race-statistics";

export interface TransferGain {
  network: RacingNetwork;
  /** Mean accuracy after each epoch in which blocks learned. */
  pretrained: readonly number[];
  scratch: readonly number[];
  /** After the last epoch. */
  pretrainedAccuracy: number;
  scratchAccuracy: number;
  /** The difference of these two, with its interval over splits. */
  gain: Estimate;
  numSplits: number;
  /** Epochs in which only the head of the pretrained one learned, before those of the curve. */
  headEpochs: number;
  /** After which epoch the pretrained one was as good as the other became in the end, where there is a gain. */
  aheadAfter: number | undefined;
}

/** Of each network with which both raced, on the splits that both have. */
export function transferGains(
  course: RaceCourse,
  results: ReadonlyMap<EntrantKey, ContenderResult>,
): readonly TransferGain[] {
  return course.networks.flatMap((network) => {
    const key = entrantKey(network.key, "everything");
    const everything = results.get(key);
    const scratch = results.get(entrantKey(network.key, "scratch"));
    if (!everything || !scratch) return [];
    const numSplits = Math.min(everything.accuracies.length, scratch.accuracies.length);
    const headEpochs = course.plans.get(key)?.headEpochs ?? 0;
    return [
      gainOf(
        network,
        firstSplits(everything, numSplits, headEpochs),
        firstSplits(scratch, numSplits, 0),
        course,
        headEpochs,
      ),
    ];
  });
}

function gainOf(
  network: RacingNetwork,
  everything: ContenderResult,
  scratch: ContenderResult,
  course: RaceCourse,
  headEpochs: number,
): TransferGain {
  const pretrained = meanCurve(everything);
  const scratchAccuracy = meanAccuracy(scratch);
  const gain = lead(everything, scratch, course);
  const ahead = isClear(gain) ? pretrained.findIndex((accuracy) => accuracy >= scratchAccuracy) : -1;
  return {
    network,
    pretrained,
    scratch: meanCurve(scratch),
    pretrainedAccuracy: meanAccuracy(everything),
    scratchAccuracy,
    gain,
    numSplits: everything.accuracies.length,
    headEpochs,
    aheadAfter: ahead < 0 ? undefined : ahead + 1,
  };
}

function firstSplits(result: ContenderResult, numSplits: number, skippedEpochs: number): ContenderResult {
  return {
    ...result,
    accuracies: result.accuracies.slice(0, numSplits),
    curves: result.curves.slice(0, numSplits).map((curve) => curve.slice(skippedEpochs)),
  };
}
