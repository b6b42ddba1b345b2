/** One number of the network, taken apart: the formula, and the numbers that it stands for, lit up together. */
import type { ComponentChildren } from "preact";
import type { EngineError, LayerInfo } from "../../engine/protocol";
import { type SharedTerms, sharedTerms } from "../../state/explain/compared-values";
import {
  isSameChannel,
  isSameValueQuestion,
  type ValuePlace,
  type ValueQuestion,
} from "../../state/explain/explain-state";
import {
  answerToValue,
  errorOf,
  evidenceApp,
  foundOf,
  valueQuestions,
} from "../../state/explain/explain-wishes";
import { classOnView } from "../../state/explain/opened-value";
import { valueParts } from "../../state/explain/value-parts";
import { hasMaps } from "../../state/neuron/convolution";
import { text } from "../../text";
import { evidenceText } from "../../text/evidence";
import { explainText } from "../../text/explain";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { NoPicture } from "../inside/no-picture";
import "../../style/evidence.css";
import "../../style/explain.css";
import "../../style/value-grids.css";
import { EvidenceView } from "./evidence-view";
import { LayerFormulaView } from "./layer-formula-view";
import { useLit } from "./lit";
import { PatchPicture } from "./patch-picture";
import { PlaceMap } from "./place-map";
import { SilentNote } from "./silent-note";
import { SumLines } from "./sum-lines";
import { ValueLink } from "./value-link";
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
  const app = evidenceApp(select);
  const questions = valueQuestions(app, of);
  const found = questions.map((question) => foundOf(answerToValue(app, question)));
  const isScaled = found.some((one) => (one?.scale ?? 1) !== 1);
  const epochs = questions.map(({ epoch }) => epoch);
  const shared = sharedTerms(info, layers, epochs, found);
  const isClass = classOnView(app) !== undefined;
  return (
    <div class="value" data-lit={lit?.symbol} data-lit-term={lit?.term} {...handlers}>
      <p class="value-intro">{explainText.intro(info)}</p>
      <LayerFormulaView info={info} isScaled={isScaled} kept={kept} onKeep={keep} />
      <OtherEnd of={of} info={info} layers={layers} />
      <SilentNote before={of.layer} />
      {questions.map((question) => (
        <section key={String(question.epoch)} class="value-of-epoch">
          {(questions.length > 1 || question.epoch !== undefined) && (
            <h3>{evidenceText.epoch(question.epoch)}</h3>
          )}
          <OneValue question={question} info={info} layers={layers} litTerm={lit?.term} shared={shared} />
        </section>
      ))}
      {isClass && <EvidenceView />}
    </div>
  );
}

/** From the score of a class to its share, and back. */
function OtherEnd({ of, info, layers }: OpenValueProps) {
  const name = info.name === "classes" ? "softmax" : "classes";
  const layer = layers.findIndex((other) => other.name === name);
  if ((info.name !== "classes" && info.name !== "softmax") || layer < 0) return null;
  const label = insideText.otherEnd[name];
  return (
    <p class="value-note quiet">
      {label.before}{" "}
      <ValueLink of={{ ...of, layer }} layers={layers} label={label.link}>
        {label.link}
      </ValueLink>
    </p>
  );
}

interface OneValueProps {
  question: ValueQuestion;
  info: LayerInfo;
  layers: readonly LayerInfo[];
  litTerm: number | undefined;
  shared: SharedTerms;
}

/** The value as it is now, or as it was with the head of one epoch. */
function OneValue({ question, info, layers, litTerm, shared }: OneValueProps) {
  const { select } = useApp();
  const { channelMap } = select.explain.value;
  const answer = answerToValue(evidenceApp(select), question);
  const isSame = answer !== undefined && isSameValueQuestion(answer.of, question);
  // The last answer stays, paler, while the learner walks over the map.
  const explained = foundOf(answer);
  const map = isSameChannel(channelMap?.of, question) ? foundOf(channelMap) : undefined;
  const parts = explained && valueParts(info, explained, layers, shared.named);
  return (
    <div class="value-sums" data-kind={info.kind} data-kernel={info.kernel} aria-busy={!isSame}>
      {hasMaps(info) && (
        <div class="value-where">
          <PlaceMap of={question} side={info.side} map={map} />
          {info.input === undefined && parts?.terms.kind === "patches" && (
            <PatchPicture patches={parts.terms.patches} />
          )}
        </div>
      )}
      {parts && explained ? (
        <>
          <div class="value-terms">
            <ValueTermsView
              of={answer?.of ?? question}
              info={info}
              layers={layers}
              parts={parts}
              litTerm={litTerm}
              largest={shared.largest}
            />
          </div>
          <SumLines of={question} info={info} layers={layers} parts={parts} />
          <p class="visually-hidden" role="status">
            {isSame ? explainText.resultAnnounced(explained.value) : ""}
          </p>
        </>
      ) : (
        <Missing error={isSame ? errorOf(answer) : undefined} info={info} />
      )}
    </div>
  );
}

/** Why there is no sum, or not yet. */
function Missing({ error, info }: { error: EngineError | undefined; info: LayerInfo }) {
  const { select } = useApp();
  const { source } = select.trying.value;
  const isOfHead = info.kind === "linear" || info.kind === "softmax";
  if (source.from === "nothing") return <NoPicture reason={explainText.noPicture} />;
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
