/** A page of state with pictures, an address bar and a client that knows the drawn network, for what follows `inside`. */
import type { EngineClient } from "../../src/engine/client";
import type { EngineCommand, EngineEvent } from "../../src/engine/protocol";
import { drawnNetwork, drawnSeen } from "../../src/gallery/drawn-network";
import type { Example } from "../../src/state/app-state";
import type { AddressBar } from "../../src/state/inside/address-bar";
import { followInside } from "../../src/state/inside/follow-inside";
import { type InsideIntents, insideIntents } from "../../src/state/inside/inside-intents";
import type { Dependencies } from "../../src/state/intents/dependencies";
import { createStore, type Store } from "../../src/state/store";

export interface FakeBar extends AddressBar {
  /** The newest last; going back takes it away. */
  history: string[];
  goBack(): void;
  /** As someone who edits the address. */
  edit(hash: string): void;
}

export interface InsideApp {
  store: Store;
  intents: InsideIntents;
  dependencies: Dependencies;
  bar: FakeBar;
  sent: EngineCommand[];
  sentOf(kind: EngineCommand["kind"]): EngineCommand[];
  /** Decides the next answers; where it says nothing, the drawn network answers. */
  answer(command: EngineCommand): EngineEvent | undefined;
  takeInHand(name: string): void;
  until(condition: () => boolean): Promise<void>;
  stop(): void;
}

const PICTURE_BYTES = 224 * 224 * 4;

export function insideApp(address = "", numPictures = 20): InsideApp {
  const store = createStore();
  const layers = drawnNetwork(2);
  const bar = fakeBar(address);
  const sent: EngineCommand[] = [];

  async function send(command: EngineCommand): Promise<EngineEvent> {
    sent.push(command);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const event = app.answer(command) ?? obey(command);
    store.dispatch({ type: "engineSaid", event, command });
    return event;
  }

  function obey(command: EngineCommand): EngineEvent {
    switch (command.kind) {
      case "describeNetwork":
        return { kind: "networkDescribed", layers };
      case "seeLayers":
        return {
          kind: "layersSeen",
          layers: command.layers.map((choice) => drawnSeen(layers, choice)),
          classIds: [1, 2],
          probabilities: Float32Array.of(0.75, 0.25),
        };
      case "surveyLayer": {
        const known = store.state.value.neuron.surveyed.get(command.layer)?.size ?? 0;
        return {
          kind: "layerSurveyed",
          layer: command.layer,
          numExamples: known + command.exampleIds.length,
        };
      }
      case "rankChannels": {
        const { layer, order } = command;
        return {
          kind: "channelsRanked",
          layer,
          order,
          channels: [2, 0, 1],
          values: Float32Array.of(3, 2, 1),
        };
      }
      case "classify":
        return {
          kind: "classified",
          classIds: [1, 2],
          probabilities: Float32Array.of(0.5, 0.5),
          evidence: undefined,
        };
      default:
        return { kind: "failed", error: { code: "placeUnknown", detail: command.kind } };
    }
  }

  const dependencies = {
    store,
    client: {
      send,
      askLatest: (_topic: string, command: EngineCommand) => send(command),
      classifyLatest: (pixels: Uint8Array, side: number, withEvidence: boolean) =>
        send({ kind: "classify", pixels, side, withEvidence, epoch: undefined }),
    } as unknown as EngineClient,
    inputs: { pixelsFromBlob: async () => new Uint8Array(PICTURE_BYTES) },
    nowMillis: () => performance.now(),
    waitMillis: (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(1, millis))),
  } as unknown as Dependencies;

  store.dispatch({ type: "classAdded", item: { id: 1, name: "Birds", colour: 0 } });
  store.dispatch({ type: "classAdded", item: { id: 2, name: "Cars", colour: 1 } });
  store.dispatch({ type: "picturesAdded", examples: pictures(numPictures) });
  store.dispatch({ type: "enginePhaseChanged", phase: { at: "ready" } });
  const app: InsideApp = {
    store,
    intents: insideIntents({ store }),
    dependencies,
    bar,
    sent,
    sentOf: (kind) => sent.filter((command) => command.kind === kind),
    answer: () => undefined,
    takeInHand(name) {
      const source = { from: "picture", name, blob: new Blob([name]), exampleId: undefined } as const;
      store.dispatch({ type: "trySourceChanged", source });
    },
    async until(condition) {
      for (let tries = 0; tries < 2000; tries += 1) {
        if (condition()) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error("it did not come to that");
    },
    stop: followInside(dependencies, bar),
  };
  return app;
}

function pictures(count: number): Example[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    classId: 1 + (index % 2),
    name: `picture ${index + 1}`,
    blob: new Blob([`picture ${index + 1}`]),
    groupKey: `picture ${index + 1}`,
    addedAtMillis: index,
    side: undefined,
    isEmbedded: true,
  }));
}

function fakeBar(address: string): FakeBar {
  let hear = () => {};
  const bar: FakeBar = {
    history: [address],
    read: () => bar.history.at(-1) ?? "",
    push: (hash) => bar.history.push(hash),
    replace(hash) {
      bar.history[bar.history.length - 1] = hash;
    },
    listen(onChange) {
      hear = onChange;
      return () => {
        hear = () => {};
      };
    },
    goBack() {
      bar.history.pop();
      hear();
    },
    edit(hash) {
      bar.history.push(hash);
      hear();
    },
  };
  return bar;
}
