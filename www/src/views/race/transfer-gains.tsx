/** The gain of transfer as it was measured: two curves, what lies between them, and what that means. */
import { TransferPlot } from "../../draw/transfer-plot";
import type { RaceCourse } from "../../state/race/race-state";
import { type TransferGain, transferGains } from "../../state/race/transfer-gain";
import { raceText } from "../../text/race";
import { transferText } from "../../text/transfer";
import { useApp } from "../app-context";
import "../../style/transfer.css";
import { contenderColour } from "./race-names";

export function TransferGains({ course }: { course: RaceCourse }) {
  const gains = transferGains(course, useApp().select.race.value.results);
  if (gains.length === 0) return null;
  return (
    <section class="transfer-gains" aria-label={transferText.heading}>
      <h4>{transferText.heading}</h4>
      <div class="race-curves">
        {gains.map((gain) => (
          <Gain key={gain.network.key} of={gain} isNamed={gains.length > 1} />
        ))}
      </div>
    </section>
  );
}

function Gain({ of, isNamed }: { of: TransferGain; isNamed: boolean }) {
  const { network, pretrained, scratch, gain, numSplits, headEpochs } = of;
  const name = raceText.networkNameOf(network.choice);
  return (
    <div class="transfer-gain">
      {isNamed && <h5>{raceText.networkTitle(network.choice)}</h5>}
      <p>
        <b>{transferText.meaning(name, gain, of.pretrainedAccuracy, of.scratchAccuracy)}</b>
      </p>
      <TransferPlot
        upper={{ name: transferText.pretrained, colour: contenderColour("everything"), values: pretrained }}
        lower={{ name: transferText.scratch, colour: contenderColour("scratch"), values: scratch }}
        gapName={transferText.gap}
        gapLabel={transferText.gapLabel(gain)}
        xLabel={transferText.epoch}
        label={transferText.described(name, pretrained.length, gain)}
        height={220}
        formatValue={raceText.percent}
        formatGap={transferText.pointsOf}
      />
      <p class="quiet race-help">
        {of.aheadAfter !== undefined && transferText.aheadAfter(of.aheadAfter, pretrained.length)}{" "}
        {numSplits < 2 && transferText.oneDivision} {transferText.help(numSplits, headEpochs)}
      </p>
    </div>
  );
}
