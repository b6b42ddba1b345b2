/** Which device runs the network here: what speaks against the GPU, what is measured, and what is remembered of it. */
import type { AnsweringEngine } from "../engine/client";
import { fastestCpuBuild, numThreads } from "../engine/engine-build";
import type { Device, GpuRefusal } from "../engine/protocol";
import type { GpuReport } from "../engine/worker-messages";
import type { DeviceReason } from "./app-state";

/** What the page's address or an earlier failure says; nothing of it is remembered. */
export type DeviceWish = Device | "cpuBecauseGpuWasLost" | undefined;

export interface DeviceMemory {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
  /** Everything that was found out. */
  forget(): void;
}

/** What a try of the GPU came to. An accident, like a driver that crashed, is none. */
export type Outcome = Measured | { refusal: GpuRefusal };

/** Milliseconds a picture of the network's own size. */
export interface Measured {
  cpuMillis: number;
  gpuMillis: number;
}

/** The first run compiles shaders and fills caches, and something else may be going on during the others. */
const NUM_RUNS = 3;

/** Why the GPU is not worth a try, from what the browser says of it and what came of the last try. */
export function reasonToStay(
  report: GpuReport,
  wish: DeviceWish,
  known: Outcome | undefined,
): DeviceReason | undefined {
  const { hasWebgpu, hasAdapter } = report.preflight;
  if (!hasWebgpu) return { because: "refused", refusal: { reason: "noWebgpu" } };
  if (!hasAdapter) return { because: "refused", refusal: { reason: "noAdapter" } };
  if (wish === "gpu") return undefined;
  if (report.isSoftware) return { because: "softwareOnly" };
  if (known === undefined) return undefined;
  if ("refusal" in known) return { because: "refused", refusal: known.refusal };
  return isGpuFaster(known) ? undefined : { because: "measured", ...known };
}

export function isGpuFaster({ cpuMillis, gpuMillis }: Measured): boolean {
  return gpuMillis < cpuMillis;
}

/** The best of a few runs, each in a turn of its own, so that nobody waits for more than one picture. */
export async function measure(
  takeTurn: (ask: (engine: AnsweringEngine) => Promise<number | undefined>) => Promise<number | undefined>,
  device: Device,
  side: number,
  nowMillis: () => number,
): Promise<number | undefined> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < NUM_RUNS; run += 1) {
    const elapsedMillis = await takeTurn(async (engine) => {
      const begin = nowMillis();
      const event = await engine.send({ kind: "measureBackbone", device, side });
      return event.kind === "backboneMeasured" ? nowMillis() - begin : undefined;
    });
    if (elapsedMillis === undefined) return undefined;
    best = Math.min(best, elapsedMillis);
  }
  return best;
}

/** With other threads or another build the CPU is another rival. */
export function memoryKey(fingerprint: string | undefined, adapter: string): string {
  return `device ${fingerprint ?? ""} ${fastestCpuBuild()} ${numThreads()} ${adapter}`;
}

/** Only refusals that would be the same another time; a device that did not start may start tomorrow. */
export function isWorthRemembering(refusal: GpuRefusal): boolean {
  return refusal.reason === "selfTestFailed" || refusal.reason === "limitTooSmall";
}

export function textFromOutcome(outcome: Outcome): string {
  return JSON.stringify(outcome);
}

/** Anything that makes no sense is no memory. */
export function outcomeFromText(text: string | undefined): Outcome | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed)) return undefined;
    const { cpuMillis, gpuMillis, refusal } = parsed;
    if (typeof cpuMillis === "number" && typeof gpuMillis === "number") return { cpuMillis, gpuMillis };
    const known = isRecord(refusal) ? refusalFromRecord(refusal) : undefined;
    return known && { refusal: known };
  } catch {
    return undefined;
  }
}

function refusalFromRecord(record: Record<string, unknown>): GpuRefusal | undefined {
  const { reason, operation, detail, limit, needed, found } = record;
  if (reason === "selfTestFailed" && typeof operation === "string" && typeof detail === "string") {
    return { reason, operation, detail };
  }
  const hasNumbers = typeof needed === "number" && typeof found === "number";
  if (reason === "limitTooSmall" && typeof limit === "string" && hasNumbers) {
    return { reason, limit, needed, found };
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
