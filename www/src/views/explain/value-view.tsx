/** One number of the network, taken apart: the formula, and the numbers that it stands for, lit up together. */
import type { ComponentChildren } from "preact";
import type { LayerInfo } from "../../engine/protocol";
import { isSameChannel, isSameValue, type ValuePlace } from "../../state/explain/explain-state";
import { errorOf, evidenceApp, foundOf } from "../../state/explain/explain-wishes";
import { classOnView } from "../../state/explain/opened-value";
import { valueParts } from "../../state/explain/value-parts";
import { isConvolution } from "../../state/neuron/convolution";
import { text } from "../../text";
import { explainText } from "../../text/explain";
import { useApp } from "../app-context";
import "../../style/evidence.css";
import "../../style/explain.css";
import { EvidenceView } from "./evidence-view";
import { LayerFormulaView } from "./layer-formula-view";
import { useLit } from "./lit";
import { PatchPicture } from "./patch-picture";
import { PlaceMap } from "./place-map";
import { SumLines } from "./sum-lines";
import { ValueTermsView } from "./value-terms-view";

export type ValueViewProps = ValuePlace;

export function ValueView({ layer, channel, row, column }: ValueViewProps) {
  const { select } = useApp();
  const { layers } = select.inside.value;
  const { hasHead } = select.training.value;
  if (!layers) return <Nothing>{explainText.noLayers}</Nothing>;
  const info = layers[layer];
  if (!info) return <Nothing>{hasHead ? explainText.unknownPlace : explainText.noHead}</Nothing>;
  const isThere = channel < info.channelsOut && row < info.side && column < info.side;
  if (!isThere) return <Nothing>{explainText.unknownPlace}</Nothing>;
  return <OpenValue of={{ layer, channel, row, column }} info={info} layers={layers} />;
}

interface OpenValueProps {
  of: ValuePlace;
  info: LayerInfo;
  layers: readonly LayerInfo[];
}

function OpenValue({ of, info, layers }: OpenValueProps) {
  const { select } = useApp();
  const { lit, kept, keep, handlers } = useLit();
  const { value: answer, channelMap } = select.explain.value;
  const isSame = answer !== undefined && isSameValue(answer.of, of);
  const found = foundOf(answer);
  // The last answer stays, paler, while the learner walks over the map.
  const isOfChannel = found !== undefined && isSameChannel(answer?.of, of);
  const explained = isOfChannel ? found : undefined;
  const map = isSameChannel(channelMap?.of, of) ? foundOf(channelMap) : undefined;
  const parts = explained && valueParts(info, explained, layers);
  const isClass = classOnView(evidenceApp(select)) !== undefined;
  return (
    <div class="value" data-lit={lit?.symbol} data-lit-term={lit?.term} {...handlers}>
      <p class="value-intro">{explainText.intro(info)}</p>
      <LayerFormulaView
        info={info}
        isScaled={explained !== undefined && explained.scale !== 1}
        kept={kept}
        onKeep={keep}
      />
      <div class="value-sums" data-kind={info.kind} data-kernel={info.kernel} aria-busy={!isSame}>
        {isConvolution(info) && (
          <div class="value-where">
            <PlaceMap of={of} side={info.side} map={map} />
            {info.input === undefined && parts?.terms.kind === "patches" && (
              <PatchPicture patches={parts.terms.patches} />
            )}
          </div>
        )}
        {parts && explained ? (
          <>
            <div class="value-terms">
              <ValueTermsView
                of={answer?.of ?? of}
                info={info}
                layers={layers}
                parts={parts}
                litTerm={lit?.term}
              />
            </div>
            <SumLines of={of} info={info} layers={layers} parts={parts} />
            <p class="visually-hidden" role="status">
              {isSame ? explainText.resultAnnounced(explained.value) : ""}
            </p>
          </>
        ) : (
          <Missing of={of} info={info} />
        )}
      </div>
      {isClass && <EvidenceView />}
    </div>
  );
}

/** Why there is no sum, or not yet. */
function Missing({ of, info }: { of: ValuePlace; info: LayerInfo }) {
  const { select } = useApp();
  const { source } = select.trying.value;
  const { value: answer } = select.explain.value;
  const error = isSameValue(answer?.of, of) ? errorOf(answer) : undefined;
  const isOfHead = info.kind === "linear" || info.kind === "softmax";
  if (source.from === "nothing") return <p class="quiet">{explainText.noPicture}</p>;
  if (source.from === "camera") return <p class="quiet">{explainText.noStillPicture}</p>;
  if (error) {
    return (
      <p class="explain-problem" role="alert">
        {text.problems.problem({ kind: "engine", error })}
      </p>
    );
  }
  if (isOfHead && select.training.value.isBusy) return <p class="quiet">{explainText.whileTraining}</p>;
  return <p class="quiet">{explainText.loading}</p>;
}

function Nothing({ children }: { children: ComponentChildren }) {
  return (
    <div class="value">
      <p class="quiet">{children}</p>
    </div>
  );
}
