/** What whoever asks an engine of its own counts on: one answer, or an end that says why. */
import type { EngineError, EngineEvent } from "../engine/protocol";

/** The engine would not go on; the error is absent where there is nothing to say but that. */
export class EngineStopped extends Error {
  constructor(readonly error: EngineError | undefined) {
    super(error?.code);
  }
}

/** Throws `EngineStopped` for any other answer. */
export function expectEvent<Kind extends EngineEvent["kind"]>(
  event: EngineEvent,
  kind: Kind,
): Extract<EngineEvent, { kind: Kind }> {
  if (event.kind !== kind) throw new EngineStopped(event.kind === "failed" ? event.error : undefined);
  return event as Extract<EngineEvent, { kind: Kind }>;
}
