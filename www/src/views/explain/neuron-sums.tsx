/** What the score is the sum of, neuron by neuron: once, or once for each of two epochs. */
import { useRef } from "preact/hooks";
import { type Extent, extentOf, waterfall } from "../../draw/waterfall";
import { isUnlearned, type NeuronRow, type SumRows, sumRows } from "../../state/explain/evidence-sums";
import {
  answerToSum,
  errorOf,
  evidenceApp,
  foundOf,
  hasHiddenLayer,
  lastMapLayer,
  latestOf,
  sumQuestions,
} from "../../state/explain/explain-wishes";
import { text } from "../../text";
import { evidenceText } from "../../text/evidence";
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
  const classId = select.explainedClassId.value;
  const questions = sumQuestions(app, classId);
  const answers = questions.map((question) => answerToSum(app, question));
  const sums = answers.map(foundOf);
  // Of two epochs, those that are strongest in the later one: what they were before is what one wants to know.
  const latest = sums[latestOf(questions.map(({ epoch }) => epoch))]?.neurons.slice(0, most);
  const rows = sums.map((sum) => sum && sumRows(sum, latest ?? sum.neurons.slice(0, most)));
  const extent = useHeldExtent(
    [app.trying.source, classId, questions[0]?.against, app.explain.headRevision],
    rows.flatMap((one) => (one ? [extentOf(one.parts)] : [])),
  );
  if (hasHiddenLayer(app)) return <p class="quiet">{evidenceText.whyHidden}</p>;
  if (app.trying.source.from === "camera") return <p class="quiet">{evidenceText.neuronsNotLive}</p>;
  const isLead = questions[0]?.against !== undefined;
  const { isBusy } = select.training.value;
  const shown = questions.map((question, index) => {
    const epoch = evidenceText.epoch(question.epoch);
    return { epoch, sum: sums[index], rows: rows[index], error: errorOf(answers[index]) };
  });
  return (
    <>
      <p class="quiet">{isLead ? evidenceText.neuronsHelpLead : evidenceText.neuronsHelp}</p>
      <div class="neuron-sums" data-count={questions.length}>
        {shown.map(({ epoch, sum, rows, error }) => (
          <div key={epoch} class="neuron-sum-one">
            {shown.length > 1 && <h4>{epoch}</h4>}
            {sum && isUnlearned(sum) && <p class="quiet">{evidenceText.unlearned}</p>}
            {sum && rows && !isUnlearned(sum) && (
              <NeuronSum
                rows={rows}
                isLead={sum.against !== undefined}
                extent={extent}
                label={evidenceText.neuronsOf(subject, epoch)}
              />
            )}
            {error && (
              <p class="explain-problem" role="alert">
                {text.problems.problem({ kind: "engine", error })}
              </p>
            )}
            {!rows && !error && (
              <p class="quiet">{isBusy ? evidenceText.whileTraining : evidenceText.looking}</p>
            )}
          </div>
        ))}
      </div>
    </>
  );
}

/**
 * The scale of these sums, and of all that were shown of the same picture, class and head before: going from epoch to
 * epoch, one sees how a sum grew.
 */
function useHeldExtent(of: readonly unknown[], extents: readonly Extent[]): Extent {
  const held = useRef<{ of: readonly unknown[]; extent: Extent } | undefined>(undefined);
  const before = held.current?.of.every((part, index) => part === of[index]) ? [held.current.extent] : [];
  const all = [...before, ...extents];
  const extent = {
    low: Math.min(0, ...all.map(({ low }) => low)),
    high: Math.max(0, ...all.map(({ high }) => high)),
  };
  held.current = { of, extent };
  return extent;
}

interface NeuronSumProps {
  rows: SumRows;
  isLead: boolean;
  extent: Extent;
  label: string;
}

function NeuronSum({ rows, isLead, extent, label }: NeuronSumProps) {
  const { neurons, rest, bias, score, parts } = rows;
  const { steps, zero, end } = waterfall(parts, extent);
  const bar = (index: number) => <WaterfallBar step={steps[index]} zero={zero} />;
  return (
    <table class="neuron-sum numbers" aria-label={label}>
      <tbody>
        {neurons.map((row, index) => (
          <tr key={row.neuron} title={evidenceText.neuronDetail(row.activation, row.weight, row.share)}>
            <th scope="row">
              <NeuronName row={row} />
            </th>
            <td>{bar(index)}</td>
            <td>{evidenceText.signed(row.share)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{evidenceText.otherNeurons}</th>
          <td>{bar(neurons.length)}</td>
          <td>{evidenceText.signed(rest)}</td>
        </tr>
        <tr>
          <th scope="row">{evidenceText.bias}</th>
          <td>{bar(neurons.length + 1)}</td>
          <td>{evidenceText.signed(bias)}</td>
        </tr>
        <tr class="neuron-sum-total">
          <th scope="row">{isLead ? evidenceText.lead : evidenceText.score}</th>
          <td>
            <WaterfallBar
              step={{ start: Math.min(zero, end), length: Math.abs(end - zero), isNegative: end < zero }}
              zero={zero}
            />
          </td>
          <td>{evidenceText.signed(score)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function NeuronName({ row: { neuron } }: { row: NeuronRow }) {
  const { layers } = useApp().select.inside.value;
  const layer = lastMapLayer(layers);
  const name = evidenceText.neuron(neuron);
  if (!layers || layer === undefined) return name;
  return (
    <ChannelLink of={{ layer, channel: neuron }} layers={layers}>
      {name}
    </ChannelLink>
  );
}
