/** Nothing in hand, so there is nothing to be seen: what to do about it, one click away. */
import { useEffect, useRef } from "preact/hooks";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { Button } from "../shared/button";

/** What the keyboard goes on from when the buttons are gone: the map of places, or else the name of the place. */
const GOES_ON_AT = [".place-map-square", "[aria-current=page]"];

/** `reason` where what is missing is a part of what is to be seen, and not all of it. */
export function NoPicture({ reason }: { reason?: string }) {
  const { select, intents } = useApp();
  const own = useRef<HTMLDivElement>(null);
  const pressedIn = useRef<Element | null>(null);
  useEffect(
    () => () => {
      if (document.activeElement && document.activeElement !== document.body) return;
      const found = GOES_ON_AT.map((selector) => pressedIn.current?.querySelector<HTMLElement>(selector));
      found.find((element) => element)?.focus({ preventScroll: true });
    },
    [],
  );
  const press = (action: () => Promise<void>) => {
    pressedIn.current = own.current?.closest(".inside") ?? null;
    void action();
  };
  const classes = select.classes.value;
  const byClass = select.examplesByClass.value;
  const first = classes.flatMap(({ id }) => byClass.get(id) ?? [])[0];
  return (
    <div ref={own} class="no-picture" data-part={reason === undefined ? undefined : ""}>
      {reason === undefined && <h3>{insideText.noPictureTitle}</h3>}
      <p>{reason ?? insideText.noPicture}</p>
      <p class="no-picture-ways">
        {first && (
          <Button
            look={reason === undefined ? "primary" : "plain"}
            onClick={() => press(() => intents.trying.tryExample(first.id))}
          >
            {insideText.useFirst}
          </Button>
        )}
        <Button onClick={() => press(() => intents.camera.startTrying())}>{insideText.openWebcam}</Button>
      </p>
    </div>
  );
}
