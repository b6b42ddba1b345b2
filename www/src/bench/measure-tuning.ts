/** The tuning step: every engine learns the same from the same maps, which is compared first, then timed in turn. */
import type { Row } from "../../scripts/bench/row.mjs";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import { networkAddress } from "./embedder";
import { engineName } from "./in-words";
import { type OurEngine, startOurEngine } from "./our-engine";
import type { OurTuning } from "./our-tuning";
import { startPeer } from "./peer-client";
import { timeRounds } from "./time-rounds";
import { COMPARED_STEPS, compareSteps, doStepsAgree, type TuningComparison } from "./tuning-agreement";
import { stepMultiplyAdds, type TuningJob, type TuningMaps, type TuningStep, tuningJob } from "./tuning-job";
import { type OurSpec, ourTuningSpecs, type TuningLane, tuningLanes } from "./tuning-plan";
import { type TuningFound, tuningRows } from "./tuning-rows";

/** Anything that takes one step after the other; `isCompared` asks for the lengths of gradients as well. */
interface Learner {
  name: string;
  step(isCompared: boolean): Promise<TuningStep & { elapsedMillis: number }>;
}

interface Ours extends Learner {
  spec: OurSpec;
  tuning: OurTuning;
}

export async function measureTuning(context: BenchContext): Promise<Row[]> {
  const job = tuningJob();
  const engines: OurEngine[] = [];
  try {
    const ours: Ours[] = [];
    for (const spec of ourTuningSpecs(context)) {
      const name = engineName(spec);
      context.say(benchText.starting(name));
      const engine = await startOurEngine(spec);
      engines.push(engine);
      const tuning = await engine.beginTuning(job);
      ours.push({ name, spec, tuning, step: (isCompared) => tuning.step(isCompared) });
    }
    const showMillis = await timeShowing(context, job, ours);
    const first = ours[0];
    if (!first) return [];
    const maps = await first.tuning.maps();
    const found: TuningFound = {
      job,
      ours: ours.map(({ spec }) => spec),
      peers: tuningLanes(context).flatMap(({ peers }) => peers),
      showMillis,
      stepMillis: new Map(),
      multiplyAdds: stepMultiplyAdds(job, maps),
      worst: { loss: 0, gradient: 0 },
    };
    const reference = await comparedSteps(first);
    for (const lane of tuningLanes(context)) {
      const inLane = lane.withOurs ? ours : [];
      const others = inLane.filter((one) => one !== first);
      if (!(await measureLane(context, { job, maps, lane, inLane, others, reference, found }))) break;
    }
    return tuningRows(found);
  } finally {
    for (const engine of engines) engine.close();
  }
}

interface LaneWork {
  job: TuningJob;
  maps: TuningMaps;
  lane: TuningLane;
  inLane: readonly Ours[];
  /** Those of ours that the reference is not. */
  others: readonly Ours[];
  reference: readonly TuningStep[];
  found: TuningFound;
}

/** Whether all agreed; where one did not, nothing was timed. */
async function measureLane(context: BenchContext, work: LaneWork): Promise<boolean> {
  const { job, maps, lane, inLane, others, reference, found } = work;
  const ends: (() => void)[] = [];
  try {
    const peers = await startPeers(context, lane.peers, job, maps, ends);
    const learners: Learner[] = [...inLane];
    let doAgree = true;
    for (const learner of [...others, ...peers]) {
      context.say(benchText.comparing(learner.name));
      const comparison = await compare(context, learner, reference);
      if (!comparison) continue;
      if (doStepsAgree(comparison)) {
        if (!learners.includes(learner)) learners.push(learner);
        found.worst = worse(found.worst, comparison);
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

async function startPeers(
  context: BenchContext,
  specs: TuningLane["peers"],
  job: TuningJob,
  maps: TuningMaps,
  ends: (() => void)[],
): Promise<Learner[]> {
  const learners: Learner[] = [];
  for (const spec of specs) {
    const name = engineName(spec);
    context.say(benchText.starting(name));
    try {
      const peer = await startPeer(spec, networkAddress());
      ends.push(() => peer.close());
      context.versions.set(spec.family, peer.version);
      await peer.beginTuning(job, maps);
      const step = async (isCompared: boolean) => {
        const begin = performance.now();
        const taken = await peer.takeTuningStep(isCompared);
        return { ...taken, elapsedMillis: performance.now() - begin };
      };
      learners.push({ name, step });
    } catch (cause) {
      context.fail({ code: "engineFailed", engine: name, detail: String(cause) });
    }
  }
  return learners;
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

/** Each measures itself, because what comes between two of our steps is no step. */
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

function worse(one: TuningComparison, other: TuningComparison): TuningComparison {
  return { loss: Math.max(one.loss, other.loss), gradient: Math.max(one.gradient, other.gradient) };
}
