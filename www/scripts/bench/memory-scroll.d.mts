/** Types of the timed scrolling, for the tests that use it. */
import type { Page } from "@playwright/test";
import type { Scroll } from "./memory-rows.d.mts";

export function showAllPictures(page: Page): Promise<void>;
export function timeScrolling(page: Page): Promise<Scroll & { numDrawn: number }>;
export function summaryOf(deltas: readonly number[]): Scroll;
