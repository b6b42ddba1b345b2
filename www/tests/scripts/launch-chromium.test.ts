/** What a machine's own graphics processor takes differs by system, and what the CPU plays is never asked of it. */
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

async function argumentsOn(platform: NodeJS.Platform): Promise<string[]> {
  vi.resetModules();
  vi.stubGlobal("process", Object.create(process, { platform: { value: platform } }));
  const { HARDWARE_GPU_ARGUMENTS } = await import("../../scripts/launch-chromium.mjs");
  return HARDWARE_GPU_ARGUMENTS;
}

test("on Linux the graphics processor is spoken to by Vulkan, without a display", async () => {
  const given = await argumentsOn("linux");
  expect(given).toEqual(
    expect.arrayContaining([
      "--enable-unsafe-webgpu",
      "--enable-features=Vulkan",
      "--disable-gpu-compositing",
    ]),
  );
  expect(given).not.toContain("--use-webgpu-adapter=swiftshader");
});

test.each(["darwin", "win32"] as const)("on %s nothing is said of Vulkan", async (platform) => {
  expect(await argumentsOn(platform)).toEqual(["--enable-unsafe-webgpu"]);
});
