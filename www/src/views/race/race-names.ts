/** What everyone in a race is called, as the course had it, whatever is chosen by now. */
import { classColour } from "../../draw/colours";
import type { AppState } from "../../state/app-state";
import { isSameChoice } from "../../state/race/race-networks";
import {
  CONTENDERS,
  type Contender,
  type Entrant,
  type EntrantKey,
  type NetworkKey,
  type RaceCourse,
  type RacingNetwork,
} from "../../state/race/race-state";
import { raceText } from "../../text/race";

export function entrantIn({ entrants }: RaceCourse, key: EntrantKey): Entrant | undefined {
  return entrants.find((entrant) => entrant.key === key);
}

export function networkIn({ networks }: RaceCourse, key: NetworkKey | undefined): RacingNetwork | undefined {
  return networks.find((network) => network.key === key);
}

/** The way of learning alone, for where the network is named already. */
export function shortNameIn(course: RaceCourse, key: EntrantKey): string {
  const entrant = entrantIn(course, key);
  const network = networkIn(course, entrant?.network);
  if (!entrant || !network) return "";
  return raceText.nameOf(
    entrant.contender,
    course.plans.get(key)?.settings.tuning?.firstBlock,
    network.depths,
  );
}

/** With the network, where that is not clear of itself. */
export function nameIn(course: RaceCourse, key: EntrantKey): string {
  const name = shortNameIn(course, key);
  const network = networkIn(course, entrantIn(course, key)?.network);
  return network && course.namesNetworks ? raceText.nameWith(name, network.choice) : name;
}

export function contenderColour(contender: Contender): string {
  return classColour(CONTENDERS.indexOf(contender));
}

export function isInUse(
  network: RacingNetwork | undefined,
  { choice }: Pick<AppState["network"], "choice">,
): boolean {
  return network !== undefined && isSameChoice(network.choice, choice);
}
