/** Which device runs the network here: measured once, remembered, and always with a reason. */
import type { Device } from "../engine/protocol";
import type { DeviceChoice } from "./app-state";
import type { Dependencies } from "./intents/dependencies";

/** What the page's address or an earlier failure says; nothing of it is remembered. */
export type DeviceWish = Device | "cpuBecauseGpuWasLost" | undefined;

export interface DeviceMemory {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
  /** Everything that was measured. */
  forget(): void;
}

/** What to measure with; the network's own size. */
interface Measured {
  cpuMillis: number;
  gpuMillis: number;
}

export async function chooseDevice(
  dependencies: Dependencies,
  wish: DeviceWish,
  memory: DeviceMemory,
): Promise<DeviceChoice> {
  const { client, store } = dependencies;
  const choice = await decide(dependencies, wish, memory);
  const event = await client.send({ kind: "chooseBackboneDevice", device: choice.device });
  // Whatever the engine could not switch to, it still runs on the CPU.
  const chosen: DeviceChoice =
    event.kind === "backboneDeviceChosen" ? choice : { device: "cpu", why: { because: "gpuLost" } };
  store.dispatch({ type: "deviceChosen", choice: chosen });
  return chosen;
}

async function decide(
  dependencies: Dependencies,
  wish: DeviceWish,
  memory: DeviceMemory,
): Promise<DeviceChoice> {
  const { client, store } = dependencies;
  if (wish === "cpuBecauseGpuWasLost") return { device: "cpu", why: { because: "gpuLost" } };
  if (wish === "cpu") return { device: "cpu", why: { because: "asked" } };
  const { preflight, isSoftware, description } = await client.preflightGpu();
  if (isSoftware && wish !== "gpu") return { device: "cpu", why: { because: "softwareOnly" } };
  const connected = await client.send({ kind: "connectGpu", preflight });
  if (connected.kind === "gpuRefused") {
    return { device: "cpu", why: { because: "refused", refusal: connected.reason } };
  }
  if (connected.kind !== "gpuConnected") {
    const detail = connected.kind === "failed" ? connected.error.code : connected.kind;
    return { device: "cpu", why: { because: "refused", refusal: { reason: "deviceFailed", detail } } };
  }
  if (wish === "gpu") return { device: "gpu", why: { because: "asked" } };
  const key = memoryKey(store.state.value.engine.backbone?.fingerprint, description);
  const measured = measuredFromText(memory.read(key)) ?? (await measureBoth(dependencies));
  if (!measured) return { device: "cpu", why: { because: "gpuLost" } };
  memory.write(key, JSON.stringify(measured));
  return {
    device: measured.gpuMillis < measured.cpuMillis ? "gpu" : "cpu",
    why: { because: "measured", ...measured },
  };
}

export function memoryKey(fingerprint: string | undefined, adapter: string): string {
  return `device ${fingerprint ?? ""} ${adapter}`;
}

async function measureBoth(dependencies: Dependencies): Promise<Measured | undefined> {
  const cpuMillis = await measure(dependencies, "cpu");
  const gpuMillis = cpuMillis === undefined ? undefined : await measure(dependencies, "gpu");
  return cpuMillis === undefined || gpuMillis === undefined ? undefined : { cpuMillis, gpuMillis };
}

/** The first run compiles shaders and fills caches, so only the second one counts. */
async function measure(
  { client, store, nowMillis }: Dependencies,
  device: Device,
): Promise<number | undefined> {
  const side = store.state.value.engine.backbone?.inputSide ?? 224;
  let elapsedMillis: number | undefined;
  for (let run = 0; run < 2; run += 1) {
    const begin = nowMillis();
    const event = await client.send({ kind: "measureBackbone", device, side });
    if (event.kind !== "backboneMeasured") return undefined;
    elapsedMillis = nowMillis() - begin;
  }
  return elapsedMillis;
}

function measuredFromText(text: string | undefined): Measured | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return undefined;
    const { cpuMillis, gpuMillis } = parsed as Partial<Record<keyof Measured, unknown>>;
    return typeof cpuMillis === "number" && typeof gpuMillis === "number"
      ? { cpuMillis, gpuMillis }
      : undefined;
  } catch {
    return undefined;
  }
}
