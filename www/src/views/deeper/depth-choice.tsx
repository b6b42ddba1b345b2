/** The cut through the network: by name, or block by block on a strip with a handle. */
import { useId } from "preact/hooks";
import { HEAD_ONLY, NAMED_CUTS, RECOMMENDED_CUT } from "../../state/deeper/depth";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { CutStrip } from "./cut-strip";

export function DepthChoice({ cut }: { cut: number }) {
  const { intents } = useApp();
  const name = useId();
  return (
    <div class="depth-choice">
      <fieldset class="depth-names">
        <legend class="visually-hidden">{deeperText.choices}</legend>
        {NAMED_CUTS.map((one) => (
          <label key={one} data-chosen={one === cut ? "" : undefined}>
            <input
              type="radio"
              class="visually-hidden"
              name={name}
              value={one}
              checked={one === cut}
              onChange={() => intents.deeper.cutAt(one)}
            />
            {deeperText.cutName(one)}
            {one === RECOMMENDED_CUT && <span class="quiet">{deeperText.recommended}</span>}
          </label>
        ))}
      </fieldset>
      <CutSlider cut={cut} />
    </div>
  );
}

export function CutSlider({ cut }: { cut: number }) {
  const { intents } = useApp();
  return (
    <div class="cut-slider" style={{ "--share": cut / HEAD_ONLY }}>
      <CutStrip cut={cut} />
      {/* A range input gives arrow keys, Home, End and a spoken value without any code. */}
      <input
        type="range"
        min={0}
        max={HEAD_ONLY}
        step={1}
        value={cut}
        title={deeperText.sliderHelp}
        aria-label={deeperText.slider}
        aria-valuetext={deeperText.cutValue(cut)}
        onInput={(event) => intents.deeper.cutAt(Number(event.currentTarget.value))}
      />
      <p class="cut-ends quiet" aria-hidden="true">
        <span>{deeperText.firstEnd}</span>
        <b>{deeperText.cutValue(cut)}</b>
        <span>{deeperText.lastEnd}</span>
      </p>
    </div>
  );
}
