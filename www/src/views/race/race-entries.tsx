/** Who takes part in the next race, with what each will take, for how long, and how often they race. */
import type { NetworkChoice } from "../../engine/network-choice";
import { type ContenderCost, contenderCost } from "../../state/race/race-cost";
import { chosenNetworks, networkKeyOf } from "../../state/race/race-networks";
import { contenderPlan, DEEP_EPOCHS, HEAD_EPOCHS, plannedEntrants } from "../../state/race/race-plans";
import {
  CONTENDERS,
  type Contender,
  contendersFor,
  FEWEST_SPLITS,
  MOST_SPLITS,
} from "../../state/race/race-state";
import { raceText } from "../../text/race";
import { useApp } from "../app-context";
import { RangeField } from "../deeper/range-field";
import { useDepths } from "../deeper/use-depths";
import { RaceNetworks } from "./race-networks";
import { useRaceParts } from "./use-race-parts";

/** Less is not worth a number. */
const A_MOMENT_MILLIS = 3000;

type Costs = ReadonlyMap<Contender, ContenderCost> | undefined;

export function RaceEntries() {
  const { intents } = useApp();
  const parts = useRaceParts();
  const { numSplits } = parts.race;
  const choices = chosenNetworks(parts);
  const inUse = networkKeyOf(parts.network.choice);
  // How fast the network is that looks now says nothing about another one.
  const costs = useCosts(choices.some((choice) => networkKeyOf(choice) === inUse));
  const possible = choices.length === 0 ? [parts.network.choice] : choices;
  const offered = CONTENDERS.filter((contender) =>
    possible.some((choice) => contendersFor({ choice }).includes(contender)),
  );
  return (
    <>
      <RaceNetworks />
      <fieldset class="race-entries">
        <legend>{raceText.who}</legend>
        {offered.map((contender) => (
          <Entry key={contender} contender={contender} cost={costs?.get(contender)} choices={choices} />
        ))}
      </fieldset>
      <RangeField
        words={raceText.splits}
        value={numSplits}
        from={FEWEST_SPLITS}
        to={MOST_SPLITS}
        step={1}
        formatValue={raceText.splitsValue}
        onChange={intents.race.setSplits}
      />
      <AsPlanned />
      <TotalTime costs={costs} choices={choices} />
    </>
  );
}

interface EntryProps {
  contender: Contender;
  cost: ContenderCost | undefined;
  choices: readonly NetworkChoice[];
}

function Entry({ contender, cost, choices }: EntryProps) {
  const { intents } = useApp();
  const parts = useRaceParts();
  const depths = useDepths();
  const { tuning } = contenderPlan(contender, parts).settings;
  const isOfInUse = choices.length === 1 && choices[0] === parts.network.choice;
  const name =
    contender === "tail" && !isOfInUse
      ? raceText.anyTail
      : raceText.nameOf(contender, tuning?.firstBlock, depths);
  return (
    <label>
      <input
        type="checkbox"
        checked={parts.race.contenders.has(contender)}
        onChange={(event) => intents.race.takePart(contender, event.currentTarget.checked)}
      />
      <span>
        <b>{name}</b>
        <span class="quiet">{raceText.about(contender)}</span>
      </span>
      <span class="quiet numbers race-cost">
        {cost?.isTooLarge ? raceText.tooLarge : inWords(cost?.millis)}
      </span>
    </label>
  );
}

function AsPlanned() {
  const { select, intents } = useApp();
  return (
    <div class="race-entries">
      <label>
        <input
          type="checkbox"
          checked={select.race.value.followsPlan}
          onChange={(event) => intents.race.followPlan(event.currentTarget.checked)}
        />
        <span>
          <b>{raceText.asPlanned(select.plan.value.epochs)}</b>
          <span class="quiet">{raceText.asPlannedHelp(HEAD_EPOCHS, DEEP_EPOCHS)}</span>
        </span>
      </label>
    </div>
  );
}

function TotalTime({ costs, choices }: { costs: Costs; choices: readonly NetworkChoice[] }) {
  const parts = useRaceParts();
  const inUse = networkKeyOf(parts.network.choice);
  const own = plannedEntrants(parts, choices).filter(({ network }) => network === inUse);
  const total = totalMillis(
    costs,
    own.map(({ contender }) => contender),
    parts.race.numSplits,
  );
  if (total === undefined || total <= A_MOMENT_MILLIS) return null;
  return (
    <p class="quiet numbers">{choices.length > 1 ? raceText.timeOfInUse(total) : raceText.timeAll(total)}</p>
  );
}

function inWords(millis: number | undefined): string {
  return millis !== undefined && millis < A_MOMENT_MILLIS ? raceText.costAtOnce : raceText.costOf(millis);
}

function useCosts(isWanted: boolean): Costs {
  const { select } = useApp();
  const parts = useRaceParts();
  const { layers } = select.inside.value;
  if (!layers || !isWanted) return undefined;
  const app = {
    ...parts,
    examples: select.examples.value,
    engine: select.engine.value,
    embedding: select.embedding.value,
    trying: select.trying.value,
    unlabelled: select.unlabelled.value,
  };
  return new Map(
    CONTENDERS.map((contender) => [contender, contenderCost(contender, app, layers, deviceMemory())]),
  );
}

/** Nothing as long as one of them is unknown. */
function totalMillis(costs: Costs, contenders: readonly Contender[], numSplits: number): number | undefined {
  let total = 0;
  for (const contender of contenders) {
    const millis = costs?.get(contender)?.millis;
    if (millis === undefined) return undefined;
    total += millis;
  }
  return total * numSplits;
}

/** In gibibytes, rounded, and only where the browser tells. */
function deviceMemory(): number | undefined {
  return (navigator as Navigator & { deviceMemory?: number }).deviceMemory;
}
