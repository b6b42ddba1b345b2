/** Finds the Chromium of this machine and starts it without a window, for tests and for evaluations. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Under these names Chromium is installed, by distribution and by taste. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const OTHER_PLACES = [
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Nothing that talks to anyone: the tests watch that no request leaves the page's own origin. */
const QUIET_ARGUMENTS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** WebGPU played by the CPU: slow, but the same on every machine. */
export const SOFTWARE_GPU_ARGUMENTS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/**
 * On Linux, WebGPU speaks Vulkan. Without a display ANGLE has to speak it as well and draw without a surface, and a
 * server's card may be on the list of those not to be trusted. Where compositing is left to find out that it has no
 * display, it falls back to software, and in that moment the first `requestAdapter()` is answered with null.
 */
const VULKAN_ARGUMENTS = [
  "--ignore-gpu-blocklist",
  "--enable-features=Vulkan",
  "--use-angle=vulkan",
  "--disable-vulkan-surface",
  "--disable-gpu-compositing",
];
export const HARDWARE_GPU_ARGUMENTS = [
  "--enable-unsafe-webgpu",
  ...(process.platform === "linux" ? VULKAN_ARGUMENTS : []),
];

/** The path of a Chromium, from `CHROMIUM` or from the usual places; undefined when there is none. */
export function findChromium(environment = process.env) {
  if (environment.CHROMIUM) return isExecutable(environment.CHROMIUM) ? environment.CHROMIUM : undefined;
  const folders = ["/usr/bin", ...(environment.PATH ?? "").split(delimiter).filter(Boolean)];
  const candidates = [
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...OTHER_PLACES,
  ];
  return candidates.find(isExecutable);
}

/** What Playwright needs to start that Chromium. */
export function chromiumLaunchOptions(extraArguments = []) {
  const executablePath = findChromium();
  if (!executablePath) throw new ChromiumMissing(process.env.CHROMIUM);
  return { executablePath, headless: true, args: [...QUIET_ARGUMENTS, ...extraArguments] };
}

/** Starts it; the caller closes it. */
export async function launchChromium(extraArguments = []) {
  // Only now, because it takes a second to load and a wrong option should be told at once.
  const { chromium } = await import("@playwright/test");
  return chromium.launch(chromiumLaunchOptions(extraArguments));
}

export class ChromiumMissing extends Error {
  constructor(wantedPath) {
    super(
      wantedPath
        ? `The environment variable CHROMIUM names ${wantedPath}, which is no program. Set it to the path of Chromium or Chrome.`
        : "No Chromium was found. Install it (on Debian: apt-get install chromium) or set the environment variable CHROMIUM to its path.",
    );
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
