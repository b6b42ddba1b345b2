/** The learner's classes and their pictures. */
import { text } from "../../text";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { PlusIcon } from "../shared/icons";
import { ClassCard } from "./class-card";
import { CollectProgress } from "./collect-progress";
import { EmptyState } from "./empty-state";
import { Refusals } from "./refusals";

export function CollectColumn() {
  const { select, intents } = useApp();
  const classes = select.classes.value;
  const numPictures = select.examples.value.size;
  return (
    <section class="column collect" aria-labelledby="collect-heading" id="collect">
      <header class="column-head">
        <h2 id="collect-heading">{text.collect.heading}</h2>
        <CollectProgress>
          {classes.length > 0 && <p class="quiet">{text.collect.summary(classes.length, numPictures)}</p>}
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
            <Button onClick={() => intents.classes.add(text.collect.newClassName(classes.length + 1))}>
              <PlusIcon />
              {text.collect.addClass}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
