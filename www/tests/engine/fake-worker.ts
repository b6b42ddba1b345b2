/** A worker that does nothing by itself: the test sees every message and gives every answer. */
import type { EngineWorker } from "../../src/engine/client";
import type { EngineEvent } from "../../src/engine/protocol";
import type { MessageFromWorker, MessageToWorker } from "../../src/engine/worker-messages";

type Listener = (event: { data?: unknown; message?: string }) => void;

export class FakeWorker {
  readonly messages: MessageToWorker[] = [];
  readonly transfers: ArrayBuffer[][] = [];
  isTerminated = false;
  private readonly listeners = new Map<string, Listener[]>();

  postMessage(message: MessageToWorker, transfer: ArrayBuffer[] = []): void {
    // Clones like a real one, so that transferred buffers are really gone.
    this.messages.push(structuredClone(message, { transfer }));
    this.transfers.push(transfer);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  emit(type: "message" | "error" | "messageerror", event: { data?: MessageFromWorker; message?: string }) {
    for (const listener of this.listeners.get(type) ?? []) listener(event);
  }

  say(message: MessageFromWorker): void {
    this.emit("message", { data: message });
  }

  /** Answers the newest message with an event. */
  answer(event: EngineEvent): void {
    const last = this.messages.at(-1);
    if (last === undefined) throw new Error("there is nothing to answer");
    this.say({ type: "event", id: last.id, event });
  }

  get commandKinds(): string[] {
    return this.messages.map((message) => (message.type === "command" ? message.command.kind : message.type));
  }
}

export function asEngineWorker(worker: FakeWorker): EngineWorker {
  return worker as unknown as EngineWorker;
}
