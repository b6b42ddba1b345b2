/** The square that the network sees, still or live, with the place that is pointed at elsewhere. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { CameraView } from "../shared/camera-view";
import { useObjectUrl } from "../shared/use-object-url";

export interface HandSquareProps {
  /** Places a side of the map that lies beside it. */
  side: number | undefined;
  place: number | undefined;
  /** Empty where the same picture is described elsewhere. */
  label: string;
}

export function HandSquare({ side, place, label }: HandSquareProps) {
  const { select } = useApp();
  const { source } = select.trying.value;
  // What stands in the camera's way is said once.
  const hasCamera = source.from === "camera" && (label !== "" || select.camera.value.phase.at === "live");
  const url = useObjectUrl(source.from === "picture" ? source.blob : undefined);
  return (
    <>
      {hasCamera && <CameraView label={label} />}
      {url !== undefined && source.from === "picture" && (
        <img src={url} alt={label === "" ? "" : text.try.pictureInHand(source.name)} />
      )}
      {side !== undefined && place !== undefined && <PlaceMark side={side} place={place} />}
    </>
  );
}

/** A frame around one place, never too small to be found. */
export function PlaceMark({ side, place }: { side: number; place: number }) {
  const share = 1 / side;
  return (
    <span
      class="place-mark"
      style={{
        left: `${((place % side) + 0.5) * share * 100}%`,
        top: `${(Math.floor(place / side) + 0.5) * share * 100}%`,
        width: `${share * 100}%`,
      }}
    />
  );
}
