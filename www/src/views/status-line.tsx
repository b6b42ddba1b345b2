/** One line that says which device runs and why, which network, what is kept, and that nothing is sent. */
import { STANDARD_NETWORK } from "../engine/network-choice";
import { text } from "../text";
import { useApp } from "./app-context";
import { Button } from "./shared/button";
import { ChipIcon, LockIcon, StoreIcon, WarningIcon } from "./shared/icons";
import { lazily } from "./shared/lazily";
import { ProgressLine } from "./shared/progress-line";
import { StatusDetails } from "./shared/status-details";

/** Which network it is, and which it could be. */
export const network = lazily(async () => (await import("./network/network-panel")).NetworkPanel);

/** Where blocks learn, which is said only once they do. */
const tuningDevice = lazily(async () => (await import("./deeper/tuning-device")).TuningDevice);

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
  const { change, choice } = select.network.value;
  const isOther = choice.from !== "page" || choice.network !== STANDARD_NETWORK.network;
  const { learnedFromLayer, tuningDevice: learning } = select.deeper.value;
  // The engine that knows the GPU looks on the CPU by itself with what has learned.
  const isMoved = device?.device === "gpu" && learnedFromLayer !== undefined;
  const isOnGpu = learning?.device === "gpu" || (device?.device === "gpu" && !isMoved);
  const hasShaders = !(device?.why.because === "refused" && device.why.refusal.reason === "noShaders");
  const mayTryGpu = device?.device === "cpu" && !gpuSearch && hasShaders;
  // Named, so that it stays open while one network makes room for another.
  const inputSide = select.plan.value.pictureSide;
  const networkDetails = backbone && (
    <div key="network" class="status-backbone" title={text.status.backboneDetail({ ...backbone, inputSide })}>
      <StatusDetails summary={text.status.backbone(backbone)}>
        {() => <network.View whenMissing={<p>{text.train.partMissing}</p>} />}
      </StatusDetails>
    </div>
  );
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
      return (
        <>
          <ProgressLine label={text.status.restoring} done={0} total={undefined} />
          {networkDetails}
        </>
      );
    case "failed":
      return (
        <span class="status-item status-failed" role="alert">
          <span>
            {text.status.failed}. {text.problems.problem(phase.problem)}
          </span>
          <Button onClick={() => void intents.page.retryStart()}>{text.problems.tryAgain}</Button>
          {isOther && (
            <Button onClick={() => void intents.network((own) => own.choose(STANDARD_NETWORK))}>
              {text.status.fallBack}
            </Button>
          )}
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
                  {text.status.device(isOnGpu ? "gpu" : "cpu")}
                </>
              }
            >
              <p>{text.problems.deviceReason(isMoved ? { because: "blocksLearned" } : device.why)}</p>
              {learning && <tuningDevice.View />}
              {mayTryGpu && (
                <Button onClick={() => void intents.page.retryGpu()}>{text.status.retryGpu}</Button>
              )}
            </StatusDetails>
          )}
          {networkDetails}
          {change && <span class="status-item status-search">{text.status.networkComes}</span>}
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
