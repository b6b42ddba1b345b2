/** What the last epoch's evaluation says about each class, and which classes are mixed up. */
import { ClassBars } from "../../draw/class-bars";
import { classColour } from "../../draw/colours";
import { ConfusionMatrix } from "../../draw/confusion-matrix";
import type { EpochReport } from "../../engine/protocol";
import type { LearnerClass } from "../../state/app-state";
import { classAccuracies } from "../../state/class-accuracies";
import { text } from "../../text";
import { useApp } from "../app-context";

/** Classes as the report knew them; one deleted since keeps its place without a name. */
function namedClasses(report: EpochReport, classes: readonly LearnerClass[]) {
  return report.classIds.map((classId) => {
    const item = classes.find((candidate) => candidate.id === classId);
    return { id: classId, name: item?.name ?? "", colour: classColour(item?.colour ?? 0) };
  });
}

export function ClassScores() {
  const { select } = useApp();
  const report = select.training.value.history.at(-1);
  if (!report) return null;
  const accuracies = classAccuracies(report);
  const rows = namedClasses(report, select.classes.value).map((row, index) => ({
    ...row,
    value: accuracies[index],
  }));
  return (
    <div class="class-scores">
      <h3>{text.train.perClass}</h3>
      <ClassBars
        rows={rows}
        label={text.train.perClassLabel}
        formatValue={text.train.percent}
        unknown={text.train.noneHeldBack}
      />
    </div>
  );
}

export function Mixups() {
  const { select, intents } = useApp();
  const { history, selectedCell } = select.training.value;
  const report = history.at(-1);
  if (!report) return null;
  const named = namedClasses(report, select.classes.value);
  const choose = (row: number, column: number) => {
    const trueClassId = report.classIds[row];
    const predictedClassId = report.classIds[column];
    if (trueClassId === undefined || predictedClassId === undefined) return;
    const isSame =
      selectedCell?.trueClassId === trueClassId && selectedCell.predictedClassId === predictedClassId;
    void intents.training.selectCell(isSame ? undefined : { trueClassId, predictedClassId });
  };
  return (
    <div class="mixups">
      <h3>{text.train.confusion}</h3>
      <ConfusionMatrix
        classNames={named.map((item) => item.name)}
        colours={named.map((item) => item.colour)}
        counts={report.confusion}
        label={text.train.confusionLabel}
        trueLabel={text.train.trueClass}
        predictedLabel={text.train.predictedClass}
        describeCell={text.train.cell}
        onSelectCell={choose}
        selectedCell={
          selectedCell && {
            row: report.classIds.indexOf(selectedCell.trueClassId),
            column: report.classIds.indexOf(selectedCell.predictedClassId),
          }
        }
      />
      <p class="quiet">{text.train.confusionHint}</p>
    </div>
  );
}
