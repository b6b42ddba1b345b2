/** Which networks take part in the next race: the one that looks now, and whatever else can be had. */
import type { NetworkChoice } from "../../engine/network-choice";
import { chosenNetworks, networkKeyOf, possibleNetworks } from "../../state/race/race-networks";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { KNOWN_NETWORKS } from "../network/known-networks";
import { useRaceParts } from "./use-race-parts";

/** Nothing where there is no choice. */
export function RaceNetworks() {
  const parts = useRaceParts();
  const possible = possibleNetworks(parts);
  if (possible.length < 2) return null;
  const chosen = new Set(chosenNetworks(parts).map(networkKeyOf));
  return (
    <fieldset class="race-entries">
      <legend>{raceText.networks}</legend>
      {possible.map((choice) => (
        <NetworkEntry key={networkKeyOf(choice)} choice={choice} chosen={chosen} />
      ))}
      {chosen.size > 1 && <p class="quiet race-help">{raceText.oneAfterTheOther}</p>}
    </fieldset>
  );
}

interface NetworkEntryProps {
  choice: NetworkChoice;
  chosen: ReadonlySet<ReturnType<typeof networkKeyOf>>;
}

function NetworkEntry({ choice, chosen }: NetworkEntryProps) {
  const { select, intents } = useApp();
  const key = networkKeyOf(choice);
  const isInUse = networkKeyOf(select.network.value.choice) === key;
  const { downloadBytes } = KNOWN_NETWORKS.find(({ network }) => network === choice.network) ?? {};
  const choose = (takesPart: boolean) => {
    const others = [...chosen].filter((one) => one !== key);
    intents.race.chooseNetworks(new Set(takesPart ? [...others, key] : others));
  };
  return (
    <label>
      <input
        type="checkbox"
        checked={chosen.has(key)}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      <span>
        <b>{raceText.networkTitle(choice)}</b>
        <span class="quiet">
          {isInUse
            ? raceText.aboutInUse
            : raceText.aboutNetwork(choice, select.examples.value.size, downloadBytes)}
        </span>
      </span>
      {isInUse && <span class="quiet race-cost">{raceText.inUse}</span>}
    </label>
  );
}
