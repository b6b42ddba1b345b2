/** The cut through the network: by name, or block by block on a strip with a handle. */
import { useId } from "preact/hooks";
import { cutValue, namedCuts } from "../../state/deeper/depth";
import { HEAD_ONLY } from "../../state/deeper/depths";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { CutStrip } from "./cut-strip";
import { useDepths } from "./use-depths";

export function DepthChoice({ cut }: { cut: number }) {
  const { select, intents } = useApp();
  const { choice } = select.network.value;
  const isDrawn = choice.from === "drawn";
  const depths = useDepths();
  const name = useId();
  return (
    <div class="depth-choice">
      <fieldset class="depth-names">
        <legend class="visually-hidden">{deeperText.choices}</legend>
        {namedCuts(choice.network).map((one) => (
          <label key={one} data-chosen={one === cut ? "" : undefined}>
            <input
              type="radio"
              class="visually-hidden"
              name={name}
              value={cutValue(one)}
              checked={one === cut}
              onChange={() => intents.deeper.cutAt(one)}
            />
            {deeperText.cutName(one, depths)}
            {one === depths.recommended && <span class="quiet">{deeperText.recommended}</span>}
          </label>
        ))}
      </fieldset>
      <CutSlider cut={cut} />
      {isDrawn && <p class="deeper-note">{deeperText.drawnNetwork}</p>}
    </div>
  );
}

export function CutSlider({ cut }: { cut: number }) {
  const { intents } = useApp();
  const depths = useDepths();
  const { numBlocks } = depths;
  // Behind the last block there is only the head.
  const at = Math.min(cut, numBlocks);
  return (
    <div class="cut-slider" style={{ "--share": at / numBlocks }}>
      <CutStrip cut={cut} />
      {/* A range input gives arrow keys, Home, End and a spoken value without any code. */}
      <input
        type="range"
        min={0}
        max={numBlocks}
        step={1}
        value={at}
        title={deeperText.sliderHelp}
        aria-label={deeperText.slider}
        aria-valuetext={deeperText.cutValue(cut, depths)}
        onInput={(event) => {
          const chosen = Number(event.currentTarget.value);
          intents.deeper.cutAt(chosen < numBlocks ? chosen : HEAD_ONLY);
        }}
      />
      <p class="cut-ends quiet" aria-hidden="true">
        <span>{deeperText.firstEnd}</span>
        <b>{deeperText.cutValue(cut, depths)}</b>
        <span>{deeperText.lastEnd}</span>
      </p>
    </div>
  );
}
