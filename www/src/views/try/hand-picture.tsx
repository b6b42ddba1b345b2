/** The picture in hand, live or still, or the invitation to hold one up. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { CameraPicker, CameraView } from "../shared/camera-view";
import { CloseIcon } from "../shared/icons";
import { useObjectUrl } from "../shared/use-object-url";
import { EvidenceOverlay } from "./evidence-overlay";

export function HandPicture() {
  const { select, intents } = useApp();
  const { source, millisPerPicture } = select.trying.value;
  const isExplained = select.explainedEvidence.value !== undefined;
  const url = useObjectUrl(source.from === "picture" ? source.blob : undefined);
  if (source.from === "camera") {
    const isLive = select.camera.value.phase.at === "live";
    return (
      <div class="hand">
        <div class="hand-picture" data-explaining={isExplained ? "" : undefined}>
          <CameraView label={text.collect.webcamPreview} />
          <EvidenceOverlay />
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
  return (
    <div class="hand">
      <div class="hand-picture" data-explaining={isExplained ? "" : undefined}>
        {url !== undefined && <img src={url} alt={text.try.pictureInHand(source.name)} />}
        <EvidenceOverlay />
      </div>
      <div class="hand-line">
        <span class="quiet hand-name" dir="auto">
          {source.name}
        </span>
      </div>
    </div>
  );
}
