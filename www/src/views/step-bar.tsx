/** On a narrow screen, the three columns are three steps, and this bar at the bottom goes between them. */
import type { Step } from "../state/app-state";
import { text } from "../text";
import { useApp } from "./app-context";
import { CameraIcon, LayersIcon, PictureIcon } from "./shared/icons";
import { useObjectUrl } from "./shared/use-object-url";

const STEPS: readonly { step: Step; Icon: typeof PictureIcon }[] = [
  { step: "collect", Icon: PictureIcon },
  { step: "train", Icon: LayersIcon },
  { step: "try", Icon: CameraIcon },
];

export function StepBar() {
  const { select, intents } = useApp();
  const current = select.step.value;
  const { source } = select.trying.value;
  // On a narrow screen nothing else shows that a picture was taken in hand.
  const inHandUrl = useObjectUrl(source.from === "picture" ? source.blob : undefined);
  return (
    <nav class="step-bar" aria-label={text.page.steps}>
      {STEPS.map(({ step, Icon }) => (
        <button
          key={step}
          type="button"
          aria-current={current === step ? "step" : undefined}
          onClick={() => intents.page.goTo(step)}
        >
          {step === "try" && inHandUrl !== undefined ? <img src={inHandUrl} alt="" /> : <Icon />}
          {text.page[step]}
        </button>
      ))}
    </nav>
  );
}
