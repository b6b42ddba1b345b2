/** How the blocks learn: how large their steps are, and from which variations of the pictures. */
import {
  type Augmentation,
  defaultAugmentation,
  defaultTuningSettings,
  type TuningSettings,
} from "../../engine/protocol";
import { chosenTuning } from "../../state/deeper/deeper-state";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { ChevronIcon } from "../shared/icons";
import { NumberField, SwitchField } from "../train/setting-field";
import { AugmentationPreview } from "./augmentation-preview";
import { RangeField } from "./range-field";

/** Ranges as the engine has them. */
const NUMBERS = [
  { key: "variations", from: 1, to: 32, step: 1 },
  { key: "shift", from: 0, to: 0.3, step: 0.01 },
  { key: "zoom", from: 0, to: 0.5, step: 0.01 },
  { key: "turnDegrees", from: 0, to: 45, step: 1 },
  { key: "colour", from: 0, to: 0.5, step: 0.01 },
  { key: "erase", from: 0, to: 0.5, step: 0.01 },
] as const;

export function BlockSettings() {
  const { select } = useApp();
  const tuning = chosenTuning(select.plan.value.settings, select.deeper.value);
  if (!tuning) return null;
  return (
    <details class="block-settings" open={tuning.augmentation !== undefined}>
      <summary>
        <ChevronIcon />
        {deeperText.howHeading}
      </summary>
      <Fields tuning={tuning} />
    </details>
  );
}

function Fields({ tuning }: { tuning: TuningSettings }) {
  const { select, intents } = useApp();
  const { deeper } = intents;
  const { augmentation } = tuning;
  // Its blocks end in an activation, so nothing goes past them. Of the other one, batch norm was folded into the weights.
  const isResnet = select.network.value.choice.network === "resnet18";
  // One that was drawn begins so in any case.
  const isPretrained = select.network.value.choice.from !== "drawn";
  return (
    <>
      <div class="settings">
        <NumberField
          words={deeperText.learningRate}
          value={tuning.learningRate}
          from={1e-7}
          to={1}
          standard={defaultTuningSettings.learningRate}
          onChange={(learningRate) => deeper.changeTuning({ learningRate })}
        />
        <NumberField
          words={deeperText.rateDecay}
          value={tuning.rateDecay}
          from={0.1}
          to={1}
          standard={defaultTuningSettings.rateDecay}
          onChange={(rateDecay) => deeper.changeTuning({ rateDecay })}
        />
        {!isResnet && <StochasticDepth tuning={tuning} />}
        {isPretrained && <FromScratch tuning={tuning} />}
        {isResnet && (
          <SwitchField
            words={deeperText.batchNormLearns}
            value={tuning.batchNormLearns ?? false}
            onChange={(batchNormLearns) => deeper.changeTuning({ batchNormLearns })}
          />
        )}
        <SwitchField
          words={deeperText.augment}
          value={augmentation !== undefined}
          onChange={(isOn) => deeper.augment(isOn)}
        />
      </div>
      {augmentation && (
        <>
          <AugmentationPreview augmentation={augmentation} />
          <div class="settings">
            <AugmentationFields augmentation={augmentation} />
          </div>
        </>
      )}
    </>
  );
}

function StochasticDepth({ tuning }: { tuning: TuningSettings }) {
  const { deeper } = useApp().intents;
  return (
    <RangeField
      words={deeperText.stochasticDepth}
      value={tuning.stochasticDepth}
      from={0}
      to={0.5}
      step={0.05}
      standard={defaultTuningSettings.stochasticDepth}
      formatValue={deeperText.stochasticDepthValue}
      onChange={(stochasticDepth) => deeper.changeTuning({ stochasticDepth })}
    />
  );
}

/** Another beginning is another network, so what was learned by then has to go. */
function FromScratch({ tuning }: { tuning: TuningSettings }) {
  const { select, intents } = useApp();
  const { epoch } = select.training.value;
  const trained = select.deeper.value.runs.at(-1)?.settings.tuning?.fromScratch ?? false;
  return (
    <>
      <SwitchField
        words={deeperText.fromScratch}
        value={tuning.fromScratch}
        onChange={(fromScratch) => intents.deeper.changeTuning({ fromScratch })}
      />
      {epoch > 0 && tuning.fromScratch !== trained && (
        <p class="deeper-note settings-note" role="status">
          {deeperText.startsOver}
        </p>
      )}
    </>
  );
}

function AugmentationFields({ augmentation }: { augmentation: Augmentation }) {
  const { deeper } = useApp().intents;
  const words = deeperText.augmentation;
  const field = ({ key, from, to, step }: (typeof NUMBERS)[number]) => (
    <RangeField
      key={key}
      words={words[key]}
      value={rounded(augmentation[key])}
      from={from}
      to={to}
      step={step}
      standard={rounded(defaultAugmentation[key])}
      formatValue={deeperText.augmentationValue[key]}
      onChange={(value) => deeper.changeAugmentation({ [key]: value })}
    />
  );
  const isFresh = augmentation.freshEachEpoch ?? false;
  return (
    <>
      <SwitchField
        words={words.freshEachEpoch}
        value={isFresh}
        onChange={(freshEachEpoch) => deeper.changeAugmentation({ freshEachEpoch })}
      />
      {!isFresh && NUMBERS.slice(0, 1).map(field)}
      <SwitchField
        words={words.flip}
        value={augmentation.flip}
        onChange={(flip) => deeper.changeAugmentation({ flip })}
      />
      {NUMBERS.slice(1, 2).map(field)}
      <SwitchField
        words={words.blackBeyondEdge}
        value={augmentation.blackBeyondEdge ?? false}
        onChange={(blackBeyondEdge) => deeper.changeAugmentation({ blackBeyondEdge })}
      />
      {NUMBERS.slice(2).map(field)}
    </>
  );
}

/** The engine's own numbers have a few digits more than were meant. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
