/** Shows the engine the pictures that it asks for when blocks of the network learn, a few at a time. */
import type { EngineCommand, EngineEvent } from "../../engine/protocol";
import { seenPictures } from "../picture-side";
import type { Dependencies } from "./dependencies";

/** Each is looked at once for every variation, and nothing else is answered meanwhile. */
const PICTURES_AT_ONCE = 4;

/**
 * What one step looks at again. Where there is no room for what is shown, the engine keeps only what came with the last
 * command, so what one step needs must come with one.
 */
const PICTURES_A_STEP = 16;

/** More would not fit into a message; whoever wants batches this large of so many pictures is told so. */
const MOST_AT_ONCE = 256;

/** A command that asks again for what it was just shown would ask for ever. */
const MOST_TRIES = 3;

/** The pictures that a failed command needs. */
export function neededPictures(event: EngineEvent): readonly number[] | undefined {
  if (event.kind !== "failed" || event.error.code !== "picturesNeeded") return undefined;
  return event.error.exampleIds;
}

/** Has the engine take a step, on the device that suits. */
export type TakeStep = (command: EngineCommand) => Promise<EngineEvent>;

export interface ShowingOptions {
  mayGoOn?(): boolean;
  /** In place of the client's own way. */
  send?: TakeStep | undefined;
  /** Hears how long showing took, which happens once and is no part of an epoch. */
  onShown?(millis: number): void;
}

/** Sends a command again and again, each time after what it needed was shown; gives its first other answer. */
export async function sendWithPictures(
  dependencies: Dependencies,
  command: EngineCommand,
  { mayGoOn = () => true, onShown, send = dependencies.client.send }: ShowingOptions = {},
): Promise<EngineEvent> {
  for (let tries = 1; ; tries += 1) {
    const event = await sendSurely(send, command);
    const exampleIds = neededPictures(event);
    if (!exampleIds || tries > MOST_TRIES) return event;
    const begin = dependencies.nowMillis();
    const isShown = await showPictures(dependencies, exampleIds, mayGoOn);
    onShown?.(dependencies.nowMillis() - begin);
    if (!isShown) return event;
  }
}

/** A command that finds out that the GPU gave up teaching blocks is not heard; the next time they are on the CPU. */
export async function sendSurely(send: TakeStep, command: EngineCommand): Promise<EngineEvent> {
  const event = await send(command);
  return event.kind === "failed" && event.error.code === "tuningLeftGpu" ? send(command) : event;
}

/** As few as possible, so that pausing need not wait; all of them when there is no room but for one step. */
export function picturesAtOnce(total: number, batchSize: number): number {
  const aStep = Math.min(MOST_AT_ONCE, Math.max(PICTURES_A_STEP, batchSize));
  return total <= aStep ? aStep : PICTURES_AT_ONCE;
}

/** False when it was told to stop, or when the engine could not. */
async function showPictures(
  dependencies: Dependencies,
  exampleIds: readonly number[],
  mayGoOn: () => boolean,
): Promise<boolean> {
  const { store, client, nowMillis } = dependencies;
  const total = exampleIds.length;
  const atOnce = picturesAtOnce(total, store.state.value.plan.settings.batchSize);
  const begin = nowMillis();
  for (let done = 0; done < total; done += atOnce) {
    if (!mayGoOn()) break;
    const leftMillis = done === 0 ? undefined : ((nowMillis() - begin) / done) * (total - done);
    store.dispatch({ type: "picturesPrepared", preparing: { done, total, leftMillis } });
    const shown = await withPixels(dependencies, exampleIds.slice(done, done + atOnce));
    const event = shown && (await client.send({ kind: "showPictures", ...shown }));
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
  const pictures: Uint8Array[] = [];
  for (const id of exampleIds) {
    const blob = store.state.value.examples.get(id)?.blob;
    const found = blob && (await inputs.pixelsFromBlob(blob));
    if (!found) return undefined;
    pictures.push(found);
  }
  return { exampleIds, ...seenPictures(pictures) };
}
