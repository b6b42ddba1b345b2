/** One worker's life, from loading to its death: it gets one command at a time and answers each exactly once. */
import type { EngineBuild } from "./engine-build";
import type { watchLifeLock } from "./life-lock";
import { gpuReportWithoutAdapter } from "./preflight";
import type { EngineCommand, EngineEvent } from "./protocol";
import { commandForTransfer, type GpuReport, type MessageFromWorker } from "./worker-messages";

/** Why there is no engine any more. */
export interface EngineStop {
  /** It panicked; the worker was killed from outside; or it could not be loaded in the first place. */
  code: "panicked" | "killed" | "loadFailed";
  /** For a bug report; never interpreted. */
  detail: string;
}

/** What a session needs of a `Worker`. */
export type EngineWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

/** Whoever the session tells what happens; it may change hands. */
export interface SessionListener {
  /** What the engine itself said, before the one who asked hears it. */
  onEvent(event: EngineEvent, command: EngineCommand): void;
  /** It ended by itself; never after `end`. */
  onStopped(stop: EngineStop): void;
  /** It is loaded, or has answered, or has ended: whoever waits for it may go on. */
  onFree(): void;
}

export interface SessionOptions {
  build: EngineBuild;
  createWorker(build: EngineBuild): EngineWorker;
  watchLife: typeof watchLifeLock;
  listener: SessionListener;
}

/** A new object for each worker, so that a message of an old worker cannot be mistaken. */
export interface EngineSession {
  readonly build: EngineBuild;
  /** Who hears of it from now on. */
  listener: SessionListener;
  /** Loaded, alive, and without a command in flight. */
  readonly isFree: boolean;
  readonly isBusy: boolean;
  readonly hasEnded: boolean;
  /** Why it ended by itself; absent while it lives, and after `end`. */
  readonly stop: EngineStop | undefined;
  /** Resolves when the engine is loaded, or has ended. */
  readonly started: Promise<void>;
  /** Only while it is free or has ended. `answer` is called exactly once, with `failed` for a dead worker. */
  ask(command: EngineCommand, answer: (event: EngineEvent) => void): void;
  /** Never rejects: without a worker there is no adapter. */
  preflightGpu(): Promise<GpuReport>;
  /** Ends the worker; what has no answer yet gets `failed`. */
  end(detail: string): void;
}

export function openSession({ build, createWorker, watchLife, listener }: SessionOptions): EngineSession {
  let worker: EngineWorker | undefined;
  let isReady = false;
  let hasEnded = false;
  let stopped: EngineStop | undefined;
  let nextId = 1;
  let inFlight: { id: number; command: EngineCommand; answer: (event: EngineEvent) => void } | undefined;
  const preflights = new Map<number, (report: GpuReport) => void>();
  const { promise: started, resolve: settleStart } = promiseWithResolve();
  const ended = new AbortController();

  const session: EngineSession = {
    build,
    listener,
    get isFree() {
      return isReady && !hasEnded && inFlight === undefined;
    },
    get isBusy() {
      return inFlight !== undefined;
    },
    get hasEnded() {
      return hasEnded;
    },
    get stop() {
      return stopped;
    },
    started,
    ask,
    preflightGpu,
    end,
  };

  try {
    worker = createWorker(build);
    worker.addEventListener("message", (event) => hear(event.data as MessageFromWorker));
    worker.addEventListener("error", (event) => {
      event.preventDefault?.();
      stop(isReady ? "panicked" : "loadFailed", event.message ?? "");
    });
    worker.addEventListener("messageerror", () => stop(isReady ? "panicked" : "loadFailed", "messageerror"));
  } catch (cause) {
    // Told in a moment, because nobody can listen before this function has returned.
    queueMicrotask(() => stop("loadFailed", String(cause)));
  }
  return session;

  function hear(message: MessageFromWorker): void {
    if (hasEnded) return;
    switch (message.type) {
      case "ready":
        isReady = true;
        if (message.lockName !== undefined) {
          watchLife(message.lockName, () => stop("killed", ""), ended.signal);
        }
        settleStart();
        for (const id of preflights.keys()) worker?.postMessage({ type: "preflight", id });
        session.listener.onFree();
        return;
      case "preflight":
        preflights.get(message.id)?.(message.preflight);
        preflights.delete(message.id);
        return;
      case "event": {
        const answered = inFlight;
        if (answered === undefined || answered.id !== message.id) return;
        inFlight = undefined;
        try {
          session.listener.onEvent(message.event, answered.command);
        } finally {
          answered.answer(message.event);
          session.listener.onFree();
        }
        return;
      }
      case "fatal":
        stop(isReady ? "panicked" : "loadFailed", message.detail);
        return;
      default:
        message satisfies never;
    }
  }

  function ask(command: EngineCommand, answer: (event: EngineEvent) => void): void {
    if (hasEnded) {
      answer(deadWorkerAnswer("stopped"));
      return;
    }
    const id = nextId++;
    inFlight = { id, command, answer };
    try {
      const { command: sent, transfer } = commandForTransfer(command);
      worker?.postMessage({ type: "command", id, command: sent }, transfer);
    } catch (cause) {
      // A command whose arrays are already gone cannot be sent; the worker is none the worse for it.
      inFlight = undefined;
      answer({ kind: "failed", error: { code: "commandMalformed", detail: String(cause) } });
      session.listener.onFree();
    }
  }

  function preflightGpu(): Promise<GpuReport> {
    return new Promise((answer) => {
      if (hasEnded) return answer(gpuReportWithoutAdapter(false));
      const id = nextId++;
      preflights.set(id, answer);
      if (isReady) worker?.postMessage({ type: "preflight", id });
    });
  }

  function stop(code: EngineStop["code"], detail: string): void {
    if (hasEnded) return;
    stopped = { code, detail };
    end(`${code} ${detail}`.trim());
    session.listener.onStopped(stopped);
  }

  function end(detail: string): void {
    if (hasEnded) return;
    hasEnded = true;
    ended.abort();
    worker?.terminate();
    settleStart();
    for (const answer of preflights.values()) answer(gpuReportWithoutAdapter(false));
    preflights.clear();
    const unanswered = inFlight;
    inFlight = undefined;
    unanswered?.answer(deadWorkerAnswer(detail));
    session.listener.onFree();
  }
}

/** What a command gets that a dead worker cannot answer. */
export function deadWorkerAnswer(detail: string): EngineEvent {
  return { kind: "failed", error: { code: "panicked", detail } };
}

/** `Promise.withResolvers`, for browsers that do not have it yet. */
function promiseWithResolve(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
