/** Types of what is said about the machine, for the tests. */

export interface Machine {
  processor: string;
  numCores: number;
  memoryBytes: number;
  system: string;
  node: string;
  loadBefore: number;
}

export function machine(): Machine;
export function commitOf(folder: string): string;
