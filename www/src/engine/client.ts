/** The page's end of the engine: sends one command at a time, hears every event, and survives the worker. */
import { CommandQueue, type WaitingCommand } from "./command-queue";
import { watchLifeLock } from "./life-lock";
import { gpuReportWithoutAdapter } from "./preflight";
import type { EngineCommand, EngineEvent } from "./protocol";
import { commandForTransfer, type GpuReport, type MessageFromWorker } from "./worker-messages";

export interface EngineClient {
  /**
   * Never rejects: a dead worker answers `failed`. The pixels, bytes and features of a command change hands
   * with it (their buffer is transferred), so the caller must not use them afterwards.
   */
  send(command: EngineCommand): Promise<EngineEvent>;
  /**
   * Classifies the newest frame: a frame that still waits is replaced, and its promise gives `undefined`.
   * The pixels change hands. Evidence costs a frame several milliseconds, so it comes only when asked for.
   */
  classifyLatest(pixels: Uint8Array, side: number, withEvidence?: boolean): Promise<EngineEvent | undefined>;
  /** Never rejects: without a worker there is no adapter. */
  preflightGpu(): Promise<GpuReport>;
  /**
   * Ends the worker and starts a new one, empty as on the first day. Commands without an answer get `failed`.
   * Resolves when the new engine is loaded, or has failed to (then `onStopped` was called).
   */
  restart(): Promise<void>;
  /** Commands without an answer yet, the one in flight included. */
  readonly pendingCommands: number;
  /** Ends the worker for good; commands without an answer get `failed`. */
  terminate(): void;
}

/** Why there is no engine any more, until `restart`. */
export interface EngineStop {
  /** It panicked; the worker was killed from outside; or it could not be loaded in the first place. */
  code: "panicked" | "killed" | "loadFailed";
  /** For a bug report; never interpreted. */
  detail: string;
}

/** What the client needs of a `Worker`. */
export type EngineWorker = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

export interface EngineClientOptions {
  /**
   * Hears everything the engine says, before the command's own promise does. The arrays of `command` may have
   * been transferred. Answers that the client makes up for a dead worker are not among these events.
   */
  onEvent(event: EngineEvent, command: EngineCommand): void;
  onStopped(stop: EngineStop): void;
  createWorker?: () => EngineWorker;
  watchLife?: typeof watchLifeLock;
}

/** One worker's life. A new one for each worker, so that a message of an old worker cannot be mistaken. */
interface Session {
  worker: EngineWorker | undefined;
  isReady: boolean;
  isStopped: boolean;
  inFlight: { id: number; waiting: WaitingCommand } | undefined;
  preflights: Map<number, (report: GpuReport) => void>;
  settleStart: () => void;
  started: Promise<void>;
  ended: AbortController;
}

export function createEngineClient(options: EngineClientOptions): EngineClient {
  const { onEvent, onStopped, createWorker = createEngineWorker, watchLife = watchLifeLock } = options;
  const queue = new CommandQueue();
  let nextId = 1;
  let session = startSession();

  function startSession(): Session {
    const opened = newSession();
    try {
      const worker = createWorker();
      opened.worker = worker;
      worker.addEventListener("message", (event) => hear(opened, event.data as MessageFromWorker));
      worker.addEventListener("error", (event) => {
        event.preventDefault?.();
        stop(opened, { code: opened.isReady ? "panicked" : "loadFailed", detail: event.message ?? "" });
      });
      worker.addEventListener("messageerror", () => {
        stop(opened, { code: opened.isReady ? "panicked" : "loadFailed", detail: "messageerror" });
      });
    } catch (cause) {
      // Told in a moment, because nobody can listen before this function has returned.
      queueMicrotask(() => stop(opened, { code: "loadFailed", detail: String(cause) }));
    }
    return opened;
  }

  function hear(from: Session, message: MessageFromWorker): void {
    if (from.isStopped) return;
    switch (message.type) {
      case "ready":
        from.isReady = true;
        if (message.lockName !== undefined) {
          const onDeath = () => stop(from, { code: "killed", detail: "" });
          watchLife(message.lockName, onDeath, from.ended.signal);
        }
        from.settleStart();
        for (const id of from.preflights.keys()) from.worker?.postMessage({ type: "preflight", id });
        sendNext();
        return;
      case "preflight":
        from.preflights.get(message.id)?.(message.preflight);
        from.preflights.delete(message.id);
        return;
      case "event": {
        const answered = from.inFlight;
        if (answered === undefined || answered.id !== message.id) return;
        from.inFlight = undefined;
        try {
          onEvent(message.event, answered.waiting.command);
        } finally {
          answered.waiting.answer(message.event);
          sendNext();
        }
        return;
      }
      case "fatal":
        stop(from, { code: from.isReady ? "panicked" : "loadFailed", detail: message.detail });
        return;
      default:
        message satisfies never;
    }
  }

  function sendNext(): void {
    if (!session.isReady || session.isStopped || session.inFlight !== undefined) return;
    const waiting = queue.next();
    if (waiting === undefined) return;
    const id = nextId++;
    session.inFlight = { id, waiting };
    try {
      const { command, transfer } = commandForTransfer(waiting.command);
      session.worker?.postMessage({ type: "command", id, command }, transfer);
    } catch (cause) {
      // A command whose arrays are already gone cannot be sent; the worker is none the worse for it.
      session.inFlight = undefined;
      waiting.answer({ kind: "failed", error: { code: "commandMalformed", detail: String(cause) } });
      sendNext();
    }
  }

  function stop(stopped: Session, why: EngineStop): void {
    if (stopped.isStopped) return;
    end(stopped, `${why.code} ${why.detail}`.trim());
    onStopped(why);
  }

  function end(ended: Session, detail: string): void {
    ended.isStopped = true;
    ended.ended.abort();
    ended.worker?.terminate();
    ended.settleStart();
    for (const answer of ended.preflights.values()) answer(gpuReportWithoutAdapter(false));
    ended.preflights.clear();
    const unanswered = [
      ...(ended.inFlight === undefined ? [] : [ended.inFlight.waiting]),
      ...queue.takeAll(),
    ];
    ended.inFlight = undefined;
    for (const waiting of unanswered) waiting.answer(deadWorkerAnswer(detail));
  }

  function enqueue(add: (waiting: WaitingCommand) => void, command: EngineCommand) {
    return new Promise<EngineEvent | undefined>((answer) => {
      if (session.isStopped) return answer(deadWorkerAnswer("stopped"));
      add({ command, answer });
      sendNext();
    });
  }

  return {
    async send(command) {
      const event = await enqueue((waiting) => queue.add(waiting), command);
      return event ?? deadWorkerAnswer("replaced");
    },
    classifyLatest(pixels, side, withEvidence = false) {
      return enqueue((waiting) => queue.replaceFrame(waiting), {
        kind: "classify",
        pixels,
        side,
        withEvidence,
      });
    },
    preflightGpu() {
      return new Promise((answer) => {
        if (session.isStopped) return answer(gpuReportWithoutAdapter(false));
        const id = nextId++;
        session.preflights.set(id, answer);
        if (session.isReady) session.worker?.postMessage({ type: "preflight", id });
      });
    },
    async restart() {
      if (!session.isStopped) end(session, "restarted");
      session = startSession();
      await session.started;
    },
    get pendingCommands() {
      return queue.length + (session.inFlight === undefined ? 0 : 1);
    },
    terminate() {
      if (!session.isStopped) end(session, "terminated");
    },
  };
}

function createEngineWorker(): EngineWorker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" });
}

function newSession(): Session {
  let settleStart = () => {};
  const started = new Promise<void>((resolve) => {
    settleStart = resolve;
  });
  return {
    worker: undefined,
    isReady: false,
    isStopped: false,
    inFlight: undefined,
    preflights: new Map(),
    settleStart,
    started,
    ended: new AbortController(),
  };
}

function deadWorkerAnswer(detail: string): EngineEvent {
  return { kind: "failed", error: { code: "panicked", detail } };
}
