/** A hook that gives small pictures as images that a canvas can draw, as they come in. */
import { useEffect, useState } from "preact/hooks";
import { pageThumbnails } from "../../inputs/thumbnails";

/** As long as somebody holds the picture. */
const loaded = new WeakMap<Blob, HTMLImageElement>();
const loading = new WeakSet<Blob>();

/** Images of those that are there already; the caller is drawn again when there are more. */
export function useMapImages(blobs: readonly Blob[]): (blob: Blob) => HTMLImageElement | undefined {
  const [, setMoment] = useState(0);
  useEffect(() => {
    let isGone = false;
    let isDue = false;
    // Many arrive in the same moment, and drawing them all is one drawing.
    const drawSoon = () => {
      if (isGone || isDue) return;
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        if (!isGone) setMoment((moment) => moment + 1);
      });
    };
    for (const blob of blobs) load(blob, drawSoon);
    return () => {
      isGone = true;
    };
  }, [blobs]);
  return (blob) => loaded.get(blob);
}

function load(blob: Blob, onLoad: () => void): void {
  if (loaded.has(blob) || loading.has(blob)) return;
  loading.add(blob);
  pageThumbnails().want(blob, (made) => {
    const address = made ?? URL.createObjectURL(blob);
    const image = new Image();
    const finish = () => {
      loading.delete(blob);
      if (made === undefined) URL.revokeObjectURL(address);
    };
    image.onload = () => {
      loaded.set(blob, image);
      finish();
      onLoad();
    };
    image.onerror = finish;
    image.src = address;
  });
}
