/** Which command goes to the engine next: one at a time, and of frames and questions only the newest of each. */
import type { EngineCommand, EngineEvent } from "./protocol";

export interface WaitingCommand {
  command: EngineCommand;
  /** Called exactly once; with `undefined` when a newer frame took this one's place. */
  answer(event: EngineEvent | undefined): void;
}

interface Queued {
  waiting: WaitingCommand;
  /** What the command asks about; absent for what must be done in any case. */
  topic: string | undefined;
}

export class CommandQueue {
  private readonly background: Queued[] = [];
  private frame: WaitingCommand | undefined;
  private lastWasFrame = false;

  get length(): number {
    return this.background.length + (this.frame === undefined ? 0 : 1);
  }

  add(waiting: WaitingCommand): void {
    this.background.push({ waiting, topic: undefined });
  }

  /** Takes the place of a question about the same topic that still waits, as that one's answer is not wanted any more. */
  replaceQuestion(topic: string, waiting: WaitingCommand): void {
    const older = this.background.find((queued) => queued.topic === topic);
    if (older === undefined) {
      this.background.push({ waiting, topic });
      return;
    }
    const dropped = older.waiting;
    older.waiting = waiting;
    dropped.answer(undefined);
  }

  replaceFrame(waiting: WaitingCommand): void {
    const older = this.frame;
    this.frame = waiting;
    older?.answer(undefined);
  }

  /**
   * A frame goes before everything else, so that the live picture stays live. But never two frames in a row
   * while something waits: a fast camera would otherwise stop the training for ever.
   */
  next(): WaitingCommand | undefined {
    const frame = this.frame;
    if (frame !== undefined && !(this.lastWasFrame && this.background.length > 0)) {
      this.frame = undefined;
      this.lastWasFrame = true;
      return frame;
    }
    this.lastWasFrame = false;
    return this.background.shift()?.waiting;
  }

  /** Takes everything that waits, in the order in which it came, the frame last. */
  takeAll(): WaitingCommand[] {
    const all = this.background.splice(0).map(({ waiting }) => waiting);
    if (this.frame !== undefined) all.push(this.frame);
    this.frame = undefined;
    this.lastWasFrame = false;
    return all;
  }
}
