/** Nothing in hand, so there is nothing to be seen: what to do about it, one click away. */
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { Button } from "../shared/button";

export function NoPicture() {
  const { select, intents } = useApp();
  const classes = select.classes.value;
  const byClass = select.examplesByClass.value;
  const first = classes.flatMap(({ id }) => byClass.get(id) ?? [])[0];
  return (
    <div class="no-picture">
      <h3>{insideText.noPictureTitle}</h3>
      <p>{insideText.noPicture}</p>
      <p class="no-picture-ways">
        {first && (
          <Button look="primary" onClick={() => void intents.trying.tryExample(first.id)}>
            {insideText.useFirst}
          </Button>
        )}
        <Button onClick={() => void intents.camera.startTrying()}>{insideText.openWebcam}</Button>
      </p>
    </div>
  );
}
