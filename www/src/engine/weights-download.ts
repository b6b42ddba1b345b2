/** Streams a weight file into the engine, chunk by chunk, so that it is decoded while it arrives. */
import type { EngineClient } from "./client";
import type { EngineEvent } from "./protocol";

/** Small enough for a lively progress bar, large enough that messages cost nothing. */
const CHUNK_BYTES = 256 * 1024;

/** What the engine said last (`backboneReady`, or `failed`), or why the file did not arrive. */
export type WeightsResult =
  | { kind: "event"; event: EngineEvent }
  | { kind: "problem"; problem: DownloadProblem };

export type DownloadProblem =
  | { code: "offline"; receivedBytes: number; detail: string }
  | { code: "httpStatus"; status: number }
  | { code: "aborted" };

export interface WeightsDownloadOptions {
  /** `totalBytes` is unknown where the server does not tell, or tells the compressed size. */
  onProgress?: (receivedBytes: number, totalBytes: number | undefined) => void;
  signal?: AbortSignal;
  fetch?: typeof fetch;
}

/** Never rejects. A file that ends too early ends in a `failed` event or a problem, not in silence. */
export async function downloadWeights(
  url: string,
  client: Pick<EngineClient, "send">,
  options: WeightsDownloadOptions = {},
): Promise<WeightsResult> {
  const { onProgress, signal, fetch: fetchFile = fetch } = options;
  let receivedBytes = 0;
  try {
    const response = await fetchFile(url, { signal: signal ?? null });
    if (!response.ok) return { kind: "problem", problem: { code: "httpStatus", status: response.status } };
    const totalBytes = statedBytes(response);
    onProgress?.(0, totalBytes);
    const countBytes = (numBytes: number) => {
      receivedBytes += numBytes;
      onProgress?.(receivedBytes, totalBytes);
    };

    let offset = 0;
    // A chunk is held back until the next one is there, because only then it is known not to be the last.
    let held: Uint8Array | undefined;
    for await (const chunk of chunksOf(response, countBytes)) {
      if (held !== undefined) {
        const numBytes = held.length;
        const event = await client.send({ kind: "receiveWeights", offset, bytes: held, isLast: false });
        if (event.kind === "failed") return { kind: "event", event };
        offset += numBytes;
      }
      if (signal?.aborted) return { kind: "problem", problem: { code: "aborted" } };
      held = chunk;
    }
    if (totalBytes !== undefined && receivedBytes < totalBytes) {
      // The engine would notice as well, but it is the line that broke, not the file.
      return { kind: "problem", problem: { code: "offline", receivedBytes, detail: "truncated" } };
    }
    const bytes = held ?? new Uint8Array(0);
    const event = await client.send({ kind: "receiveWeights", offset, bytes, isLast: true });
    return { kind: "event", event };
  } catch (cause) {
    if (signal?.aborted) return { kind: "problem", problem: { code: "aborted" } };
    return { kind: "problem", problem: { code: "offline", receivedBytes, detail: String(cause) } };
  }
}

/** Cuts a response's body into chunks of their own, all but the last of the same size. */
async function* chunksOf(
  response: Response,
  countBytes: (numBytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      countBytes(value.length);
      for (let start = 0; start < value.length; ) {
        const part = value.subarray(start, start + CHUNK_BYTES - filled);
        chunk.set(part, filled);
        start += part.length;
        filled += part.length;
        if (filled === CHUNK_BYTES) {
          yield chunk;
          chunk = new Uint8Array(CHUNK_BYTES);
          filled = 0;
        }
      }
    }
    if (filled > 0) yield chunk.slice(0, filled);
  } finally {
    // Tells the server to stop when the engine refused the file half way; after the end it does nothing.
    reader.cancel().catch(() => {});
  }
}

function statedBytes(response: Response): number | undefined {
  if (response.headers.get("content-encoding")) return undefined;
  const stated = Number(response.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(stated) && stated > 0 ? stated : undefined;
}
