/** Says when what is shown is not how things are now, with the way back. */
import { learningText } from "../../text/learning";
import { useApp } from "../app-context";

export function ShownEpoch() {
  const { select, intents } = useApp();
  const { shownEpoch } = select.learning.value;
  return (
    <p class="shown-epoch" role="status">
      {shownEpoch !== undefined && (
        <>
          {learningText.shownAs(shownEpoch)}
          <span aria-hidden="true"> · </span>
          <button type="button" class="link-button" onClick={() => intents.learning.showEpoch(undefined)}>
            {learningText.backToNow}
          </button>
          {shownEpoch > 0 && (
            <>
              <span aria-hidden="true"> · </span>
              <button
                type="button"
                class="link-button"
                title={learningText.goBackHelp}
                onClick={() => void intents.training.goBackToEpoch(shownEpoch)}
              >
                {learningText.goBack}
              </button>
            </>
          )}
        </>
      )}
    </p>
  );
}
