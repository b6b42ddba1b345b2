/** The picture in hand twice, with the evidence as it was after two epochs. */
import { text } from "../../text";
import { useApp } from "../app-context";
import "../../style/evidence.css";
import { EvidencePicture } from "./evidence-picture";
import { useShownEvidence } from "./shown-evidence";

export function HandPair() {
  const { source } = useApp().select.trying.value;
  const evidence = useShownEvidence();
  if (!evidence || source.from !== "picture") return null;
  return (
    <div class="hand-pair">
      {evidence.maps.map((map) => (
        <EvidencePicture
          key={String(map.epoch)}
          blob={source.blob}
          alt={text.try.pictureInHand(source.name)}
          map={map}
          evidence={evidence}
          isNamed
        />
      ))}
    </div>
  );
}
