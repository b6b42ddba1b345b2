/** A part of the page whose code is fetched when it will soon be wanted, so that the page itself is there sooner. */
import type { ComponentChildren, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface LazyPart {
  /** Until the code is there, `meanwhile` is drawn, or nothing. */
  View: FunctionComponent<{ meanwhile?: ComponentChildren }>;
  /** Fetches the code ahead of time. */
  prefetch(): void;
}

export function lazily(load: () => Promise<FunctionComponent>): LazyPart {
  let loaded: FunctionComponent | undefined;

  async function fetchOnce(): Promise<void> {
    try {
      loaded ??= await load();
    } catch {
      // The network is gone; whoever draws it again tries again, and the rest of the page works without it.
    }
  }

  function View({ meanwhile = null }: { meanwhile?: ComponentChildren }) {
    const [isThere, setIsThere] = useState(loaded !== undefined);
    useEffect(() => {
      let isGone = false;
      if (!isThere) void fetchOnce().then(() => !isGone && setIsThere(loaded !== undefined));
      return () => {
        isGone = true;
      };
    }, [isThere]);
    const Loaded = loaded;
    return Loaded ? <Loaded /> : meanwhile;
  }

  return { View, prefetch: () => void fetchOnce() };
}
