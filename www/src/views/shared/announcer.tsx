/** Tells screen readers how training goes: every tenth epoch and the end, not every frame. */
import { text } from "../../text";
import { useApp } from "../app-context";

const EPOCHS_BETWEEN = 10;

export function Announcer() {
  const { select } = useApp();
  const { history, isWanted, epoch } = select.training.value;
  const spoken = history.findLast((report) => report.epoch % EPOCHS_BETWEEN === 0);
  const last = history.at(-1);
  let message = "";
  if (isWanted && spoken)
    message = text.train.epochLive(spoken.epoch, (spoken.validation ?? spoken.training).accuracy);
  else if (!isWanted && last && epoch > 0) {
    message = `${text.train.pausedLive(epoch)}. ${text.train.epochLive(last.epoch, (last.validation ?? last.training).accuracy)}`;
  }
  return (
    <p class="visually-hidden" role="status">
      {message}
    </p>
  );
}
