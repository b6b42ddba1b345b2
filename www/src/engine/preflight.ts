/** Asks the browser about its GPU, so that an engine for it is fetched and opened only where it may work. */
import type { GpuReport } from "./worker-messages";

/** Some drivers never answer; the page must not wait for them for ever. */
const LONGEST_WAIT_MILLIS = 8000;

/** Names under which programs that play a GPU on the CPU are known. */
const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|software|basic render|\bwarp\b|\bcpu\b/i;

/** Never rejects: whatever goes wrong is an adapter that is not there. */
export async function preflightGpu(gpu: GPU | undefined): Promise<GpuReport> {
  if (gpu === undefined || gpu === null) return gpuReportWithoutAdapter(false);
  const adapter = await adapterInTime(gpu);
  if (adapter === undefined) return gpuReportWithoutAdapter(true);
  const { vendor = "", architecture = "", device = "", description = "" } = adapter.info ?? {};
  const names = [vendor, architecture, device, description].filter((name) => name !== "");
  return {
    preflight: {
      hasWebgpu: true,
      hasAdapter: true,
      maxStorageBuffers: adapter.limits.maxStorageBuffersPerShaderStage,
      maxBufferBytes: adapter.limits.maxStorageBufferBindingSize,
    },
    isSoftware: isFallback(adapter) || SOFTWARE_ADAPTER.test(names.join(" ")),
    description: names.join(" "),
  };
}

export function gpuReportWithoutAdapter(hasWebgpu: boolean): GpuReport {
  return {
    preflight: {
      hasWebgpu,
      hasAdapter: false,
      maxStorageBuffers: 0,
      maxBufferBytes: 0,
    },
    isSoftware: false,
    description: "",
  };
}

async function adapterInTime(gpu: GPU): Promise<GPUAdapter | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LONGEST_WAIT_MILLIS);
  });
  try {
    const adapter = await Promise.race([
      gpu.requestAdapter({ powerPreference: "high-performance" }),
      tooLate,
    ]);
    return adapter ?? undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** The flag moved from the adapter to its `info`; browsers have one, the other or both. */
function isFallback(adapter: GPUAdapter): boolean {
  const older = (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter;
  return adapter.info?.isFallbackAdapter === true || older === true;
}
