/** Why the network says what it says: a switch, the class to explain, and the sum that its score is. */
import { classColour } from "../../draw/colours";
import { text } from "../../text";
import { useApp } from "../app-context";

export function EvidencePanel() {
  const { select, intents } = useApp();
  const { answer, isExplaining } = select.trying.value;
  if (!answer || !select.answerShares.value) return null;
  const hasHiddenLayer = select.plan.value.settings.hiddenUnits !== undefined;
  if (hasHiddenLayer && !answer.evidence) return <p class="quiet evidence">{text.evidence.onlyLinear}</p>;
  return (
    <div class="evidence">
      <button
        type="button"
        class="button evidence-switch"
        aria-pressed={isExplaining}
        onClick={() => intents.trying.explain(!isExplaining)}
      >
        {text.evidence.toggle}
      </button>
      {isExplaining && <Explanation />}
    </div>
  );
}

function Explanation() {
  const { select, intents } = useApp();
  const classId = select.explainedClassId.value;
  const evidence = select.explainedEvidence.value;
  const chosen = select.classes.value.find((item) => item.id === classId);
  const shares = select.answerShares.value;
  if (!evidence || !chosen || !shares) return null;
  const { speaksFor, speaksAgainst, bias, score, strongest } = evidence;
  return (
    <>
      <fieldset class="evidence-classes" aria-label={text.evidence.chooseClass}>
        {select.classes.value
          .filter((item) => shares.has(item.id))
          .map((item) => (
            <button
              key={item.id}
              type="button"
              class="button"
              aria-pressed={item.id === classId}
              onClick={() => intents.trying.explainClass(item.id)}
            >
              <span class="swatch" style={{ background: classColour(item.colour) }} />
              {item.name}
            </button>
          ))}
      </fieldset>
      <p class="quiet">
        <span class="evidence-key" data-sign="for" /> {text.evidence.speaksFor(chosen.name)}{" "}
        <span class="evidence-key" data-sign="against" /> {text.evidence.speaksAgainst}{" "}
        {text.evidence.strongest(strongest)}
      </p>
      <table class="evidence-sum" aria-label={text.evidence.sum(chosen.name)}>
        <tbody>
          <Row name={text.evidence.rowFor} value={speaksFor} />
          <Row name={text.evidence.rowAgainst} value={speaksAgainst} />
          <Row name={text.evidence.rowBias} value={bias} />
          <Row name={text.evidence.rowScore} value={score} />
        </tbody>
      </table>
    </>
  );
}

function Row({ name, value }: { name: string; value: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{text.evidence.signed(value)}</td>
    </tr>
  );
}
