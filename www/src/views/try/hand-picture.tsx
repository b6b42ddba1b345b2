/** The picture in hand, live or still, or the invitation to hold one up. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { CameraPicker, CameraView } from "../shared/camera-view";
import { CloseIcon } from "../shared/icons";
import { lazily } from "../shared/lazily";
import { useObjectUrl } from "../shared/use-object-url";

const overlay = lazily(async () => (await import("../explain/hand-overlay")).HandOverlay);
const pair = lazily(async () => (await import("../explain/hand-pair")).HandPair);

export function HandPicture() {
  const { select } = useApp();
  const { source, isExplaining } = select.trying.value;
  if (source.from === "camera") return <LivePicture />;
  if (source.from === "nothing") {
    return (
      <div class="hand">
        <div class="hand-picture hand-empty">
          <h3>{text.try.emptyTitle}</h3>
          <p>{text.try.emptyBody}</p>
        </div>
      </div>
    );
  }
  // Twice, side by side, while two epochs are compared.
  const isCompared = isExplaining && select.learning.value.comparedEpoch !== undefined;
  return (
    <div class="hand">
      {isCompared ? <pair.View /> : <StillPicture blob={source.blob} name={source.name} />}
      <div class="hand-line">
        <span class="quiet hand-name" dir="auto">
          {source.name}
        </span>
      </div>
    </div>
  );
}

function StillPicture({ blob, name }: { blob: Blob; name: string }) {
  const { isExplaining } = useApp().select.trying.value;
  const url = useObjectUrl(blob);
  return (
    <div class="hand-picture">
      {url !== undefined && <img src={url} alt={text.try.pictureInHand(name)} />}
      {isExplaining && <overlay.View />}
    </div>
  );
}

function LivePicture() {
  const { select, intents } = useApp();
  const isLive = select.camera.value.phase.at === "live";
  const { millisPerPicture, isExplaining } = select.trying.value;
  return (
    <div class="hand">
      <div class="hand-picture">
        <CameraView label={text.collect.webcamPreview} />
        {isExplaining && <overlay.View />}
        <span class="hand-close">
          <IconButton label={text.try.stop} onClick={() => intents.camera.stopTrying()}>
            <CloseIcon />
          </IconButton>
        </span>
      </div>
      {isLive && (
        <div class="hand-line">
          <span class="quiet">
            {millisPerPicture === undefined ? text.try.live : text.try.pace(millisPerPicture)}
          </span>
          <CameraPicker />
        </div>
      )}
    </div>
  );
}
