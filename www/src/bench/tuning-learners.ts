/** The engines that take the tuning step, ready for it: ours by the protocol, peers from the maps that ours gave. */
import type { Device } from "../engine/protocol";
import { benchText } from "../text/bench";
import type { BenchContext } from "./bench-context";
import type { PeerSpec } from "./contract";
import { networkAddress } from "./embedder";
import { deviceOf } from "./engine-device";
import { engineName } from "./in-words";
import { startOurEngine } from "./our-engine";
import type { OurTuning } from "./our-tuning";
import { startPeer } from "./peer-client";
import type { TuningJob, TuningMaps, TuningStep } from "./tuning-job";
import type { OurSpec } from "./tuning-plan";

/** Anything that takes one step after the other; `isCompared` asks for the lengths of gradients as well. */
export interface Learner {
  name: string;
  device: Device;
  /** It measures itself, because what comes between two of our steps is no step. */
  step(isCompared: boolean): Promise<TuningStep & { elapsedMillis: number }>;
}

export interface Ours extends Learner {
  tuning: OurTuning;
}

/** Whoever starts one says here how it ends. */
export type Ends = (() => void)[];

export async function startOurs(
  context: BenchContext,
  spec: OurSpec,
  job: TuningJob,
  ends: Ends,
): Promise<Ours> {
  const name = engineName(spec);
  context.say(benchText.starting(name));
  const engine = await startOurEngine(spec);
  ends.push(() => engine.close());
  const tuning = await engine.beginTuning(job);
  return { name, device: deviceOf(spec), tuning, step: (isCompared) => tuning.step(isCompared) };
}

/** Our engine on a GPU, with all pictures shown; undefined, and told, where the GPU is refused. */
export async function startOursOnGpu(
  context: BenchContext,
  spec: OurSpec,
  job: TuningJob,
  ends: Ends,
): Promise<Ours | undefined> {
  try {
    const ours = await startOurs(context, spec, job, ends);
    for (const index of job.labels.keys()) await ours.tuning.show(index);
    return ours;
  } catch (cause) {
    context.fail({ code: "engineFailed", engine: engineName(spec), detail: String(cause) });
    return undefined;
  }
}

/** Undefined, and told, where it does not start. */
export async function startTheirs(
  context: BenchContext,
  spec: PeerSpec,
  { job, maps }: { job: TuningJob; maps: TuningMaps },
  ends: Ends,
): Promise<Learner | undefined> {
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
    return { name, device: deviceOf(spec), step };
  } catch (cause) {
    context.fail({ code: "engineFailed", engine: name, detail: String(cause) });
    return undefined;
  }
}
