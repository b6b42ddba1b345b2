/** The drawer with everything that can be set; each control says what it does in a sentence. */
import type { Optimiser } from "../../engine/protocol";
import { DEFAULT_PLAN } from "../../state/default-settings";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ChevronIcon } from "../shared/icons";
import { ChoiceField, NumberField, SwitchField } from "./setting-field";

const OPTIMISERS = Object.keys(text.optimisers) as Optimiser[];

export function Advanced() {
  const { select, intents } = useApp();
  const plan = select.plan.value;
  const { settings } = plan;
  const { training } = intents;
  return (
    <details class="advanced">
      <summary>
        <ChevronIcon />
        {text.settings.heading}
      </summary>
      <div class="settings">
        <NumberField
          words={text.settings.epochs}
          value={plan.epochs}
          from={1}
          to={10_000}
          isWhole
          onChange={training.changeEpochs}
        />
        <ChoiceField
          words={text.settings.optimiser}
          value={settings.optimiser}
          choices={OPTIMISERS.map((value) => ({ value, name: text.optimisers[value] }))}
          onChange={(optimiser) => training.changeSettings({ optimiser })}
        />
        <NumberField
          words={text.settings.learningRate}
          value={settings.learningRate}
          from={1e-6}
          to={100}
          onChange={(learningRate) => training.changeSettings({ learningRate })}
        />
        <NumberField
          words={text.settings.weightDecay}
          value={settings.weightDecay}
          from={0}
          to={1}
          onChange={(weightDecay) => training.changeSettings({ weightDecay })}
        />
        <NumberField
          words={text.settings.batchSize}
          value={settings.batchSize}
          from={1}
          to={4096}
          isWhole
          onChange={(batchSize) => training.changeSettings({ batchSize })}
        />
        <NumberField
          words={text.settings.labelSmoothing}
          value={settings.labelSmoothing}
          from={0}
          to={0.5}
          onChange={(labelSmoothing) => training.changeSettings({ labelSmoothing })}
        />
        <NumberField
          words={text.settings.hiddenUnits}
          value={settings.hiddenUnits}
          from={1}
          to={1024}
          isWhole
          emptyWord={text.settings.hiddenUnits.none}
          onChange={(hiddenUnits) => training.changeSettings({ hiddenUnits })}
          onEmpty={() => training.changeSettings({ hiddenUnits: undefined })}
        />
        <NumberField
          words={text.settings.validationFraction}
          value={settings.validationFraction}
          from={0}
          to={0.5}
          onChange={(validationFraction) => training.changeSettings({ validationFraction })}
        />
        <NumberField
          words={text.settings.seed}
          value={settings.seed}
          from={0}
          to={4_294_967_295}
          isWhole
          onChange={(seed) => training.changeSettings({ seed })}
        />
        <SwitchField
          words={text.settings.balanceClasses}
          value={settings.balanceClasses}
          onChange={(balanceClasses) => training.changeSettings({ balanceClasses })}
        />
        <Button look="quiet" isDisabled={plan === DEFAULT_PLAN} onClick={() => training.resetPlan()}>
          {text.settings.defaults}
        </Button>
      </div>
    </details>
  );
}
