/** A page of state with a clock that a test winds, and a client whose answers it sees: for how the head learned. */
import type { EngineClient } from "../../src/engine/client";
import type { EngineCommand, EngineEvent, LearningReplay, Projection } from "../../src/engine/protocol";
import type { Example } from "../../src/state/app-state";
import type { Dependencies } from "../../src/state/intents/dependencies";
import type { LearningAction } from "../../src/state/learning/learning-state";
import { createStore, type Store } from "../../src/state/store";

export interface LearningApp {
  store: Store;
  dependencies: Dependencies;
  sent: EngineCommand[];
  /** How long the engine takes for each answer. */
  answerMillis: number;
  own(action: LearningAction): void;
  said(event: EngineEvent, command: EngineCommand): void;
  /** As if the engine had finished this epoch. */
  train(epoch: number): void;
  /** Lets this much time pass, with everything that happens in it. */
  pass(millis: number): Promise<void>;
}

export const REPLAY_COMMAND: EngineCommand = { kind: "replayLearning", projection: "logits" };

/** Two classes with two pictures each; the first of each is learned, the last is not. */
export function replayOf(epochs: readonly number[], projection: Projection = "logits"): LearningReplay {
  const exampleIds = [1, 2, 3, 4];
  return {
    projection,
    epochs: [...epochs],
    exampleIds,
    positions: Float32Array.from({ length: epochs.length * 8 }, (_, index) => index),
    confidences: Float32Array.from(epochs.flatMap(() => [0.9, 0.2, 0.8, 0.3])),
    predictedClassIds: epochs.flatMap(() => [1, 2, 2, 1]),
  };
}

export function learningApp(): LearningApp {
  const store = createStore();
  const sent: EngineCommand[] = [];
  let now = 0;
  const sleepers: { until: number; wake: () => void }[] = [];

  const waitMillis = (millis: number) =>
    new Promise<void>((wake) => {
      sleepers.push({ until: now + millis, wake });
    });

  async function askLatest(_topic: string, command: EngineCommand): Promise<EngineEvent> {
    sent.push(command);
    const epoch = store.state.peek().training.epoch;
    await waitMillis(app.answerMillis);
    const event = answer(command, epoch);
    app.said(event, command);
    return event;
  }

  const app: LearningApp = {
    store,
    sent,
    answerMillis: 10,
    dependencies: {
      store,
      client: { askLatest } as unknown as EngineClient,
      pictureData: { features: () => undefined },
      nowMillis: () => now,
      waitMillis,
    } as unknown as Dependencies,
    own: (action) => store.dispatch({ type: "learning", action }),
    said: (event, command) => store.dispatch({ type: "engineSaid", event, command }),
    train(epoch) {
      const scores = { loss: 1, accuracy: 0.5, numExamples: 4 };
      const report = {
        epoch,
        training: scores,
        validation: undefined,
        classIds: [1, 2],
        confusion: [1, 1, 1, 1],
        movement: undefined,
      };
      app.said({ kind: "epochFinished", report }, { kind: "trainEpoch" });
    },
    async pass(millis) {
      const end = now + millis;
      for (;;) {
        await settled();
        const next = sleepers.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
        if (!next) break;
        now = Math.max(now, next.until);
        sleepers.splice(sleepers.indexOf(next), 1);
        next.wake();
      }
      now = end;
    },
  };
  for (const id of [1, 2]) {
    store.dispatch({ type: "classAdded", item: { id, name: id === 1 ? "cups" : "pens", colour: id } });
  }
  store.dispatch({ type: "picturesAdded", examples: [1, 2, 3, 4].map(exampleOf) });
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } });
  return app;
}

function exampleOf(id: number): Example {
  const name = `picture ${id}`;
  const classId = id <= 2 ? 1 : 2;
  const blob = new Blob([name]);
  return { id, classId, name, blob, groupKey: name, addedAtMillis: id, side: "training", isEmbedded: true };
}

function answer(command: EngineCommand, epoch: number): EngineEvent {
  switch (command.kind) {
    case "replayLearning": {
      const epochs = Array.from({ length: epoch + 1 }, (_, index) => index);
      return { kind: "learningReplayed", replay: replayOf(epochs, command.projection) };
    }
    case "seeHeadWeights": {
      const asked = command.epoch ?? epoch;
      const weights = new Float32Array(8).fill(asked);
      const head = { epoch: asked, classIds: [1, 2], inputs: 4, weights, biases: new Float32Array(2) };
      return { kind: "headWeightsSeen", head };
    }
    default:
      return { kind: "networkDescribed", layers: [] };
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
