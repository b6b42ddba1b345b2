/** Decodes files off the main thread, one at a time. */
import { type DecodeJob, type DecodeOutcome, decodeFile } from "./decode-file";

export interface DecodeAnswer {
  id: number;
  outcome: DecodeOutcome;
}

/** The first message, before any job. */
export interface DecodeGreeting {
  canDecode: boolean;
}

interface Scope {
  postMessage(message: DecodeAnswer | DecodeGreeting, transfer?: ArrayBuffer[]): void;
  addEventListener(
    type: "message",
    listener: (event: { data: { id: number; job: DecodeJob } }) => void,
  ): void;
}

// The page's types describe a window; in here `self` is a worker's scope.
const scope = self as unknown as Scope;

scope.addEventListener("message", async ({ data: { id, job } }) => {
  const outcome = await decodeFile(job);
  const buffer = outcome.kind === "picture" ? outcome.pixels.buffer : undefined;
  scope.postMessage({ id, outcome }, buffer instanceof ArrayBuffer ? [buffer] : []);
});

scope.postMessage({ canDecode: typeof OffscreenCanvas !== "undefined" && canDraw() });

function canDraw(): boolean {
  return new OffscreenCanvas(1, 1).getContext("2d") !== null;
}
