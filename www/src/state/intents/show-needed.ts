/** Shows the engine the pictures that it asks for when blocks of the network learn, a few at a time. */
import type { EngineCommand, EngineEvent } from "../../engine/protocol";
import { PICTURE_SIDE } from "../../inputs/picture";
import type { Dependencies } from "./dependencies";

/** Each is looked at once for every variation, and nothing else is answered meanwhile. */
const PICTURES_AT_ONCE = 4;

const PIXEL_BYTES = PICTURE_SIDE * PICTURE_SIDE * 4;

/** The pictures that a failed command needs. */
export function neededPictures(event: EngineEvent): readonly number[] | undefined {
  if (event.kind !== "failed" || event.error.code !== "picturesNeeded") return undefined;
  return event.error.exampleIds;
}

export interface ShowingOptions {
  mayGoOn?(): boolean;
  /** Hears how long showing took, which happens once and is no part of an epoch. */
  onShown?(millis: number): void;
}

/** Sends a command again and again, each time after what it needed was shown; gives its first other answer. */
export async function sendWithPictures(
  dependencies: Dependencies,
  command: EngineCommand,
  { mayGoOn = () => true, onShown }: ShowingOptions = {},
): Promise<EngineEvent> {
  for (;;) {
    const event = await dependencies.client.send(command);
    const exampleIds = neededPictures(event);
    if (!exampleIds) return event;
    const begin = dependencies.nowMillis();
    const isShown = await showPictures(dependencies, exampleIds, mayGoOn);
    onShown?.(dependencies.nowMillis() - begin);
    if (!isShown) return event;
  }
}

/** False when it was told to stop, or when the engine could not. */
async function showPictures(
  dependencies: Dependencies,
  exampleIds: readonly number[],
  mayGoOn: () => boolean,
): Promise<boolean> {
  const { store, client } = dependencies;
  const total = exampleIds.length;
  for (let done = 0; done < total; done += PICTURES_AT_ONCE) {
    if (!mayGoOn()) break;
    store.dispatch({ type: "picturesPrepared", preparing: { done, total } });
    const shown = await withPixels(dependencies, exampleIds.slice(done, done + PICTURES_AT_ONCE));
    const event = shown && (await client.send({ kind: "showPictures", ...shown, side: PICTURE_SIDE }));
    if (event?.kind !== "picturesShown") {
      store.dispatch({ type: "picturesPrepared", preparing: undefined });
      return false;
    }
  }
  store.dispatch({ type: "picturesPrepared", preparing: undefined });
  return mayGoOn();
}

/** Nothing when one of them is gone: what learns from it must first be told so. */
async function withPixels({ store, inputs }: Dependencies, exampleIds: number[]) {
  const pixels = new Uint8Array(exampleIds.length * PIXEL_BYTES);
  for (const [index, id] of exampleIds.entries()) {
    const blob = store.state.value.examples.get(id)?.blob;
    const found = blob && (await inputs.pixelsFromBlob(blob));
    if (!found) return undefined;
    pixels.set(found, index * PIXEL_BYTES);
  }
  return { exampleIds, pixels };
}
