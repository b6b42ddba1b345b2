/** Which epoch was kept when training stopped early, or which earlier one did better than the last. */
import { betterEpoch } from "../../state/best-epoch";
import { settingsText } from "../../text/settings";
import { useApp } from "../app-context";
import { Button } from "../shared/button";

export function KeptEpoch() {
  const { select, intents } = useApp();
  const training = select.training.value;
  const { stopped, history } = training;
  const better = betterEpoch(training);
  const last = history.at(-1);
  return (
    <div class="kept-epoch" role="status">
      {stopped && <p>{settingsText.stopped(stopped)}</p>}
      {better && last?.validation && (
        <>
          <p>{settingsText.better(better.epoch, better.validation.loss, last.epoch, last.validation.loss)}</p>
          <Button onClick={() => void intents.training.goBackToEpoch(better.epoch)}>
            {settingsText.useEpoch(better.epoch)}
          </Button>
        </>
      )}
    </div>
  );
}
