/** The tuning step: every engine learns the same from the same maps, which is compared first, then timed in turn. */
import type { Row } from "../../scripts/bench/row.mjs";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import { deviceOf } from "./engine-device";
import { timeRounds } from "./time-rounds";
import { COMPARED_STEPS, compareSteps, doStepsAgree, type TuningComparison } from "./tuning-agreement";
import { stepMultiplyAdds, type TuningJob, type TuningMaps, type TuningStep, tuningJob } from "./tuning-job";
import {
  type Ends,
  type Learner,
  type Ours,
  startOurs,
  startOursOnGpu,
  startTheirs,
} from "./tuning-learners";
import { ourCpuSpecs, type TuningLane, tuningLanes } from "./tuning-plan";
import { type TuningFound, tuningRows } from "./tuning-rows";

export async function measureTuning(context: BenchContext): Promise<Row[]> {
  const job = tuningJob();
  const ends: Ends = [];
  try {
    const onCpu: Ours[] = [];
    for (const spec of ourCpuSpecs(context)) onCpu.push(await startOurs(context, spec, job, ends));
    const showMillis = await timeShowing(context, job, onCpu);
    const first = onCpu[0];
    if (!first) return [];
    const maps = await first.tuning.maps();
    const lanes = tuningLanes(context);
    const found: TuningFound = {
      job,
      ours: lanes.flatMap(({ ours }) => ours),
      peers: lanes.flatMap(({ peers }) => peers),
      showMillis,
      stepMillis: new Map(),
      multiplyAdds: stepMultiplyAdds(job, maps),
      comparisons: new Map(),
    };
    const reference = await comparedSteps(first);
    for (const lane of lanes) {
      if (!(await measureLane(context, { job, maps, lane, onCpu, reference, found }))) break;
    }
    return tuningRows(found);
  } finally {
    for (const end of ends) end();
  }
}

interface LaneWork {
  job: TuningJob;
  maps: TuningMaps;
  lane: TuningLane;
  /** Ours that are running already; the first of them took the steps of `reference`. */
  onCpu: readonly Ours[];
  reference: readonly TuningStep[];
  found: TuningFound;
}

/** Whether all agreed; where one did not, nothing was timed. */
async function measureLane(context: BenchContext, work: LaneWork): Promise<boolean> {
  const { lane, onCpu, reference, found } = work;
  const ends: Ends = [];
  try {
    const [first, ...others] = lane.ours.some((spec) => deviceOf(spec) === "cpu") ? onCpu : [];
    const learners: Learner[] = first ? [first] : [];
    let doAgree = true;
    for (const learner of [...others, ...(await startLearners(context, work, ends))]) {
      context.say(benchText.comparing(learner.name));
      const comparison = await compare(context, learner, reference);
      if (!comparison) continue;
      if (doStepsAgree(comparison, learner.device)) {
        learners.push(learner);
        found.comparisons.set(learner.name, comparison);
      } else {
        context.fail({ code: "tuningDisagreement", engine: learner.name, ...comparison });
        doAgree = false;
      }
    }
    if (doAgree) await timeSteps(context, learners, lane.repetitions, found.stepMillis);
    return doAgree;
  } finally {
    for (const end of ends) end();
  }
}

/** Those that are needed in this lane only; one that does not start is left out. */
async function startLearners(
  context: BenchContext,
  { job, maps, lane }: LaneWork,
  ends: Ends,
): Promise<Learner[]> {
  const learners: (Learner | undefined)[] = [];
  for (const spec of lane.ours.filter((one) => deviceOf(one) === "gpu")) {
    learners.push(await startOursOnGpu(context, spec, job, ends));
  }
  for (const spec of lane.peers) learners.push(await startTheirs(context, spec, { job, maps }, ends));
  return learners.filter((learner) => learner !== undefined);
}

async function timeShowing(
  context: BenchContext,
  job: TuningJob,
  ours: readonly Ours[],
): Promise<Map<string, number[]>> {
  const millis = new Map(ours.map(({ name }) => [name, [] as number[]]));
  const contestants = ours.map(({ name, tuning }) => ({
    name,
    prepare: () => async () => {
      const samples = millis.get(name);
      samples?.push(await tuning.show(samples.length));
    },
  }));
  const { failures } = await timeRounds(contestants, {
    repetitions: job.labels.length,
    warmUps: 0,
    onTurn: (name, round, numRounds) =>
      context.say(benchText.turn(benchText.tuningShowing, name, round + 1, numRounds)),
  });
  for (const [engine, detail] of failures) throw new Error(`${engine}: ${detail}`);
  // Whoever looks for the first time also finds room for the maps.
  return new Map([...millis].map(([name, samples]) => [name, samples.slice(1)]));
}

async function comparedSteps(learner: Learner): Promise<TuningStep[]> {
  const steps: TuningStep[] = [];
  while (steps.length < COMPARED_STEPS) steps.push(await learner.step(true));
  return steps;
}

async function compare(
  context: BenchContext,
  learner: Learner,
  reference: readonly TuningStep[],
): Promise<TuningComparison | undefined> {
  try {
    return compareSteps(reference, await comparedSteps(learner));
  } catch (cause) {
    context.fail({ code: "engineFailed", engine: learner.name, detail: String(cause) });
    return undefined;
  }
}

async function timeSteps(
  context: BenchContext,
  learners: readonly Learner[],
  repetitions: number,
  stepMillis: Map<string, number[]>,
): Promise<void> {
  const contestants = learners.map(({ name, step }) => ({
    name,
    prepare: () => async () => {
      const { elapsedMillis } = await step(false);
      stepMillis.set(name, [...(stepMillis.get(name) ?? []), elapsedMillis]);
    },
  }));
  const { failures } = await timeRounds(contestants, {
    repetitions,
    // The compared steps were the first ones.
    warmUps: 0,
    onTurn: (name, round, numRounds) =>
      context.say(benchText.turn(benchText.tuning, name, round + 1, numRounds)),
  });
  for (const [engine, detail] of failures) {
    context.fail({ code: "engineFailed", engine, detail });
    stepMillis.delete(engine);
  }
}
