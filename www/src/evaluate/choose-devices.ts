/** Where the network runs, and where its blocks learn: both on the device that was asked for, or not at all. */
import type { EngineClient } from "../engine/client";
import type { Device, EngineEvent } from "../engine/protocol";

/** The engine's last answer: what it chose, or why it could not. */
export async function chooseDevices(
  engine: Pick<EngineClient, "send" | "preflightGpu">,
  device: Device,
  blocksLearn: boolean,
): Promise<EngineEvent> {
  if (device === "gpu") {
    const { preflight } = await engine.preflightGpu();
    const connected = await engine.send({ kind: "connectGpu", preflight });
    if (connected.kind !== "gpuConnected") return connected;
  }
  const chosen = await engine.send({ kind: "chooseBackboneDevice", device });
  // On the CPU they learn by themselves.
  if (device === "cpu" || !blocksLearn || chosen.kind !== "backboneDeviceChosen") return chosen;
  return engine.send({ kind: "chooseTuningDevice", device });
}
