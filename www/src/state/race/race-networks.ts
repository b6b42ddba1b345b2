/** Which networks can race: all that this visit could have at once, the one in use first. */
import { type NetworkChoice, STANDARD_NETWORK } from "../../engine/network-choice";
import { hostedUrl } from "../../engine/other-networks";
import type { AppState } from "../app-state";
import type { NetworkKey, RaceState } from "./race-state";

export function networkKeyOf({ network, from }: NetworkChoice): NetworkKey {
  return `${network}/${from}`;
}

type Parts = Pick<AppState, "network" | "plan" | "undoStack">;

/** One of a kind: the file that was opened last, and drawn with the seed of training. */
export function possibleNetworks(app: Parts, urlOf = hostedUrl): readonly NetworkChoice[] {
  const { seed } = app.plan.settings;
  const file = openedFile(app);
  const all: NetworkChoice[] = [
    app.network.choice,
    STANDARD_NETWORK,
    ...(urlOf("resnet18") === undefined ? [] : [{ network: "resnet18", from: "page" } as const]),
    ...(file ? [file] : []),
    { network: "efficientnet-lite0", from: "drawn", seed },
    { network: "resnet18", from: "drawn", seed },
  ];
  const byKey = new Map<NetworkKey, NetworkChoice>();
  for (const choice of all) {
    if (!byKey.has(networkKeyOf(choice))) byKey.set(networkKeyOf(choice), choice);
  }
  return [...byKey.values()];
}

/** A page cannot open a file again; what leads back to a network still holds its own. */
function openedFile({ network, undoStack }: Parts): NetworkChoice | undefined {
  const choices = [network.choice, ...undoStack.toReversed().flatMap((entry) => entry.network ?? [])];
  return choices.find((choice) => choice.from === "file" && choice.file !== undefined);
}

/** Of the possible ones those that the learner chose. */
export function chosenNetworks(
  app: Parts & { race: Pick<RaceState, "networks"> },
  urlOf = hostedUrl,
): readonly NetworkChoice[] {
  const { networks } = app.race;
  if (!networks) return [app.network.choice];
  return possibleNetworks(app, urlOf).filter((choice) => networks.has(networkKeyOf(choice)));
}

/** Those whose weights know something that could be worth something. */
export function pretrainedNetworks(app: Parts, urlOf = hostedUrl): readonly NetworkChoice[] {
  return possibleNetworks(app, urlOf).filter(({ from }) => from !== "drawn");
}

export function isSameChoice(one: NetworkChoice, other: NetworkChoice): boolean {
  if (one.network !== other.network || one.from !== other.from) return false;
  if (one.from === "drawn") return other.from === "drawn" && one.seed === other.seed;
  return one.from !== "file" || (other.from === "file" && one.file === other.file);
}
