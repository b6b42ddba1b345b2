/** One bar a class: how likely the network finds it that the picture in hand shows it. */
import { ClassBars } from "../../draw/class-bars";
import { classColour } from "../../draw/colours";
import { text } from "../../text";
import { useApp } from "../app-context";

export function AnswerBars() {
  const { select } = useApp();
  const shares = select.answerShares.value;
  const { source } = select.trying.value;
  const { shownEpoch } = select.learning.value;
  const { epoch, batch, hasHead } = select.training.value;
  const isTrained = hasHead && (epoch > 0 || batch !== undefined);
  if (!isTrained) {
    return source.from === "nothing" ? null : <p class="quiet answer-wait">{text.try.notTrained}</p>;
  }
  if (!shares) {
    return source.from === "nothing" ? null : <p class="quiet answer-wait">{text.try.waiting}</p>;
  }
  const rows = select.classes.value.flatMap((item) => {
    const value = shares.get(item.id);
    return value === undefined
      ? []
      : [{ id: item.id, name: item.name, colour: classColour(item.colour), value }];
  });
  const best = rows.reduce(
    (leading, row) => (row.value > leading.value ? row : leading),
    rows[0] ?? {
      name: "",
      value: 0,
    },
  );
  return (
    <div class="answer">
      <h3>{shownEpoch === undefined ? text.try.answer : text.try.answerAfter(shownEpoch)}</h3>
      <ClassBars rows={rows} label={text.try.bars} formatValue={text.train.percent} />
      {/* A live camera would talk without end; a still picture is announced once. */}
      <p class="visually-hidden" role="status">
        {source.from === "picture" ? text.try.bestGuess(best.name, best.value) : ""}
      </p>
    </div>
  );
}
