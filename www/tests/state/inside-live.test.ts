/** The camera while the network is open: frames are asked about what is on view, and the answer comes with it. */
import { afterEach, expect, test } from "vitest";
import type { EngineCommand } from "../../src/engine/protocol";
import { drawnNetwork, drawnSeen } from "../../src/gallery/drawn-network";
import { initialInside } from "../../src/state/inside/inside-state";
import { createLiveLayers } from "../../src/state/inside/live-layers";
import type { AddingIntents } from "../../src/state/intents/adding-intents";
import { type CameraIntents, cameraIntents } from "../../src/state/intents/camera-intents";
import { type InsideApp, insideApp } from "./inside-app";

let app: InsideApp | undefined;
let camera: CameraIntents | undefined;

afterEach(() => {
  camera?.stopTrying();
  app?.stop();
});

async function live(): Promise<InsideApp> {
  const own = insideApp();
  app = own;
  Object.assign(own.dependencies.inputs, {
    openWebcam: async () => ({
      webcam: {
        deviceId: "one",
        looksAtUser: true,
        nextFrame: async () => {},
        grabPixels: () => new Uint8Array(4),
        stop: () => {},
      },
    }),
    listCameras: async () => [],
  });
  own.store.dispatch({
    type: "engineSaid",
    event: { kind: "headImported", epoch: 5 },
    command: { kind: "importHead" } as EngineCommand,
  });
  camera = cameraIntents(own.dependencies, {} as AddingIntents, String);
  await camera.startTrying();
  return own;
}

test("a closed network asks for the answer only", async () => {
  const own = await live();
  await own.until(() => own.sentOf("classify").length > 2);
  expect(own.sentOf("seeLayers")).toEqual([]);
});

test("an open one asks for its maps, and shows the answer that comes with them", async () => {
  const own = await live();
  own.intents.open(true);
  await own.until(() => own.store.state.value.inside.seen.map !== undefined);
  await own.until(() => own.store.state.value.trying.answer?.probabilities[0] === 0.75);
  const before = own.sentOf("classify").length;
  const seen = own.sentOf("seeLayers").length;
  await own.until(() => own.sentOf("seeLayers").length > seen + 5);
  expect(own.sentOf("classify")).toHaveLength(before);
});

test("while the answer is explained, both are asked in turn", async () => {
  const own = await live();
  own.intents.open(true);
  own.store.dispatch({ type: "explainingChanged", isExplaining: true });
  await own.until(() => own.store.state.value.inside.seen.map !== undefined);
  const before = [own.sentOf("classify").length, own.sentOf("seeLayers").length] as const;
  await own.until(() => own.sentOf("classify").length > before[0] + 4);
  expect(own.sentOf("seeLayers").length).toBeGreaterThan(before[1] + 2);
  // The answer with its evidence is not overwritten by one without.
  expect(own.store.state.value.trying.answer?.probabilities[0]).toBe(0.5);
});

test("the same channels are shown for some seconds", () => {
  const layers = drawnNetwork(2);
  let now = 0;
  const inside = { ...initialInside, isOpen: true, layers, place: { at: "block", block: 3 } as const };
  const liveLayers = createLiveLayers(() => now);
  const ask = () => (liveLayers.choices(inside) ?? []).map((choice) => drawnSeen(layers, choice, now / 1000));
  const channels = () => liveLayers.choices(inside)?.map((choice) => choice.channels);
  expect(liveLayers.heard(inside, ask())).toBeUndefined();
  const shown = liveLayers.heard(inside, ask());
  expect(shown?.[0]?.channels).toHaveLength(42);
  const first = channels();
  now = 3000;
  liveLayers.heard(inside, ask());
  expect(channels()).toEqual(first);
  now = 9000;
  liveLayers.heard(inside, ask());
  expect(channels()?.[0]?.length).toBeGreaterThan(42);
});
