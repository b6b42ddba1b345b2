/** The learner's classes and their pictures. */
import { isSampleGroup } from "../../inputs/sample-icons";
import type { AppState } from "../../state/app-state";
import { PILE_ID } from "../../state/unlabelled/pile";
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { PlusIcon } from "../shared/icons";
import { useKeptFocus } from "../shared/keep-focus";
import { lazily } from "../shared/lazily";
import { TaughtMore } from "../unlabelled/taught-more";
import { ClassCard } from "./class-card";
import { CollectProgress } from "./collect-progress";
import { EmptyState } from "./empty-state";
import { focusName } from "./focus-name";
import { Refusals } from "./refusals";

const pile = lazily(async () => (await import("../unlabelled/parts")).PileCard);

/** What may go while it has the focus. */
const PARTS = ".class-list > .class-card, .pile-part";

export function CollectColumn() {
  const { select } = useApp();
  const classes = select.classes.value;
  const examples = select.examples.value;
  const numUnlabelled = select.examplesByClass.value.get(PILE_ID)?.length ?? 0;
  const numLabelled = examples.size - numUnlabelled;
  const place = useKeptFocus(PARTS, nearestTools);
  return (
    <section ref={place} class="column collect" aria-labelledby="collect-heading" id="collect">
      <header class="column-head">
        <h2 id="collect-heading">{text.collect.heading}</h2>
        <CollectProgress>
          {classes.length > 0 && <p class="quiet">{text.collect.summary(classes.length, numLabelled)}</p>}
          <TaughtMore />
        </CollectProgress>
      </header>
      <Refusals />
      {classes.length === 0 && numUnlabelled === 0 ? (
        <EmptyState>
          <pile.View />
        </EmptyState>
      ) : (
        <div class="collect-body">
          {classes.length > 0 && (
            <ol class="class-list">
              {classes.map((item, index) => (
                <ClassCard key={item.id} item={item} index={index} numClasses={classes.length} />
              ))}
            </ol>
          )}
          {classes.length > 0 && <AddClass />}
          <pile.View />
          {classes.length === 0 && <AddClass />}
          {hasSamples(examples) && <p class="quiet credit">{text.collect.sampleCredit}</p>}
        </div>
      )}
    </section>
  );
}

function AddClass() {
  const { select, intents } = useApp();
  const classes = select.classes.value;
  return (
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
  );
}

function hasSamples(examples: AppState["examples"]): boolean {
  for (const { groupKey } of examples.values()) if (isSampleGroup(groupKey)) return true;
  return false;
}

/** The buttons of the class, or of the group, that took the place of the one that is gone, or of the one before. */
function nearestTools(place: HTMLElement, partIndex: number): HTMLElement | null {
  const parts = [...place.querySelectorAll<HTMLElement>(PARTS)].slice(0, partIndex + 1);
  const toolsOf = (part: HTMLElement) => part.querySelector<HTMLElement>(".class-tools button, .button");
  const part = parts.findLast((candidate) => toolsOf(candidate) !== null);
  return part ? toolsOf(part) : place.querySelector<HTMLElement>("button");
}
