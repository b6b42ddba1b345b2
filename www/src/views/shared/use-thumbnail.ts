/** A hook that gives a small picture of a stored one, as soon as it is made. */
import { useEffect, useState } from "preact/hooks";
import { pageThumbnails } from "../../inputs/thumbnails";
import { useObjectUrl } from "./use-object-url";

/** Undefined for a moment when nobody has looked at this picture before. */
export function useThumbnail(blob: Blob): string | undefined {
  const thumbnails = pageThumbnails();
  const [made, setMade] = useState<{ blob: Blob; address: string | undefined } | undefined>(undefined);
  const known = thumbnails.known(blob);
  const isMade = made?.blob === blob;
  useEffect(() => {
    if (known !== undefined || !thumbnails.canMake) return;
    return thumbnails.want(blob, (address) => setMade({ blob, address }));
  }, [blob]);
  // What cannot be made small is shown as it is; the browser knows best whether it can.
  const cannotBeMade = !thumbnails.canMake || (isMade && made.address === undefined);
  const itself = useObjectUrl(known === undefined && cannotBeMade ? blob : undefined);
  return known ?? itself;
}
