/** The learner's classes and their pictures. */
import { isSampleGroup } from "../../inputs/samples";
import type { AppState } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { PlusIcon } from "../shared/icons";
import { useKeptFocus } from "../shared/keep-focus";
import { ClassCard } from "./class-card";
import { CollectProgress } from "./collect-progress";
import { EmptyState } from "./empty-state";
import { focusName } from "./focus-name";
import { Refusals } from "./refusals";

export function CollectColumn() {
  const { select, intents } = useApp();
  const classes = select.classes.value;
  const examples = select.examples.value;
  const place = useKeptFocus(".class-card", nearestTools);
  return (
    <section ref={place} class="column collect" aria-labelledby="collect-heading" id="collect">
      <header class="column-head">
        <h2 id="collect-heading">{text.collect.heading}</h2>
        <CollectProgress>
          {classes.length > 0 && <p class="quiet">{text.collect.summary(classes.length, examples.size)}</p>}
        </CollectProgress>
      </header>
      <Refusals />
      {classes.length === 0 ? (
        <EmptyState />
      ) : (
        <>
          <ol class="class-list">
            {classes.map((item, index) => (
              <ClassCard key={item.id} item={item} index={index} numClasses={classes.length} />
            ))}
          </ol>
          <div class="add-class">
            <Button
              onClick={() => {
                const classId = intents.classes.add(text.collect.newClassName(classes.length + 1));
                requestAnimationFrame(() => focusName(classId));
              }}
            >
              <PlusIcon />
              {text.collect.addClass}
            </Button>
          </div>
          {hasSamples(examples) && <p class="quiet credit">{text.collect.sampleCredit}</p>}
        </>
      )}
    </section>
  );
}

function hasSamples(examples: AppState["examples"]): boolean {
  for (const { groupKey } of examples.values()) if (isSampleGroup(groupKey)) return true;
  return false;
}

/** The buttons of the class that took the place of the one that is gone. */
function nearestTools(place: HTMLElement, cardIndex: number): HTMLElement | null {
  const cards = place.querySelectorAll<HTMLElement>(".class-card");
  const card = cards[Math.min(cardIndex, cards.length - 1)];
  return (card ?? place).querySelector<HTMLElement>(card ? ".class-tools button" : "button");
}
