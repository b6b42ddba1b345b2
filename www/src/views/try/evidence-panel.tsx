/** Why the network says what it says: a switch, and behind it what it looks at and what its score is the sum of. */
import { useEffect } from "preact/hooks";
import { text } from "../../text";
import { useApp } from "../app-context";
import { lazily } from "../shared/lazily";

/** Most answers are never questioned, so the code for it comes with the first answer, not before. */
const explanation = lazily(async () => (await import("../explain/explanation")).Explanation);

export function EvidencePanel() {
  const { select, intents } = useApp();
  const { answer, isExplaining } = select.trying.value;
  const hasAnswer = answer !== undefined;
  useEffect(() => {
    if (hasAnswer) explanation.prefetch();
  }, [hasAnswer]);
  if (!answer || !select.answerShares.value) return null;
  return (
    <div class="evidence">
      <button
        type="button"
        class="button evidence-switch"
        aria-pressed={isExplaining}
        onClick={() => intents.trying.explain(!isExplaining)}
      >
        {text.try.whereItLooks}
      </button>
      {isExplaining && <explanation.View />}
    </div>
  );
}
