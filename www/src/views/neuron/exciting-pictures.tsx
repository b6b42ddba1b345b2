/** The learner's own pictures, the most exciting first, each with the place that did it. */
import { useState } from "preact/hooks";
import type { ChannelPictures, ChannelPlace, LayerInfo } from "../../engine/protocol";
import { findingFor } from "../../state/neuron/neuron-state";
import { borderOf, receptiveField } from "../../state/neuron/receptive-field";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ExcitingPicture, markAt } from "./exciting-picture";
import { Problem, Section } from "./section";
import { SurveyState } from "./survey-state";

const SHOWN_AT_REST = 12;

/** More would take long to draw, and nobody looks at the thousandth. */
const MOST_SHOWN = 240;

/** What a ReLU6 hands on at most. */
const CAP = 6;

/** A frame that leaves out less than this says nothing. */
const LARGEST_FRAME = 0.5;

export interface ExcitingPicturesProps {
  of: ChannelPlace;
  layers: readonly LayerInfo[];
}

export function ExcitingPictures({ of, layers }: ExcitingPicturesProps) {
  const { select } = useApp();
  const { pictures, survey } = select.neuron.value;
  const finding = findingFor(pictures, of);
  const hasFailed = survey?.layer === of.layer && survey.state.at === "failed";
  return (
    <Section title={neuronText.pictures}>
      <SurveyState layer={of.layer} />
      {finding && "error" in finding && !hasFailed && <Problem error={finding.error} />}
      {finding && "found" in finding && (
        <Ranked key={`${of.layer} ${of.channel}`} pictures={finding.found} layers={layers} />
      )}
    </Section>
  );
}

interface RankedProps {
  pictures: ChannelPictures;
  layers: readonly LayerInfo[];
}

function Ranked({ pictures, layers }: RankedProps) {
  const { select } = useApp();
  const [isOpen, setIsOpen] = useState(false);
  const examples = select.examples.value;
  const { layer, side } = pictures;
  const ranked = pictures.exampleIds.flatMap((id, index) => {
    const example = examples.get(id);
    const [strongest, mean] = [pictures.maxima[index] ?? 0, pictures.means[index] ?? 0];
    return example ? [{ example, place: pictures.places[index] ?? 0, strongest, mean }] : [];
  });
  // Many pictures may reach the most that the channel can answer.
  ranked.sort((one, other) => other.strongest - one.strongest || other.mean - one.mean);
  const isCapped = layers[layer]?.activation === "relu6" && (ranked[1]?.strongest ?? 0) >= CAP;
  const shown = ranked.slice(0, isOpen ? MOST_SHOWN : SHOWN_AT_REST);
  const border = borderOf(select.network.value.choice.network);
  const field = receptiveField(layers, layer, 0).side;
  const isFramed = field <= LARGEST_FRAME && layers[layer]?.side === side;
  return (
    <>
      <ol class="exciting">
        {shown.map(({ example, place, strongest }) => (
          <li key={example.id}>
            <ExcitingPicture
              example={example}
              strongest={strongest}
              mark={markAt(isFramed ? receptiveField(layers, layer, place, border) : undefined, side, place)}
            />
          </li>
        ))}
      </ol>
      <div class="exciting-end">
        <p class="quiet">
          {isFramed ? neuronText.markField : neuronText.markCentre}
          {isCapped && ` ${neuronText.capped}`}
        </p>
        {ranked.length > SHOWN_AT_REST && (
          <Button look="quiet" onClick={() => setIsOpen(!isOpen)}>
            {isOpen
              ? neuronText.showFewer
              : neuronText.showAll(Math.min(MOST_SHOWN, ranked.length), ranked.length)}
          </Button>
        )}
      </div>
    </>
  );
}
