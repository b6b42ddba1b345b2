/** How the channel's answers to the learner's pictures lie, class by class, and what that comes to in words. */
import { ClassStrips } from "../../draw/class-strips";
import { classColour } from "../../draw/colours";
import type { ChannelPlace } from "../../engine/protocol";
import type { LearnerClass } from "../../state/app-state";
import {
  bestSeparation,
  type ClassDistribution,
  classDistributions,
  type Separation,
} from "../../state/neuron/class-distribution";
import { findingFor } from "../../state/neuron/neuron-state";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { Section } from "./section";

export function ClassAnswers({ of }: { of: ChannelPlace }) {
  const { select } = useApp();
  const classes = select.classes.value;
  const { source } = select.trying.value;
  const inHandId = source.from === "picture" ? source.exampleId : undefined;
  const finding = findingFor(select.neuron.value.pictures, of);
  const found = finding && "found" in finding ? finding.found : undefined;
  const distributions = found ? classDistributions(found, classes, select.examples.value) : [];
  return (
    <Section title={neuronText.classes}>
      {found ? (
        <p>{inWords(bestSeparation(distributions), classes)}</p>
      ) : (
        <p class="quiet">{neuronText.classesWait}</p>
      )}
      {distributions.length > 0 && (
        <>
          <ClassStrips
            strips={distributions.flatMap((distribution) => stripOf(distribution, classes, inHandId))}
            label={neuronText.classesLabel}
            formatValue={neuronText.value}
            formatTick={neuronText.tick}
          />
          <p class="quiet neuron-note">{neuronText.classesHelp}</p>
        </>
      )}
    </Section>
  );
}

function stripOf(
  { classId, pictures, mean }: ClassDistribution,
  classes: readonly LearnerClass[],
  inHandId: number | undefined,
) {
  const item = classes.find(({ id }) => id === classId);
  if (!item) return [];
  const chosen = pictures.findIndex(({ exampleId }) => exampleId === inHandId);
  return [
    {
      id: classId,
      name: item.name,
      colour: classColour(item.colour),
      values: pictures.map((picture) => picture.mean),
      mean,
      label: neuronText.classRow(item.name, mean, pictures.length),
      chosen: chosen < 0 ? undefined : chosen,
    },
  ];
}

function inWords(separation: Separation, classes: readonly LearnerClass[]): string {
  const nameOf = (classId: number) => classes.find(({ id }) => id === classId)?.name ?? "";
  const { separation: words } = neuronText;
  switch (separation.says) {
    case "nothing":
    case "silent":
    case "alike":
      return words[separation.says];
    case "more":
    case "less":
      return words[separation.says](nameOf(separation.classId), separation.times, separation.deviations);
    case "only":
      return words.only(nameOf(separation.classId));
    default:
      return separation satisfies never;
  }
}
