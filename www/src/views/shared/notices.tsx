/** What went wrong or happened, as sentences in a corner, each with a way on; nothing waits for them. */
import type { Notice } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button, IconButton } from "./button";
import { CloseIcon, WarningIcon } from "./icons";
import { UndoToast } from "./undo-toast";

export function Notices() {
  const { select } = useApp();
  return (
    <section class="notices" aria-label={text.page.notices}>
      <div role="status">
        {select.notices.value.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
      <UndoToast />
    </section>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { intents } = useApp();
  const retry = intents.page.retryOf(notice.problem);
  return (
    <div class="notice">
      <WarningIcon />
      <p>{text.problems.problem(notice.problem)}</p>
      {retry && (
        <Button
          look="quiet"
          onClick={() => {
            intents.page.dismissNotice(notice.id);
            void retry();
          }}
        >
          {text.problems.retry(notice.problem)}
        </Button>
      )}
      <IconButton label={text.problems.dismiss} onClick={() => intents.page.dismissNotice(notice.id)}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}
