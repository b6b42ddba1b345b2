/** The files that did not become pictures, by name, with the reason. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { CloseIcon } from "../shared/icons";

export function Refusals() {
  const { select, intents } = useApp();
  const refusals = select.refusals.value;
  if (refusals.length === 0) return null;
  return (
    <section class="refusals" role="status" aria-label={text.collect.refusedTitle(refusals.length)}>
      <header>
        <h3>{text.collect.refusedTitle(refusals.length)}</h3>
        <IconButton label={text.problems.dismiss} onClick={() => intents.adding.dismissRefusals()}>
          <CloseIcon />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard. */}
      <ul tabIndex={0}>
        {refusals.map(({ name, reason }, index) => (
          <li key={`${index} ${name}`}>
            <b dir="auto">{name}</b> <span class="quiet">{text.problems.refusal(reason)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
