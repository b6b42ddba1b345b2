/** Recommends to train the head before the blocks behind it, with one button, and forces nobody. */
import { HEAD_ONLY } from "../../state/deeper/depth";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Button } from "../shared/button";

export function HeadFirst({ cut }: { cut: number }) {
  const { select, intents } = useApp();
  const { epoch } = select.training.value;
  const { headFirst } = select.deeper.value;
  const block = select.trainingBlock.value;
  if (headFirst) {
    return (
      <p class="deeper-note" role="status">
        {deeperText.headIsFirst(headFirst.firstBlock)}
      </p>
    );
  }
  if (cut === HEAD_ONLY || epoch > 0) return null;
  return (
    <div class="deeper-note">
      <p>{deeperText.headFirst}</p>
      <Button
        isDisabled={block !== undefined}
        describedBy={block ? "train-block" : undefined}
        onClick={() => void intents.deeper.trainHeadFirst()}
      >
        {deeperText.trainHeadFirst}
      </Button>
    </div>
  );
}
