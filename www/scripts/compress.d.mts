/** Types of the compression, for the tests that use it. */

export type Encoding = "br" | "gzip";

export function compressQuickly(bytes: Uint8Array, encoding: Encoding): Promise<Buffer>;
export function compressFully(bytes: Uint8Array, encoding: Encoding): Promise<Buffer>;
