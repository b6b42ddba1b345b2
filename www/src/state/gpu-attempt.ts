/** One try of the GPU: its engine is fetched, tested and measured beside the one in use, and may take its place. */
import type { EngineCandidate } from "../engine/client";
import type { GpuPreflight, GpuRefusal } from "../engine/protocol";
import type { DeviceChoice, DeviceReason, GpuSearch } from "./app-state";
import {
  type DeviceWish,
  isGpuFaster,
  isWorthRemembering,
  type Measured,
  measure,
  memoryKey,
  type Outcome,
  outcomeFromText,
  reasonToStay,
  textFromOutcome,
} from "./choose-device";
import type { TakeoverParts } from "./gpu-takeover";
import { handOver } from "./hand-over";
import { createTuningDevice } from "./tuning-device";

/** Some drivers never answer, and a second engine must not stay in memory for that. */
const LONGEST_TEST_MILLIS = 5 * 60_000;

/** One try, from its second engine's birth to the end of one of the two. */
interface Attempt extends TakeoverParts {
  candidate: EngineCandidate;
  /** Says that the try was cancelled; the candidate has ended then. */
  signal: AbortSignal;
  say(search: GpuSearch): void;
  remember(outcome: Outcome): void;
}

/** Gives the reason to stay with the CPU; none when the GPU has taken over. */
export async function attemptGpu(
  parts: TakeoverParts,
  wish: DeviceWish,
  signal: AbortSignal,
): Promise<DeviceReason | undefined> {
  const { dependencies, memory } = parts;
  const { client, store } = dependencies;
  const report = await client.preflightGpu();
  const key = memoryKey(store.state.value.engine.backbone?.fingerprint, report.description);
  const known = outcomeFromText(memory.read(key));
  const obstacle = reasonToStay(report, wish, known);
  if (obstacle || signal.aborted) return obstacle;

  const candidate = client.startCandidate("gpu");
  const end = () => candidate.end();
  signal.addEventListener("abort", end);
  const tooLate = setTimeout(end, LONGEST_TEST_MILLIS);
  const attempt: Attempt = {
    ...parts,
    candidate,
    signal,
    say: (search) => signal.aborted || store.dispatch({ type: "gpuSearchChanged", search }),
    remember: (outcome) => signal.aborted || memory.write(key, textFromOutcome(outcome)),
  };
  try {
    const refusal = await startGpu(attempt, report.preflight);
    if (refusal) return refusal;
    const choice = await compare(attempt, wish, known);
    if (choice.device === "cpu") return choice.why;
    clearTimeout(tooLate);
    const isGpuAsked = choice.why.because === "asked";
    const takeStep = createTuningDevice({ ...parts, memoryKey: key, isGpuAsked });
    return (await handOver({ ...attempt, takeStep }, choice)) ? undefined : { because: "gpuLost" };
  } finally {
    clearTimeout(tooLate);
    signal.removeEventListener("abort", end);
    // Does nothing to one that was taken into use.
    candidate.end();
  }
}

/** The weights, the device and its self-test. */
async function startGpu(attempt: Attempt, preflight: GpuPreflight): Promise<DeviceReason | undefined> {
  const { candidate, dependencies, say, remember } = attempt;
  say("fetching");
  const result = await dependencies.bringNetwork(candidate);
  if (candidate.stop?.code === "loadFailed" || result.kind === "problem") return { because: "gpuNotLoaded" };
  if (result.event.kind !== "backboneReady") return notStarted(result.event.kind);
  say("testing");
  const connected = await candidate.send({ kind: "connectGpu", preflight });
  switch (connected.kind) {
    case "gpuConnected":
      return undefined;
    case "gpuRefused":
      if (isWorthRemembering(connected.reason)) remember({ refusal: connected.reason });
      return { because: "refused", refusal: connected.reason };
    case "failed":
      return notStarted(connected.error.code);
    default:
      return notStarted(connected.kind);
  }
}

async function compare(
  attempt: Attempt,
  wish: DeviceWish,
  known: Outcome | undefined,
): Promise<DeviceChoice> {
  if (wish === "gpu") return { device: "gpu", why: { because: "asked" } };
  // What speaks for the CPU would have ended the try before it began.
  const kept = known && "cpuMillis" in known ? known : undefined;
  const measured = kept ?? (await measureBoth(attempt));
  if (!measured) return { device: "cpu", why: { because: "gpuLost" } };
  if (!kept) attempt.remember(measured);
  return {
    device: isGpuFaster(measured) ? "gpu" : "cpu",
    why: { because: "measured", ...measured },
  };
}

async function measureBoth({ candidate, dependencies }: Attempt): Promise<Measured | undefined> {
  const { client, store, nowMillis } = dependencies;
  const side = store.state.value.plan.pictureSide;
  const gpuMillis = await measure((ask) => ask(candidate), "gpu", side, nowMillis);
  if (gpuMillis === undefined) return undefined;
  const cpuMillis = await measure((ask) => client.alone(ask), "cpu", side, nowMillis);
  return cpuMillis === undefined ? undefined : { cpuMillis, gpuMillis };
}

export function notStarted(detail: string): { because: "refused"; refusal: GpuRefusal } {
  return { because: "refused", refusal: { reason: "deviceFailed", detail } };
}
