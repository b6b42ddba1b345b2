/** Which command goes to the engine next: one at a time, and of the webcam's frames only the newest. */
import type { EngineCommand, EngineEvent } from "./protocol";

export interface WaitingCommand {
  command: EngineCommand;
  /** Called exactly once; with `undefined` when a newer frame took this one's place. */
  answer(event: EngineEvent | undefined): void;
}

export class CommandQueue {
  private readonly background: WaitingCommand[] = [];
  private frame: WaitingCommand | undefined;
  private lastWasFrame = false;

  get length(): number {
    return this.background.length + (this.frame === undefined ? 0 : 1);
  }

  add(waiting: WaitingCommand): void {
    this.background.push(waiting);
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
    return this.background.shift();
  }

  /** Takes everything that waits, in the order in which it came, the frame last. */
  takeAll(): WaitingCommand[] {
    const all = this.background.splice(0);
    if (this.frame !== undefined) all.push(this.frame);
    this.frame = undefined;
    this.lastWasFrame = false;
    return all;
  }
}
