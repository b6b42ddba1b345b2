/** Who takes part in the next race, with what each will take, and how often they race. */
import { type ContenderCost, contenderCost } from "../../state/race/race-cost";
import { contenderPlan } from "../../state/race/race-plans";
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

/** Less is not worth a number. */
const A_MOMENT_MILLIS = 3000;

export function RaceEntries() {
  const { select, intents } = useApp();
  const { contenders, numSplits } = select.race.value;
  const costs = useCosts();
  const total = totalMillis(costs, contenders, numSplits);
  return (
    <>
      <fieldset class="race-entries">
        <legend>{raceText.who}</legend>
        {contendersFor(select.network.value).map((contender) => (
          <Entry key={contender} contender={contender} cost={costs?.get(contender)} />
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
      {total !== undefined && total > A_MOMENT_MILLIS && (
        <p class="quiet numbers">{raceText.timeAll(total)}</p>
      )}
    </>
  );
}

function Entry({ contender, cost }: { contender: Contender; cost: ContenderCost | undefined }) {
  const { select, intents } = useApp();
  const plan = contenderPlan(contender, {
    plan: select.plan.value,
    deeper: select.deeper.value,
    network: select.network.value,
  });
  return (
    <label>
      <input
        type="checkbox"
        checked={select.race.value.contenders.has(contender)}
        onChange={(event) => intents.race.takePart(contender, event.currentTarget.checked)}
      />
      <span>
        <b>{raceText.nameOf(contender, plan.settings.tuning?.firstBlock, useDepths())}</b>
        <span class="quiet">{raceText.about(contender)}</span>
      </span>
      <span class="quiet numbers race-cost">
        {cost?.isTooLarge ? raceText.tooLarge : inWords(cost?.millis)}
      </span>
    </label>
  );
}

function inWords(millis: number | undefined): string {
  return millis !== undefined && millis < A_MOMENT_MILLIS ? raceText.costAtOnce : raceText.costOf(millis);
}

function useCosts(): ReadonlyMap<Contender, ContenderCost> | undefined {
  const { select } = useApp();
  const { layers } = select.inside.value;
  if (!layers) return undefined;
  const app = {
    examples: select.examples.value,
    plan: select.plan.value,
    engine: select.engine.value,
    embedding: select.embedding.value,
    trying: select.trying.value,
    deeper: select.deeper.value,
    unlabelled: select.unlabelled.value,
    network: select.network.value,
  };
  return new Map(
    CONTENDERS.map((contender) => [contender, contenderCost(contender, app, layers, deviceMemory())]),
  );
}

/** Nothing as long as one of them is unknown. */
function totalMillis(
  costs: ReadonlyMap<Contender, ContenderCost> | undefined,
  contenders: ReadonlySet<Contender>,
  numSplits: number,
): number | undefined {
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
