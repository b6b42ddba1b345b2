/** Recommends to train the head before the blocks behind it, with one button, and forces nobody. */
import { HEAD_ONLY } from "../../state/deeper/depths";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { useDepths } from "./use-depths";

export function HeadFirst({ cut }: { cut: number }) {
  const { select, intents } = useApp();
  const { epoch } = select.training.value;
  const { headFirst } = select.deeper.value;
  const block = select.trainingBlock.value;
  const depths = useDepths();
  if (headFirst) {
    return (
      <p class="deeper-note" role="status">
        {deeperText.headIsFirst(headFirst.firstBlock, depths)}
      </p>
    );
  }
  // What was drawn at random has nothing to lose by it.
  const isDrawn = select.network.value.choice.from === "drawn";
  if (cut === HEAD_ONLY || epoch > 0 || isDrawn) return null;
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
