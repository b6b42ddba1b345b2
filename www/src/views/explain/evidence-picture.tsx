/** A picture with the places that speak for and against a class, and which epoch it is about. */
import type { ShownMap } from "../../state/explain/shown-maps";
import { evidenceText } from "../../text/evidence";
import { useObjectUrl } from "../shared/use-object-url";
import { EvidenceOverlay } from "./evidence-overlay";
import type { ShownEvidence } from "./shown-evidence";

export interface EvidencePictureProps {
  blob: Blob;
  /** Empty where the same picture is described beside it. */
  alt: string;
  map: ShownMap;
  evidence: ShownEvidence;
  isNamed: boolean;
}

export function EvidencePicture({ blob, alt, map, evidence, isNamed }: EvidencePictureProps) {
  const url = useObjectUrl(blob);
  const { state, epoch } = map;
  return (
    <figure class="evidence-picture">
      <div class="hand-picture">
        {url !== undefined && <img src={url} alt={alt} />}
        {state.at === "there" && (
          <EvidenceOverlay places={state.places} strength={evidence.strength} subject={evidence.subject} />
        )}
      </div>
      {isNamed && <figcaption class="quiet">{evidenceText.epoch(epoch)}</figcaption>}
    </figure>
  );
}
