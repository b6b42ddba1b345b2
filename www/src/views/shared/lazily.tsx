/** A part of the page whose code is fetched when it will soon be wanted, so that the page itself is there sooner. */
import type { ComponentChildren, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface LazyPlace {
  /** Drawn until the code is there; nothing where there is none. */
  meanwhile?: ComponentChildren;
  /** Drawn instead once the code could not be fetched. */
  whenMissing?: ComponentChildren;
}

export interface LazyPart {
  View: FunctionComponent<LazyPlace>;
  /** Fetches the code ahead of time. */
  prefetch(): void;
}

export function lazily(load: () => Promise<FunctionComponent>): LazyPart {
  let loaded: FunctionComponent | undefined;

  async function fetchOnce(): Promise<void> {
    try {
      loaded ??= await load();
    } catch {
      // The network is gone; it is tried again when it is back, or whoever draws it next tries again.
    }
  }

  function View({ meanwhile = null, whenMissing = meanwhile }: LazyPlace) {
    const [isTried, setIsTried] = useState(false);
    const [, setIsThere] = useState(false);
    useEffect(() => {
      if (loaded) return;
      let isGone = false;
      const fetchIt = async () => {
        await fetchOnce();
        if (isGone) return;
        setIsTried(true);
        setIsThere(loaded !== undefined);
      };
      void fetchIt();
      addEventListener("online", fetchIt);
      return () => {
        isGone = true;
        removeEventListener("online", fetchIt);
      };
    }, []);
    const Loaded = loaded;
    if (Loaded) return <Loaded />;
    return isTried ? whenMissing : meanwhile;
  }

  return { View, prefetch: () => void fetchOnce() };
}
