/** The worker's side of the conversation: one command in, one event out, and silence after a panic. */
import type { EngineCommand, EngineEvent } from "./protocol";
import type { GpuReport, MessageFromWorker, MessageToWorker } from "./worker-messages";
import { buffersOfEvent } from "./worker-messages";

/** What `serveEngine` needs of a worker's global scope. */
export interface WorkerScope {
  addEventListener(type: "message", listener: (event: { data: MessageToWorker }) => void): void;
  addEventListener(
    type: "error" | "unhandledrejection",
    listener: (event: { message?: string; reason?: unknown }) => void,
  ): void;
  postMessage(message: MessageFromWorker, transfer?: ArrayBuffer[]): void;
}

interface ServedEngine {
  handle(command: EngineCommand): Promise<EngineEvent>;
}

/** Never rejects: an engine that cannot be loaded is told to the page like one that panicked. */
export async function serveEngine(
  scope: WorkerScope,
  loadEngine: () => Promise<ServedEngine>,
  preflight: () => Promise<GpuReport>,
  holdLock: () => Promise<string | undefined>,
): Promise<void> {
  let isPoisoned = false;
  const poison = (cause: unknown) => {
    if (isPoisoned) return;
    isPoisoned = true;
    scope.postMessage({ type: "fatal", detail: panicMessage() ?? detailOf(cause) });
  };
  // A panic inside a future never settles its promise: the trap surfaces here and nowhere else.
  scope.addEventListener("error", (event) => poison(event.message ?? "error"));
  scope.addEventListener("unhandledrejection", ({ reason }) => {
    // A promise that the GPU's driver left rejected is no reason to give up; a trap is.
    if (reason instanceof WebAssembly.RuntimeError) poison(reason);
  });

  const starting = Promise.all([loadEngine(), holdLock()]);
  scope.addEventListener("message", async ({ data }) => {
    if (isPoisoned) return;
    if (data.type === "preflight") {
      scope.postMessage({ type: "preflight", id: data.id, preflight: await preflight() });
      return;
    }
    try {
      const [engine] = await starting;
      const event = await engine.handle(data.command);
      if (isPoisoned) return;
      scope.postMessage({ type: "event", id: data.id, event }, buffersOfEvent(event));
    } catch (cause) {
      poison(cause);
    }
  });

  try {
    const [, lockName] = await starting;
    if (!isPoisoned) scope.postMessage({ type: "ready", lockName });
  } catch (cause) {
    poison(cause);
  }
}

/** What the engine's panic hook left behind; the trap that follows says only "unreachable". */
function panicMessage(): string | undefined {
  const message: unknown = Reflect.get(globalThis, "afterimagePanic");
  return typeof message === "string" ? message : undefined;
}

function detailOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
