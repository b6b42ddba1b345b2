/** Types of remarks.mjs. */
import type { Row } from "./row.mjs";

export function remarkOn(row: Row): string | undefined;

export function boundOfGpuStep(rows: readonly Row[], adapter: { isSoftware: boolean } | undefined): string;
