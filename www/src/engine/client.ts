/** The page's end of the engine: a queue in front of the worker of the day, which may die or be replaced. */
import { CommandQueue, type WaitingCommand } from "./command-queue";
import { createEngineWorker, type EngineBuild, fastestCpuBuild } from "./engine-build";
import {
  deadWorkerAnswer,
  type EngineSession,
  type EngineStop,
  type EngineWorker,
  openSession,
  type SessionListener,
} from "./engine-session";
import { watchLifeLock } from "./life-lock";
import type { EngineCommand, EngineEvent } from "./protocol";
import type { GpuReport } from "./worker-messages";

export type { EngineStop, EngineWorker } from "./engine-session";

/** Whoever answers commands: the client with its queue, or one engine alone. */
export interface AnsweringEngine {
  /**
   * Never rejects: a dead worker answers `failed`. The pixels, bytes and features of a command change hands
   * with it (their buffer is transferred), so the caller must not use them afterwards.
   */
  send(command: EngineCommand): Promise<EngineEvent>;
}

export interface EngineClient extends AnsweringEngine {
  /**
   * Classifies the newest frame: a frame that still waits is replaced, and its promise gives `undefined`.
   * The pixels change hands. Evidence costs a frame several milliseconds, so it comes only when asked for. With
   * `epoch` the head of that remembered epoch answers.
   */
  classifyLatest(
    pixels: Uint8Array,
    side: number,
    withEvidence?: boolean,
    epoch?: number,
  ): Promise<EngineEvent | undefined>;
  /**
   * Asks something whose answer is worth nothing once a newer question of the same topic is asked: one that still
   * waits is replaced, and its promise gives `undefined`.
   */
  askLatest(topic: string, command: EngineCommand): Promise<EngineEvent | undefined>;
  /** Never rejects: without a worker there is no adapter. */
  preflightGpu(): Promise<GpuReport>;
  /** Starts a second worker beside the first. It hears nothing of the queue until the first gives way to it. */
  startCandidate(build: EngineBuild): EngineCandidate;
  /**
   * Gives the engine to `work` alone, once the command in flight has its answer. Commands that come meanwhile
   * wait, whoever gets them in the end: none is lost, and none is answered twice.
   */
  alone<Result>(work: (engine: LoneEngine) => Promise<Result>): Promise<Result>;
  /**
   * Ends the worker and starts a new one of the build that this client began with, empty as on the first day.
   * Commands without an answer get `failed`. Resolves when the new engine is loaded, or has failed to (then
   * `onStopped` was called).
   */
  restart(): Promise<void>;
  /** Commands without an answer yet, the one in flight included. */
  readonly pendingCommands: number;
  /** Ends the worker for good, and every candidate; commands without an answer get `failed`. */
  terminate(): void;
}

/** An engine beside the one in use. What it says is heard by those who ask it, and by nobody else. */
export interface EngineCandidate extends AnsweringEngine {
  /** Why it ended by itself, once it has. */
  readonly stop: EngineStop | undefined;
  /** Ends its worker, unless it has been taken into use. */
  end(): void;
}

export interface LoneEngine extends AnsweringEngine {
  /** Puts the candidate in this engine's place and ends this one; false when either is gone already. */
  giveWayTo(candidate: EngineCandidate): boolean;
}

export interface EngineClientOptions {
  /**
   * Hears everything the engine in use says, before the command's own promise does. The arrays of `command` may
   * have been transferred. Answers that the client makes up for a dead worker are not among these events.
   */
  onEvent(event: EngineEvent, command: EngineCommand): void;
  onStopped(stop: EngineStop): void;
  /** What to begin with; otherwise the fastest that needs no GPU. */
  build?: EngineBuild;
  createWorker?: (build: EngineBuild) => EngineWorker;
  watchLife?: typeof watchLifeLock;
}

export function createEngineClient(options: EngineClientOptions): EngineClient {
  const { createWorker = createEngineWorker, watchLife = watchLifeLock } = options;
  let firstBuild = options.build ?? fastestCpuBuild();
  const queue = new CommandQueue();
  const candidates = new Map<EngineCandidate, EngineSession>();
  let isHeld = false;
  let lastTurn: Promise<unknown> = Promise.resolve();
  let toldFree = () => {};

  const inUse: SessionListener = {
    onEvent: options.onEvent,
    onStopped(stop) {
      if (stop.code === "loadFailed" && firstBuild === "cpuThreads") {
        // A browser that knows the instructions but has no memory to share: the other build needs neither.
        firstBuild = "cpu";
        session = open(firstBuild, inUse);
        return;
      }
      answerAll(`${stop.code} ${stop.detail}`.trim());
      options.onStopped(stop);
    },
    onFree() {
      toldFree();
      sendNext();
    },
  };
  let session = open(firstBuild, inUse);

  function open(build: EngineBuild, listener: SessionListener): EngineSession {
    return openSession({ build, createWorker, watchLife, listener });
  }

  function sendNext(): void {
    if (isHeld || !session.isFree) return;
    const waiting = queue.next();
    if (waiting !== undefined) session.ask(waiting.command, waiting.answer);
  }

  function answerAll(detail: string): void {
    for (const waiting of queue.takeAll()) waiting.answer(deadWorkerAnswer(detail));
  }

  function enqueue(add: (waiting: WaitingCommand) => void, command: EngineCommand) {
    return new Promise<EngineEvent | undefined>((answer) => {
      if (session.hasEnded) return answer(deadWorkerAnswer("stopped"));
      add({ command, answer });
      sendNext();
    });
  }

  async function untilFree(): Promise<void> {
    if (session.isFree || session.hasEnded) return;
    await new Promise<void>((resolve) => {
      toldFree = resolve;
    });
  }

  async function takeTurn<Result>(work: (engine: LoneEngine) => Promise<Result>): Promise<Result> {
    isHeld = true;
    try {
      await untilFree();
      const own = session;
      return await work({
        send: oneAfterTheOther(own),
        giveWayTo(candidate) {
          const next = candidates.get(candidate);
          if (next === undefined || next.hasEnded || own !== session || own.hasEnded) return false;
          candidates.delete(candidate);
          session = next;
          next.listener = inUse;
          own.end("replaced");
          return true;
        },
      });
    } finally {
      isHeld = false;
      sendNext();
    }
  }

  return {
    async send(command) {
      const event = await enqueue((waiting) => queue.add(waiting), command);
      return event ?? deadWorkerAnswer("replaced");
    },
    classifyLatest(pixels, side, withEvidence = false, epoch = undefined) {
      return enqueue((waiting) => queue.replaceFrame(waiting), {
        kind: "classify",
        pixels,
        side,
        withEvidence,
        epoch,
      });
    },
    askLatest: (topic, command) => enqueue((waiting) => queue.replaceQuestion(topic, waiting), command),
    preflightGpu: () => session.preflightGpu(),
    startCandidate(build) {
      const own = open(build, UNHEARD);
      const candidate: EngineCandidate = {
        send: oneAfterTheOther(own),
        get stop() {
          return own.stop;
        },
        end() {
          if (candidates.delete(candidate)) own.end("not taken");
        },
      };
      candidates.set(candidate, own);
      return candidate;
    },
    alone(work) {
      const turn = lastTurn.then(() => takeTurn(work));
      lastTurn = turn.catch(() => {});
      return turn;
    },
    async restart() {
      if (!session.hasEnded) {
        session.end("restarted");
        answerAll("restarted");
      }
      session = open(firstBuild, inUse);
      // Another build may have taken the place of one that could not be loaded.
      for (let waited: EngineSession | undefined; waited !== session; ) {
        waited = session;
        await waited.started;
      }
    },
    get pendingCommands() {
      return queue.length + (session.isBusy ? 1 : 0);
    },
    terminate() {
      for (const candidate of [...candidates.keys()]) candidate.end();
      session.end("terminated");
      answerAll("terminated");
    },
  };
}

const UNHEARD: SessionListener = { onEvent: () => {}, onStopped: () => {}, onFree: () => {} };

/** Keeps to one command at a time, whatever its callers do. */
function oneAfterTheOther(session: EngineSession): AnsweringEngine["send"] {
  let last: Promise<unknown> = session.started;
  return (command) => {
    const answer = last.then(() => new Promise<EngineEvent>((resolve) => session.ask(command, resolve)));
    last = answer;
    return answer;
  };
}
