/** One line that says which device runs and why, which network, what is kept, and that nothing is sent. */
import { text } from "../text";
import { useApp } from "./app-context";
import { Button } from "./shared/button";
import { ChipIcon, LockIcon, StoreIcon } from "./shared/icons";
import { ProgressLine } from "./shared/progress-line";

export function StatusLine() {
  return (
    <footer class="status-line">
      <EngineStatus />
      <StorageStatus />
      <span class="status-item" title={text.page.privacy}>
        <LockIcon />
        {text.status.private}
      </span>
      <Saving />
    </footer>
  );
}

function EngineStatus() {
  const { select, intents } = useApp();
  const { phase, backbone, device } = select.engine.value;
  switch (phase.at) {
    case "starting":
      return <ProgressLine label={text.status.starting} done={0} total={undefined} />;
    case "downloading":
      return (
        <ProgressLine
          label={text.status.downloading(phase.receivedBytes, phase.totalBytes)}
          done={phase.receivedBytes}
          total={phase.totalBytes}
        />
      );
    case "choosingDevice":
      return <ProgressLine label={text.status.choosing} done={0} total={undefined} />;
    case "failed":
      return (
        <span class="status-item status-failed" role="alert">
          {text.status.failed}. {text.problems.problem(phase.problem)}
          <Button look="quiet" onClick={() => void intents.page.retryStart()}>
            {text.problems.tryAgain}
          </Button>
        </span>
      );
    case "ready":
      return (
        <>
          {device && (
            <details class="status-details">
              <summary class="status-item">
                <ChipIcon />
                {text.status.device(device.device)}
              </summary>
              <div class="status-panel">
                <p>{text.problems.deviceReason(device.why)}</p>
                {device.device === "cpu" && (
                  <Button onClick={() => void intents.page.retryGpu()}>{text.status.retryGpu}</Button>
                )}
              </div>
            </details>
          )}
          {backbone && (
            <span class="status-item status-backbone" title={text.status.backboneDetail(backbone)}>
              {text.status.backbone}
            </span>
          )}
        </>
      );
    default:
      return phase satisfies never;
  }
}

function Saving() {
  const { select } = useApp();
  return select.storage.value.isSaving ? (
    <span class="status-item status-saving">{text.status.saving}</span>
  ) : null;
}

function StorageStatus() {
  const { select } = useApp();
  const { isPersistent, usedBytes } = select.storage.value;
  const numPictures = select.examples.value.size;
  return (
    <span class="status-item status-storage">
      <StoreIcon />
      <span>
        {!isPersistent
          ? text.status.notPersistent
          : numPictures === 0
            ? text.status.nothingStored
            : text.status.stored(usedBytes, numPictures)}
      </span>
    </span>
  );
}
