/** Types of what is read out of a row, for the bench's page and for the tests. */
import type { Figure, Row, Unit } from "./row.d.mts";

export function samplesOf(figure: Figure): number[];
export function median(samples: readonly number[]): number;
export function bestPeer(row: Row): { name: string; median: number } | undefined;
export function ratioToBestPeer(row: Row): number | undefined;
export function isTargetMet(row: Row): boolean | undefined;
export function figureInWords(figure: Figure, unit: Unit): string;
export function threeDigits(number: number): string;
