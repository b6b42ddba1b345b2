/** Everything that can be set; each control says what it does in a sentence. */
import { defaultTuningSettings, type Optimiser, type ScheduleShape } from "../../engine/protocol";
import { DEFAULT_PLAN } from "../../state/default-settings";
import { PICTURE_SIDES } from "../../state/picture-side";
import { networkText } from "../../text/network";
import { settingsText } from "../../text/settings";
import { useApp } from "../app-context";
import { NetworkPanel } from "../network/network-panel";
import { Button } from "../shared/button";
import { ChevronIcon } from "../shared/icons";
import { RateCurve } from "./rate-curve";
import { ChoiceField, NumberField, SwitchField } from "./setting-field";
import { StoppingFields } from "./stopping-fields";

const OPTIMISERS = Object.keys(settingsText.optimisers) as Optimiser[];
const SCHEDULES = Object.keys(settingsText.schedules) as ScheduleShape[];
const STANDARD = DEFAULT_PLAN.settings;

/** Ranges as the engine has them; `epochs` is the page's own. */
export function AdvancedSettings() {
  return (
    <>
      <NetworkChoice />
      <Settings />
    </>
  );
}

/** Above all else, because everything else is about what it learns. */
function NetworkChoice() {
  const { select, intents } = useApp();
  const { isOpen, choice } = select.network.value;
  return (
    <details
      class="network-choice"
      open={isOpen}
      onToggle={(event) => {
        const isNowOpen = event.currentTarget.open;
        void intents.network((own) => own.open(isNowOpen));
      }}
    >
      <summary>
        <ChevronIcon />
        {networkText.heading}
        <span class="network-chosen">{networkText.nameOf(choice)}</span>
      </summary>
      {isOpen && <NetworkPanel />}
    </details>
  );
}

function Settings() {
  const { select, intents } = useApp();
  const plan = select.plan.value;
  const { training } = intents;
  return (
    <div class="settings">
      <NumberField
        words={settingsText.epochs}
        value={plan.epochs}
        from={1}
        to={10_000}
        isWhole
        standard={DEFAULT_PLAN.epochs}
        onChange={training.changeEpochs}
      />
      <StoppingFields />
      <SideField />
      <RateFields />
      <StepFields />
      <SplitFields />
      <Button look="quiet" isDisabled={plan === DEFAULT_PLAN} onClick={() => training.resetPlan()}>
        {settingsText.defaults}
      </Button>
    </div>
  );
}

/** It comes with an engine of its own, like another network, so it has to wait its turn like one. */
function SideField() {
  const { select, intents } = useApp();
  const { change } = select.network.value;
  return (
    <ChoiceField
      words={settingsText.pictureSide}
      value={String(select.plan.value.pictureSide)}
      choices={PICTURE_SIDES.map((side) => ({ value: String(side), name: settingsText.pictureSides(side) }))}
      standard={String(DEFAULT_PLAN.pictureSide)}
      isDisabled={select.engine.value.phase.at !== "ready" || change !== undefined}
      onChange={(side) => void intents.network((own) => own.lookAt(Number(side)))}
    />
  );
}

/** The one in force: with blocks that learn the head has another. */
function HeadRate() {
  const { select, intents } = useApp();
  const { settings } = select.plan.value;
  const { tuning } = settings;
  if (tuning) {
    return (
      <NumberField
        words={settingsText.headLearningRate}
        value={tuning.headLearningRate}
        from={1e-7}
        to={1}
        standard={defaultTuningSettings.headLearningRate}
        onChange={(headLearningRate) => intents.deeper.changeTuning({ headLearningRate })}
      />
    );
  }
  return (
    <NumberField
      words={settingsText.learningRate}
      value={settings.learningRate}
      from={1e-6}
      to={100}
      standard={STANDARD.learningRate}
      onChange={(learningRate) => intents.training.changeSettings({ learningRate })}
    />
  );
}

function RateFields() {
  const { select, intents } = useApp();
  const { settings, rates } = select.plan.value;
  const { training } = intents;
  return (
    <>
      <ChoiceField
        words={settingsText.optimiser}
        value={settings.optimiser}
        choices={OPTIMISERS.map((value) => ({ value, name: settingsText.optimisers[value] }))}
        standard={STANDARD.optimiser}
        onChange={(optimiser) => training.changeSettings({ optimiser })}
      />
      <HeadRate />
      <ChoiceField
        words={settingsText.schedule}
        value={rates.shape}
        choices={SCHEDULES.map((value) => ({ value, name: settingsText.schedules[value] }))}
        standard={DEFAULT_PLAN.rates.shape}
        onChange={(shape) => training.changeRates({ shape })}
      />
      <NumberField
        words={settingsText.warmUp}
        value={rates.warmUpEpochs}
        from={0}
        to={1000}
        isWhole
        standard={DEFAULT_PLAN.rates.warmUpEpochs}
        onChange={(warmUpEpochs) => training.changeRates({ warmUpEpochs })}
      />
      <RateCurve />
    </>
  );
}

function StepFields() {
  const { select, intents } = useApp();
  const { settings } = select.plan.value;
  const { training } = intents;
  return (
    <>
      <NumberField
        words={settingsText.weightDecay}
        value={settings.weightDecay}
        from={0}
        to={1}
        standard={STANDARD.weightDecay}
        onChange={(weightDecay) => training.changeSettings({ weightDecay })}
      />
      <NumberField
        words={settingsText.batchSize}
        value={settings.batchSize}
        from={1}
        to={4096}
        isWhole
        standard={STANDARD.batchSize}
        onChange={(batchSize) => training.changeSettings({ batchSize })}
      />
      <NumberField
        words={settingsText.labelSmoothing}
        value={settings.labelSmoothing}
        from={0}
        to={0.5}
        standard={STANDARD.labelSmoothing}
        onChange={(labelSmoothing) => training.changeSettings({ labelSmoothing })}
      />
      <NumberField
        words={settingsText.hiddenUnits}
        value={settings.hiddenUnits}
        from={1}
        to={1024}
        isWhole
        emptyWord={settingsText.hiddenUnits.none}
        standard={STANDARD.hiddenUnits}
        onChange={(hiddenUnits) => training.changeSettings({ hiddenUnits })}
        onEmpty={() => training.changeSettings({ hiddenUnits: undefined })}
      />
    </>
  );
}

function SplitFields() {
  const { select, intents } = useApp();
  const { settings } = select.plan.value;
  const { training } = intents;
  return (
    <>
      <NumberField
        words={settingsText.validationFraction}
        value={settings.validationFraction}
        from={0}
        to={0.5}
        standard={STANDARD.validationFraction}
        onChange={(validationFraction) => training.changeSettings({ validationFraction })}
      />
      <NumberField
        words={settingsText.seed}
        value={settings.seed}
        from={0}
        to={4_294_967_295}
        isWhole
        standard={STANDARD.seed}
        onChange={(seed) => training.changeSettings({ seed })}
      />
      <SwitchField
        words={settingsText.balanceClasses}
        value={settings.balanceClasses}
        onChange={(balanceClasses) => training.changeSettings({ balanceClasses })}
      />
    </>
  );
}
