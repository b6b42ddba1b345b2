/** From scores to shares: e to the power of each score, over the sum of all of them. */
import { classColour } from "../../draw/colours";
import type { LayerInfo } from "../../engine/protocol";
import type { LearnerClass } from "../../state/app-state";
import type { Rest, Score } from "../../state/explain/value-parts";
import { explainText } from "../../text/explain";
import { ValueLink } from "./value-link";

export interface ScoreTableProps {
  scores: readonly Score[];
  rest: Rest;
  sum: number;
  /** The class whose probability is taken apart. */
  channel: number;
  input: number;
  layers: readonly LayerInfo[];
  classOf: (channel: number) => LearnerClass | undefined;
}

export function ScoreTable(props: ScoreTableProps) {
  const { scores, rest, sum, channel, input, layers, classOf } = props;
  const { scoreColumns } = explainText;
  return (
    <table class="product-list score-table numbers" aria-label={explainText.scoresLabel}>
      <thead>
        <tr>
          <th scope="col">{scoreColumns.name}</th>
          <th scope="col">{scoreColumns.score}</th>
          <th scope="col">{scoreColumns.exponential}</th>
          <th scope="col">{scoreColumns.share}</th>
        </tr>
      </thead>
      <tbody>
        {scores.map((row) => {
          const learnerClass = classOf(row.channel);
          const name = learnerClass?.name ?? explainText.channel(row.channel);
          const isOwn = row.channel === channel;
          return (
            <tr key={row.channel} data-own={isOwn ? "" : undefined}>
              <th scope="row">
                <ValueLink
                  of={{ layer: input, channel: row.channel, row: 0, column: 0 }}
                  layers={layers}
                  label={explainText.openScore(name, row.score)}
                >
                  {learnerClass && (
                    <span class="swatch" style={{ background: classColour(learnerClass.colour) }} />
                  )}
                  <span dir="auto">{name}</span>
                </ValueLink>
              </th>
              <td data-symbol={isOwn ? "input" : undefined}>{explainText.number(row.score)}</td>
              <td data-symbol={isOwn ? "exponential" : "total"}>{explainText.number(row.exponential)}</td>
              <td data-symbol={isOwn ? "output" : undefined}>{explainText.number(row.share)}</td>
            </tr>
          );
        })}
        {rest.count > 0 && (
          <tr class="product-rest">
            <th scope="row" colSpan={2}>
              {explainText.otherClasses(rest.count)}
            </th>
            <td data-symbol="total">{explainText.number(rest.sum)}</td>
            <td>{explainText.number(rest.sum / sum)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
