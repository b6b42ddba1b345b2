/** The worker's side of the conversation: one command in, one event out, and silence after a panic. */
import { holdLifeLock } from "./life-lock";
import { preflightGpu } from "./preflight";
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

/** An engine inside its worker. One command at a time: a second call before the first one's answer fails. */
export interface ServedEngine {
  handle(command: EngineCommand): Promise<EngineEvent>;
}

/** What a wasm package exports. */
export type EngineClass = new () => ServedEngine;
/** Compiles while the file arrives. */
export type LoadModule = (options: { module_or_path: string }) => Promise<unknown>;

/** What a worker has around it; tests give it something else. */
export interface WorkerSurroundings {
  scope: WorkerScope;
  preflight(): Promise<GpuReport>;
  holdLock(): Promise<string | undefined>;
}

/** Never rejects: an engine that cannot be loaded is told to the page like one that panicked. */
export async function serveEngine(
  loadEngine: () => Promise<ServedEngine>,
  { scope, preflight, holdLock }: WorkerSurroundings = ownSurroundings(),
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

function ownSurroundings(): WorkerSurroundings {
  return {
    // The page's types describe a window; in here `self` is a worker's scope.
    scope: self as unknown as WorkerScope,
    preflight: () => preflightGpu(navigator.gpu),
    holdLock: holdLifeLock,
  };
}

/** What the engine's panic hook left behind; the trap that follows says only "unreachable". */
function panicMessage(): string | undefined {
  const message: unknown = Reflect.get(globalThis, "afterimagePanic");
  return typeof message === "string" ? message : undefined;
}

function detailOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
