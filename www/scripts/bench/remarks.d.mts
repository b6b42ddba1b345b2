/** Types of remarks.mjs. */
import type { Row } from "./row.mjs";

export function remarkOn(row: Row): string | undefined;
