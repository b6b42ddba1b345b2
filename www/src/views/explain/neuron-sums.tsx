/** What the score is the sum of, neuron by neuron: once, or once for each of two epochs. */
import { waterfall } from "../../draw/waterfall";
import type { WeighedNeurons } from "../../engine/protocol";
import { type NeuronRow, sumRows } from "../../state/explain/evidence-sums";
import {
  answerToSum,
  errorOf,
  evidenceApp,
  foundOf,
  hasHiddenLayer,
  lastMapLayer,
  sumQuestions,
} from "../../state/explain/explain-wishes";
import { text } from "../../text";
import { useApp } from "../app-context";
import { ChannelLink } from "../neuron/channel-link";
import { WaterfallBar } from "./waterfall-bar";

export interface NeuronSumsProps {
  /** What is explained, in words. */
  subject: string;
  /** How many neurons get a line of their own. */
  most: number;
}

export function NeuronSums({ subject, most }: NeuronSumsProps) {
  const { select } = useApp();
  const app = evidenceApp(select);
  const questions = sumQuestions(app, select.explainedClassId.value);
  if (hasHiddenLayer(app)) return <p class="quiet">{text.evidence.whyHidden}</p>;
  if (app.trying.source.from === "camera") return <p class="quiet">{text.evidence.neuronsNotLive}</p>;
  const isLead = questions[0]?.against !== undefined;
  return (
    <>
      <p class="quiet">{isLead ? text.evidence.neuronsHelpLead : text.evidence.neuronsHelp}</p>
      <div class="neuron-sums" data-count={questions.length}>
        {questions.map((question) => {
          const answer = answerToSum(app, question);
          const [found, error] = [foundOf(answer), errorOf(answer)];
          const epoch = text.evidence.epoch(question.epoch);
          const { isBusy } = select.training.value;
          return (
            <div key={epoch} class="neuron-sum-one">
              {questions.length > 1 && <h4>{epoch}</h4>}
              {found && <NeuronSum sum={found} label={text.evidence.neuronsOf(subject, epoch)} most={most} />}
              {error && (
                <p class="explain-problem" role="alert">
                  {text.problems.problem({ kind: "engine", error })}
                </p>
              )}
              {!answer && <p class="quiet">{isBusy ? text.evidence.whileTraining : text.evidence.looking}</p>}
            </div>
          );
        })}
      </div>
    </>
  );
}

function NeuronSum({ sum, label, most }: { sum: WeighedNeurons; label: string; most: number }) {
  const { neurons, rest, bias, score } = sumRows(sum, most);
  const { steps, zero, end } = waterfall([...neurons.map(({ share }) => share), rest, bias]);
  const bar = (index: number) => <WaterfallBar step={steps[index]} zero={zero} />;
  return (
    <table class="neuron-sum numbers" aria-label={label}>
      <tbody>
        {neurons.map((row, index) => (
          <tr key={row.neuron} title={text.evidence.neuronDetail(row.activation, row.weight, row.share)}>
            <th scope="row">
              <NeuronName row={row} />
            </th>
            <td>{bar(index)}</td>
            <td>{text.evidence.signed(row.share)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{text.evidence.otherNeurons}</th>
          <td>{bar(neurons.length)}</td>
          <td>{text.evidence.signed(rest)}</td>
        </tr>
        <tr>
          <th scope="row">{text.evidence.bias}</th>
          <td>{bar(neurons.length + 1)}</td>
          <td>{text.evidence.signed(bias)}</td>
        </tr>
        <tr class="neuron-sum-total">
          <th scope="row">{sum.against === undefined ? text.evidence.score : text.evidence.lead}</th>
          <td>
            <WaterfallBar
              step={{ start: Math.min(zero, end), length: Math.abs(end - zero), isNegative: end < zero }}
              zero={zero}
            />
          </td>
          <td>{text.evidence.signed(score)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function NeuronName({ row: { neuron } }: { row: NeuronRow }) {
  const { layers } = useApp().select.inside.value;
  const layer = lastMapLayer(layers);
  const name = text.evidence.neuron(neuron);
  if (!layers || layer === undefined) return name;
  return (
    <ChannelLink of={{ layer, channel: neuron }} layers={layers}>
      {name}
    </ChannelLink>
  );
}
