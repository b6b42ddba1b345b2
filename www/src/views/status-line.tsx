/** One line that says which device runs and why, which network, what is kept, and that nothing is sent. */
import { isDeep } from "../state/deeper/deeper-state";
import { text } from "../text";
import { useApp } from "./app-context";
import { Button } from "./shared/button";
import { ChipIcon, LockIcon, StoreIcon, WarningIcon } from "./shared/icons";
import { ProgressLine } from "./shared/progress-line";
import { StatusDetails } from "./shared/status-details";

export function StatusLine() {
  const { select } = useApp();
  return (
    <footer class="status-line" data-engine={select.engine.value.phase.at}>
      <EngineStatus />
      <StorageStatus />
      <span class="status-item status-private" title={text.page.privacy}>
        <LockIcon />
        {text.status.private}
      </span>
      <Saving />
    </footer>
  );
}

function EngineStatus() {
  const { select, intents } = useApp();
  const { phase, backbone, device, gpuSearch } = select.engine.value;
  const isMadeDeep = isDeep({ plan: select.plan.value, deeper: select.deeper.value });
  // The engine that knows the GPU has moved what learned to the CPU by itself.
  const isMoved = device?.device === "gpu" && isMadeDeep;
  const isOnCpu = device?.device === "cpu" || isMoved;
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
    case "restoring":
      return <ProgressLine label={text.status.restoring} done={0} total={undefined} />;
    case "failed":
      return (
        <span class="status-item status-failed" role="alert">
          <span>
            {text.status.failed}. {text.problems.problem(phase.problem)}
          </span>
          <Button onClick={() => void intents.page.retryStart()}>{text.problems.tryAgain}</Button>
        </span>
      );
    case "ready":
      return (
        <>
          {device && (
            <StatusDetails
              summary={
                <>
                  <ChipIcon />
                  {text.status.device(isOnCpu ? "cpu" : device.device)}
                </>
              }
            >
              <p>{text.problems.deviceReason(isMoved ? { because: "blocksLearn" } : device.why)}</p>
              {device.device === "cpu" && !gpuSearch && !isMadeDeep && (
                <Button onClick={() => void intents.page.retryGpu()}>{text.status.retryGpu}</Button>
              )}
            </StatusDetails>
          )}
          {backbone && (
            <span class="status-item status-backbone" title={text.status.backboneDetail(backbone)}>
              {text.status.backbone}
            </span>
          )}
          {gpuSearch && <span class="status-item status-search">{text.status.gpuSearch(gpuSearch)}</span>}
        </>
      );
    default:
      return phase satisfies never;
  }
}

function Saving() {
  const { select } = useApp();
  const { isSaving, notKept } = select.storage.value;
  return isSaving && !notKept ? <span class="status-item status-saving">{text.status.saving}</span> : null;
}

function StorageStatus() {
  const { select, intents } = useApp();
  const { notKept, usedBytes } = select.storage.value;
  const numPictures = select.examples.value.size;
  if (notKept) {
    const retry = intents.page.retryOf(notKept);
    return (
      <StatusDetails
        summary={
          <>
            <WarningIcon />
            {text.status.notKept}
          </>
        }
      >
        <p>{text.problems.problem(notKept)}</p>
        {retry && <Button onClick={() => void retry()}>{text.problems.retry(notKept)}</Button>}
      </StatusDetails>
    );
  }
  return (
    <span class="status-item status-storage">
      <StoreIcon />
      {numPictures === 0 ? text.status.nothingStored : text.status.stored(numPictures)}
      {numPictures > 0 && usedBytes !== undefined && (
        <span class="status-bytes">{text.status.storedBytes(usedBytes)}</span>
      )}
    </span>
  );
}
