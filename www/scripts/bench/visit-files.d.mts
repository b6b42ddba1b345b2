/** Types of the reader of built pages, for the tests that use it. */

export function filesOfFirstPaint(dist: string): Promise<string[]>;
export function engineBuilds(dist: string): Promise<string[]>;
export function engineFiles(dist: string, build: string): Promise<{ worker: string; wasm: string }>;
