/** Which device an engine of the bench computes on. */
import type { Device } from "../engine/protocol";
import type { EngineSpec } from "./contract";

export function deviceOf(spec: EngineSpec): Device {
  if (spec.family !== "ours") return spec.backend === "webgpu" ? "gpu" : "cpu";
  switch (spec.build) {
    case "cpu":
    case "cpuThreads":
      return "cpu";
    case "gpu":
      return "gpu";
    default:
      return spec.build satisfies never;
  }
}
