/** The drawer with everything that can be set, whose inside comes when it is about to be opened. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { ChevronIcon } from "../shared/icons";
import { lazily } from "../shared/lazily";

export const settings = lazily(async () => (await import("./advanced-settings")).AdvancedSettings);

export function Advanced() {
  const { select, intents } = useApp();
  const isOpen = select.isAdvancedOpen.value;
  return (
    <details
      class="advanced"
      open={isOpen}
      onToggle={(event) => intents.page.openAdvanced(event.currentTarget.open)}
    >
      <summary>
        <ChevronIcon />
        {text.train.advanced}
      </summary>
      {isOpen && <settings.View whenMissing={<p class="quiet">{text.train.partMissing}</p>} />}
    </details>
  );
}
