/** Types of the weighing, for the tests that use it. */

export interface WeighedPart {
  what: string;
  files: { name: string; bytes: number }[];
  bytes: number;
  most: number;
}

export const BUDGETS: { codeBeforePicture: number; cpuWasm: number; gpuWasm: number };
export function weighPage(dist: string): Promise<WeighedPart[]>;
export function tableOf(parts: WeighedPart[]): string;
