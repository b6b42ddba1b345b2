/** The network as a quiet strip: the picture in hand enters at the left and leaves as the learner's classes. */
import { classColour } from "../../draw/colours";
import { chosenTuning } from "../../state/deeper/deeper-state";
import { cutFromLayer, depthsOf, HEAD_ONLY } from "../../state/deeper/depths";
import { text } from "../../text";
import { useApp } from "../app-context";
import { wantFocusInside } from "../inside/focus-on-open";
import { lazily } from "../shared/lazily";
import { useObjectUrl } from "../shared/use-object-url";
import { InsideIcon } from "./inside-icon";
import { NetworkDiagram } from "./network-diagram";

const live = lazily(async () => (await import("./live-square")).LiveSquare);

export interface NetworkStripProps {
  /** Hears that someone is about to open it. */
  onMayOpen(): void;
}

export function NetworkStrip({ onMayOpen }: NetworkStripProps) {
  const { select, intents } = useApp();
  const { backbone, phase } = select.engine.value;
  const network = select.network.value;
  const classes = select.classes.value;
  const { source, answer } = select.trying.value;
  const { hiddenUnits } = select.plan.value.settings;
  const url = useObjectUrl(source.from === "picture" ? source.blob : undefined);
  const numWeights = backbone && numHeadWeights(backbone.featureLength, hiddenUnits, classes.length);
  const isCameraLive = source.from === "camera" && select.camera.value.phase.at === "live";
  const isBusy = select.embedding.value.isRunning || (isCameraLive && select.training.value.hasHead);
  return (
    <figure
      class="network"
      data-awake={phase.at === "ready" ? "" : undefined}
      data-busy={isBusy ? "" : undefined}
    >
      <NetworkDiagram
        pictureUrl={url}
        live={source.from === "camera" && <live.View />}
        network={network.choice.network}
        label={text.network.diagram(depthsOf(network), backbone?.numParameters)}
        classes={classes.map((item) => ({
          colour: classColour(item.colour),
          share: answer?.probabilities[answer.classIds.indexOf(item.id)],
        }))}
      />
      <figcaption>
        <span>{useFixedPart()}</span>
        <button
          type="button"
          class="network-open"
          onPointerEnter={onMayOpen}
          onFocus={onMayOpen}
          onClick={() => {
            wantFocusInside();
            intents.inside.open(true);
          }}
        >
          <InsideIcon />
          {text.inside.open}
        </button>
        <span>
          {numWeights === undefined || classes.length === 0
            ? text.network.learnedUnknown
            : text.network.learned(numWeights)}
        </span>
      </figcaption>
    </figure>
  );
}

/** What of the network is not the learner's own: all of it, until blocks learn too. */
function useFixedPart(): string {
  const { select } = useApp();
  const { backbone } = select.engine.value;
  const tuning = chosenTuning(select.plan.value.settings, select.deeper.value);
  const { learnedFromLayer } = select.deeper.value;
  if (!tuning && learnedFromLayer === undefined) {
    return backbone ? text.network.fixed(backbone) : text.network.fixedUnknown;
  }
  const learned =
    learnedFromLayer === undefined
      ? HEAD_ONLY
      : cutFromLayer(learnedFromLayer, depthsOf(select.network.value));
  return text.network.deep(Math.min(tuning?.firstBlock ?? HEAD_ONLY, learned), tuning !== undefined);
}

/** Weights and biases of the layers on top. */
function numHeadWeights(featureLength: number, hiddenUnits: number | undefined, numClasses: number): number {
  if (hiddenUnits === undefined) return (featureLength + 1) * numClasses;
  return (featureLength + 1) * hiddenUnits + (hiddenUnits + 1) * numClasses;
}
