/** Going back to an earlier epoch: because the learner wants it, or because what came after got no better. */
import type { SavedHead } from "../../engine/protocol";
import type { StoppedEarly, TrainingBackup } from "../app-state";
import { bestEpoch } from "../best-epoch";
import type { Dependencies } from "./dependencies";
import { sendWithPictures } from "./show-needed";

export interface GoingBack {
  /** After every epoch: the engine forgets some where they are large, and the best must not be one of them. */
  noteEpoch(): Promise<void>;
  /** In the lane of training. False when there is no way back to that epoch, which is then said. */
  goBackTo(epoch: number, stopped: StoppedEarly | undefined): Promise<boolean>;
  /** What is held here belongs to a network that looks no more. */
  forget(): void;
}

export interface GoingBackParts {
  dependencies: Dependencies;
  /** The head that was kept last. */
  keptHead(): SavedHead | undefined;
  exportBackup(): Promise<TrainingBackup | undefined>;
  putBack(backup: TrainingBackup): Promise<boolean>;
  keepHead(): Promise<SavedHead | undefined>;
}

export function createGoingBack(parts: GoingBackParts): GoingBack {
  const { dependencies } = parts;
  const { store, client } = dependencies;
  let bestHead: SavedHead | undefined;

  const state = () => store.state.value;

  function knownHead(epoch: number): SavedHead | undefined {
    const before = state().deeper.runs.at(-1)?.before?.head;
    return [bestHead, parts.keptHead(), before].find((head) => head?.epoch === epoch);
  }

  /** The engine's own memory first; what the page holds does as well. */
  async function takeBack(epoch: number, now: TrainingBackup): Promise<boolean> {
    const event = await client.send({ kind: "goBackToEpoch", epoch });
    if (event.kind === "wentBack") return true;
    if (event.kind !== "failed" || event.error.code !== "epochForgotten") return false;
    const head = knownHead(epoch);
    if (head) return parts.putBack({ ...now, head, targetEpoch: epoch });
    store.dispatch({ type: "problemHappened", problem: { kind: "engine", error: event.error } });
    return false;
  }

  return {
    async noteEpoch() {
      const { training } = state();
      if (bestEpoch(training)?.epoch !== training.epoch) return;
      const kept = parts.keptHead();
      if (kept?.epoch === training.epoch) {
        bestHead = kept;
        return;
      }
      const event = await client.send({ kind: "exportHead" });
      if (event.kind === "headExported") bestHead = event.head;
    },
    forget() {
      bestHead = undefined;
    },
    async goBackTo(epoch, stopped) {
      const now = await parts.exportBackup();
      if (!now || !(await takeBack(epoch, now))) return false;
      // First of all, so that whoever closes the page now finds it at the next visit.
      const head = await parts.keepHead();
      store.dispatch({ type: "trainingLeft", backup: now, step: { did: "wentBack", epoch } });
      store.dispatch({ type: "epochKept", stopped });
      // Whether blocks are as they came again is known from the head that was there then.
      if (head) store.dispatch({ type: "headLoaded", head });
      if (state().training.selectedCell) await sendWithPictures(dependencies, { kind: "predictExamples" });
      return true;
    },
  };
}
