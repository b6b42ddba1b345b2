/** The classic recipe as one choice: what it sets, the button, and what it says while and after it trains. */
import { hostedUrl } from "../../engine/other-networks";
import { isRecipe, recipeNetwork } from "../../state/network/recipe";
import { networkText } from "../../text/network";
import { useApp } from "../app-context";
import { TransferStart } from "../race/transfer-start";
import { Button } from "../shared/button";

export function RecipeCard() {
  const { select, intents } = useApp();
  const [network, plan] = [select.network.value, select.plan.value];
  const { at } = select.engine.value.phase;
  const { history, isBusy } = select.training.value;
  const isSet = isRecipe({ network, plan });
  const choice = recipeNetwork({ network, plan }, hostedUrl("resnet18") !== undefined);
  const words = networkText.recipe;
  const showRace = useShownRace();
  return (
    <section class="network-card" data-in-use={isSet ? "" : undefined}>
      <h4>
        {words.heading} {isSet && <span class="network-in-use">{words.isSet}</span>}
      </h4>
      <p>{words.lead}</p>
      <dl class="recipe-settings" aria-label={words.settingsLabel}>
        {words.settings(choice).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{words.changeable}</p>
      <div>
        <Button
          isDisabled={at !== "ready" || network.change !== undefined || isBusy}
          onClick={() => void intents.network((own) => own.takeRecipe())}
        >
          {isSet ? words.takeAgain : words.take}
        </Button>
      </div>
      {isSet && history.length > 0 && <Log />}
      {isSet && <TransferStart onStart={showRace} />}
    </section>
  );
}

/** The race stands elsewhere in the same column; on a narrow screen that column may be another step. */
function useShownRace(): () => void {
  const { intents } = useApp();
  return () => {
    intents.page.goTo("train");
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".race summary")?.focus());
  };
}

/** Line by line as the article's program prints it: the losses as the batches found them, before their steps. */
function Log() {
  const { select } = useApp();
  const { history, epoch, targetEpoch, isBusy } = select.training.value;
  const { validation } = history.at(-1) ?? {};
  const isOver = !isBusy && epoch >= targetEpoch;
  const words = networkText.recipe;
  return (
    <div class="recipe-log" role="log" aria-label={words.log}>
      {history.map((report) => (
        <div key={report.epoch} class="numbers">
          {words.epoch(report.epoch, report.movement?.batchLoss ?? report.training.loss)}
        </div>
      ))}
      {isOver && (
        <div class="numbers">
          {validation ? words.accuracy(validation.numExamples, validation.accuracy) : words.nothingHeldBack}
        </div>
      )}
    </div>
  );
}
