/** How much of the network learns: the choice with what it costs, how blocks learn, and the runs one can go back from. */
import { HEAD_ONLY } from "../../state/deeper/depths";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { ChevronIcon } from "../shared/icons";
import "../../style/deeper.css";
import { BlockSettings } from "./block-settings";
import { DepthChoice } from "./depth-choice";
import { DepthFacts } from "./depth-facts";
import { HeadFirst } from "./head-first";
import { Recommended } from "./recommended";
import { RunsList } from "./runs-list";
import { useChosenCut } from "./use-chosen-cut";
import { useDepths } from "./use-depths";

export function DeeperPanel() {
  const { select, intents } = useApp();
  const { isOpen, runs } = select.deeper.value;
  const cut = useChosenCut();
  const depths = useDepths();
  return (
    <div class="deeper">
      <details open={isOpen} onToggle={(event) => intents.deeper.open(event.currentTarget.open)}>
        <summary>
          <ChevronIcon />
          <span>{deeperText.heading}</span>
          <span class="deeper-chosen">{deeperText.cutName(cut, depths)}</span>
        </summary>
        {isOpen && (
          <div class="deeper-body">
            <DepthChoice cut={cut} />
            <Recommended />
            <HeadFirst cut={cut} />
            <DepthFacts cut={cut} />
            {cut !== HEAD_ONLY && <BlockSettings />}
          </div>
        )}
      </details>
      {runs.length > 0 && <RunsList runs={runs} />}
    </div>
  );
}
