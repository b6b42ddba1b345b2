/** A page of state with pictures and layers, and a client whose answers a test decides: for what asks about channels. */
import type { EngineClient } from "../../src/engine/client";
import type { EngineCommand, EngineEvent, LayerInfo } from "../../src/engine/protocol";
import type { Example } from "../../src/state/app-state";
import type { Dependencies } from "../../src/state/intents/dependencies";
import { createStore, type Store } from "../../src/state/store";

export interface NeuronApp {
  store: Store;
  dependencies: Dependencies;
  sent: EngineCommand[];
  /** Decides the next answers; where it says nothing, the answer is as by an engine that does what it is told. */
  answer: (command: EngineCommand) => EngineEvent | undefined;
  /** The engine dies with the command it has, and is on its way back until `isBack`. */
  lose(): void;
  isBack(): void;
  /** As if another engine had taken the place of the first. */
  forget(): void;
  isVisible: boolean;
}

export const PICTURE_BYTES = 224 * 224 * 4;

export function neuronApp(numPictures: number): NeuronApp {
  const store = createStore();
  const known = new Map<number, Set<number>>();
  const sent: EngineCommand[] = [];
  let step = 0;
  const app: NeuronApp = {
    store,
    sent,
    answer: () => undefined,
    isVisible: true,
    lose() {
      known.clear();
      store.dispatch({ type: "engineLost" });
      store.dispatch({ type: "enginePhaseChanged", phase: { at: "starting" } });
    },
    forget: () => known.clear(),
    isBack: () => store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } }),
    dependencies: {
      store,
      client: { send, askLatest: (_topic: string, command: EngineCommand) => send(command) } as EngineClient,
      inputs: { pixelsFromBlob: async () => new Uint8Array(PICTURE_BYTES) },
      isVisible: () => app.isVisible,
      waitMillis: (millis: number) =>
        new Promise<void>((resolve) => setTimeout(resolve, Math.min(1, millis))),
    } as unknown as Dependencies,
  };

  /** An answer made up for a dead engine is heard by whoever asked, and by nobody else. */
  async function send(command: EngineCommand): Promise<EngineEvent> {
    sent.push(command);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const event = app.answer(command) ?? obey(command);
    const isDead = store.state.value.engine.phase.at !== "ready";
    if (!isDead) store.dispatch({ type: "engineSaid", event, command });
    return event;
  }

  function obey(command: EngineCommand): EngineEvent {
    if (command.kind === "surveyLayer") {
      const rows = known.get(command.layer) ?? new Set<number>();
      for (const id of command.exampleIds) rows.add(id);
      known.set(command.layer, rows);
      return { kind: "layerSurveyed", layer: command.layer, numExamples: rows.size };
    }
    if (command.kind === "growPicture") {
      step = command.restart ? command.steps : step + command.steps;
      const { layer, channel, side } = command;
      const pixels = new Uint8Array(side * side * 4);
      return { kind: "pictureGrown", layer, channel, step, excitement: step / 10, side, pixels };
    }
    return { kind: "failed", error: { code: "placeUnknown", detail: command.kind } };
  }

  store.dispatch({ type: "classAdded", item: { id: 1, name: "Birds", colour: 0 } });
  addPictures(app, 1, numPictures);
  app.isBack();
  store.dispatch({
    type: "engineSaid",
    event: { kind: "networkDescribed", layers: LAYERS },
    command: { kind: "describeNetwork" },
  });
  return app;
}

export function addPictures({ store }: NeuronApp, firstId: number, count: number): void {
  const examples = Array.from({ length: count }, (_, index): Example => {
    const id = firstId + index;
    const name = `picture ${id}`;
    const blob = new Blob([name]);
    return {
      id,
      classId: 1,
      name,
      blob,
      groupKey: name,
      addedAtMillis: id,
      side: undefined,
      isEmbedded: true,
    };
  });
  store.dispatch({ type: "picturesAdded", examples });
}

export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error("it did not come to that");
}

const LAYERS = [
  { name: "stem", kind: "convolution", kernel: 3, stride: 2, side: 112, channelsIn: 3, input: undefined },
  { name: "depthwise", kind: "depthwise", kernel: 3, stride: 1, side: 112, channelsIn: 32, input: 0 },
].map(
  (layer): LayerInfo => ({
    ...layer,
    kind: layer.kind === "convolution" ? "convolution" : "depthwise",
    block: undefined,
    skip: undefined,
    channelsOut: 32,
    activation: "relu6",
    numParameters: 1,
    numMultiplyAdds: 1,
  }),
);
