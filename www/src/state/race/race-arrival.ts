/** Brings a network into an engine and has it look at the pictures of a race, each once. */
import type { AnsweringEngine } from "../../engine/client";
import type { BackboneInfo } from "../../engine/protocol";
import { EngineStopped, expectEvent } from "../expected-event";
import type { Dependencies } from "../intents/dependencies";
import { tellFeatures } from "../known-features";
import { seenPictures } from "../picture-side";
import type { Field } from "./race-field";
import type { RaceProgress } from "./race-progress";
import type { Arrival, RacingNetwork } from "./race-state";

/** Few enough that something moves, and that stopping need not wait. */
const PICTURES_AT_ONCE = 8;

export interface ArrivingParts {
  dependencies: Dependencies;
  engine: AnsweringEngine;
  field: Field;
  network: RacingNetwork;
  progress: RaceProgress;
  signal: AbortSignal;
}

/** A network that is in its engine, and what it took to bring it there. */
export interface Arrived {
  backbone: BackboneInfo;
  /** Of its file; none for what was drawn. */
  weightBytes: number;
}

/** Throws `EngineStopped` where the network cannot be had. */
export async function arrive(parts: ArrivingParts): Promise<Arrived> {
  const { dependencies, engine, field, network, progress, signal } = parts;
  const isInUse = network.key === field.inUse;
  let weightBytes = 0;
  const onProgress = (receivedBytes: number, totalBytes: number | undefined) => {
    weightBytes = receivedBytes;
    // The one in use is at hand.
    if (!isInUse && !signal.aborted) progress.during({ at: "fetching", receivedBytes, totalBytes }, 0, 0);
  };
  onProgress(0, undefined);
  const { choice } = network;
  const ready = await dependencies.bringNetwork(engine, { choice, onProgress, signal });
  if (ready.kind === "problem") throw new EngineStopped(undefined);
  const { backbone } = expectEvent(ready.event, "backboneReady");
  // Features of another network, which took over meanwhile, would mean nothing to this one.
  if (isInUse && backbone.fingerprint !== field.fingerprint) throw new EngineStopped(undefined);
  return { backbone, weightBytes };
}

/** Gives how long it takes, of what need not be done a part of it; absent where nobody else races. */
export async function lookAtPictures(parts: ArrivingParts): Promise<Arrival["lookingMillis"]> {
  const { engine, field, network } = parts;
  if (network.key !== field.inUse) return lookAtAll(parts);
  const lookingMillis = field.networks.length > 1 ? await reckonLooking(parts) : undefined;
  await tellFeatures(engine, field.features, field.pictures.keys());
  return lookingMillis;
}

async function lookAtAll(parts: ArrivingParts): Promise<number> {
  const { dependencies, field, progress } = parts;
  const ids = [...field.pictures.keys()];
  const begin = dependencies.nowMillis();
  progress.looking(0, ids.length);
  for (let start = 0; start < ids.length; start += PICTURES_AT_ONCE) {
    await look(parts, ids.slice(start, start + PICTURES_AT_ONCE));
    progress.looking(Math.min(ids.length, start + PICTURES_AT_ONCE), ids.length);
  }
  return dependencies.nowMillis() - begin;
}

/** What it saw is known; a few pictures tell how long it takes beside the others, in an engine like theirs. */
async function reckonLooking(parts: ArrivingParts): Promise<number> {
  const { dependencies, field } = parts;
  const some = [...field.pictures.keys()].slice(0, PICTURES_AT_ONCE);
  const begin = dependencies.nowMillis();
  await look(parts, some);
  return ((dependencies.nowMillis() - begin) * field.pictures.size) / Math.max(1, some.length);
}

async function look({ dependencies, engine, field }: ArrivingParts, exampleIds: number[]): Promise<void> {
  const pictures = await pixelsOf(dependencies, field, exampleIds);
  const command = { kind: "embed", exampleIds, ...seenPictures(pictures, field.pictureSide) } as const;
  expectEvent(await engine.send(command), "embedded");
}

/** Throws `EngineStopped` where one of them cannot be read. */
export async function pixelsOf(
  { inputs }: Pick<Dependencies, "inputs">,
  { pictures }: Pick<Field, "pictures">,
  exampleIds: readonly number[],
): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const id of exampleIds) {
    const blob = pictures.get(id)?.blob;
    const pixels = blob && (await inputs.pixelsFromBlob(blob));
    if (!pixels) throw new EngineStopped(undefined);
    found.push(pixels);
  }
  return found;
}
