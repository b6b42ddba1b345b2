/** Keeps the answer to a question up to date: asks whenever the question changes, and forgets what nobody asks any more. */
import { effect } from "@preact/signals";
import type { EngineCommand, EngineEvent } from "../engine/protocol";
import type { Dependencies } from "./intents/dependencies";

export interface FollowedQuestion<Question> {
  /** Of questions of one topic only the newest is answered. */
  topic: string;
  /** Reads signals; `undefined` while there is nothing to ask. The same value again asks nothing. */
  question(): Question | undefined;
  /** `undefined` when it cannot be asked after all. */
  command(question: Question): Promise<EngineCommand | undefined>;
  /** Hears the answer, a failure included, unless the question has changed meanwhile. */
  onAnswer(event: EngineEvent, question: Question): void;
  isSame?(one: Question, other: Question): boolean;
}

/** Gives what ends it. */
export function followQuestion<Question>(
  { client }: Pick<Dependencies, "client">,
  followed: FollowedQuestion<Question>,
): () => void {
  const { topic, question, command, onAnswer, isSame = Object.is } = followed;
  let asked: Question | undefined;

  async function ask(now: Question): Promise<void> {
    const wanted = await command(now);
    if (asked !== now || wanted === undefined) return;
    const event = await client.askLatest(topic, wanted);
    if (asked === now && event !== undefined) onAnswer(event, now);
  }

  return effect(() => {
    const now = question();
    if (now !== undefined && asked !== undefined && isSame(now, asked)) return;
    asked = now;
    if (now !== undefined) void ask(now);
  });
}
