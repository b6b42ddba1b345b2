/** A formula in proper notation, once the code for typesetting is there; before that, the same in one line of text. */
import { useEffect, useRef, useState } from "preact/hooks";

export interface FormulaProps {
  tex: string;
  plain: string;
  isDisplayed?: boolean;
}

export function Formula({ tex, plain, isDisplayed = false }: FormulaProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  useEffect(() => {
    let isGone = false;
    void loadTypesetting().then((typeset) => {
      if (isGone || !place.current || !typeset) return;
      typeset(tex, place.current, isDisplayed);
      setIsDrawn(true);
    });
    return () => {
      isGone = true;
    };
  }, [tex, isDisplayed]);
  return (
    <span class="formula" data-displayed={isDisplayed ? "" : undefined}>
      {!isDrawn && <span class="formula-plain">{plain}</span>}
      <span ref={place} />
    </span>
  );
}

async function loadTypesetting() {
  try {
    return (await import("./load-katex")).typeset;
  } catch {
    // Without a connection the line of text stays, and says the same.
    return undefined;
  }
}
