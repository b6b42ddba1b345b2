/** The learning rate over the run that goes on or is about to begin, with where training is now. */
import { useElementWidth } from "../../draw/element-width";
import { rateGeometry } from "../../draw/rate-geometry";
import { shareOfEpoch } from "../../state/epoch-share";
import { rateFactor } from "../../state/rate-factor";
import { comingEpochs, runSchedule } from "../../state/rate-schedule";
import { settingsText } from "../../text/settings";
import { useApp } from "../app-context";

const HEIGHT = 64;

export function RateCurve() {
  const { select } = useApp();
  const [place, width] = useElementWidth<HTMLDivElement>(400);
  const plan = select.plan.value;
  const training = select.training.value;
  const { tuning } = plan.settings;
  const learningRate = tuning?.headLearningRate ?? plan.settings.learningRate;
  const schedule = runSchedule({ plan, training });
  const { firstEpoch, epochs } = schedule ?? comingEpochs({ plan, training });
  const factorAt = (epoch: number) => rateFactor(schedule, epoch);
  const { path, xFromEpoch, yFromFactor } = rateGeometry({
    firstEpoch,
    epochs,
    factorAt,
    width,
    height: HEIGHT,
  });
  const at = training.epoch + shareOfEpoch(training);
  const isUnderWay = training.isWanted || at > firstEpoch;
  const words = [
    settingsText.rateInWords(schedule, learningRate),
    ...(tuning && schedule ? [settingsText.rateOfBlocks] : []),
    ...(isUnderWay ? [settingsText.rateNow(learningRate * factorAt(at), Math.floor(at) + 1)] : []),
  ];
  return (
    <figure class="rate-curve">
      <figcaption>
        <b>{settingsText.rateCurve}</b>
        <span class="quiet numbers">{words.join(" ")}</span>
      </figcaption>
      <div class="rate-plot" aria-hidden="true">
        <span class="rate-high numbers">{settingsText.rate(learningRate)}</span>
        <span class="rate-low numbers">0</span>
        <div ref={place} class="rate-line">
          <svg width={width} height={HEIGHT} aria-hidden="true">
            <path class="rate-ground" d={`M0 ${HEIGHT - 0.5}H${width}`} />
            <path class="rate-path" d={path} />
            {isUnderWay && (
              <g class="rate-now">
                <path d={`M${xFromEpoch(at)} 0V${HEIGHT}`} />
                <circle cx={xFromEpoch(at)} cy={yFromFactor(factorAt(at))} r="3.5" />
              </g>
            )}
          </svg>
        </div>
        <span class="rate-first">{settingsText.rateEpoch(firstEpoch + 1)}</span>
        <span class="rate-last">{settingsText.rateEpoch(firstEpoch + epochs)}</span>
      </div>
    </figure>
  );
}
