/** Types of the Chromium launcher, for the tests that use it. */
import type { Browser, LaunchOptions } from "@playwright/test";

export const SOFTWARE_GPU_ARGUMENTS: string[];
export const HARDWARE_GPU_ARGUMENTS: string[];
export function findChromium(environment?: NodeJS.ProcessEnv): string | undefined;
export function chromiumLaunchOptions(extraArguments?: string[]): LaunchOptions;
export function launchChromium(extraArguments?: string[]): Promise<Browser>;
export class ChromiumMissing extends Error {}
