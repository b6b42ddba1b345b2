/** Whether a run ends when the check gets no better, and how long that is waited for. */
import type { AppState } from "../../state/app-state";
import { standardPatience } from "../../state/best-epoch";
import { settingsText } from "../../text/settings";
import { useApp } from "../app-context";
import { NumberField, SwitchField } from "./setting-field";

export function StoppingFields() {
  const { select, intents } = useApp();
  const { changeStopping } = intents.training;
  const plan = select.plan.value;
  const gap = stoppingGap(plan, select.training.value, select.examples.value);
  return (
    <div class="setting-group">
      <SwitchField
        words={settingsText.stopEarly}
        value={plan.stopping.isOn}
        missing={gap && settingsText.stopEarlyMissing[gap]}
        onChange={(isOn) => changeStopping({ isOn })}
      />
      {plan.stopping.isOn && !gap && (
        <NumberField
          words={settingsText.patience}
          value={plan.stopping.patience}
          from={1}
          to={1000}
          isWhole
          emptyWord={String(standardPatience(plan))}
          onChange={(patience) => changeStopping({ patience })}
          onEmpty={() => changeStopping({ patience: undefined })}
        />
      )}
    </div>
  );
}

/** Why there is nothing to check on, as far as that is known before pictures are drawn to one of the sides. */
function stoppingGap(
  { settings }: AppState["plan"],
  { history }: AppState["training"],
  examples: AppState["examples"],
): keyof typeof settingsText.stopEarlyMissing | undefined {
  if (settings.validationFraction === 0) return "turnedOff";
  const last = history.at(-1);
  if (!last || last.validation) return undefined;
  return [...examples.values()].every(({ side }) => side === "training") ? "nothingHeldBack" : undefined;
}
