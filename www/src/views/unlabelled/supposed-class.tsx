/** The pictures that the network takes for one class, each with how sure it is, and what can be done with them. */
import { classColour } from "../../draw/colours";
import type { SupposedClass as Group } from "../../state/unlabelled/supposed";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { MoveIcon } from "../shared/icons";
import { Menu, MenuItem } from "../shared/menu";
import { PictureButtons } from "./picture-buttons";

export function SupposedClass({ group }: { group: Group }) {
  const { select, intents } = useApp();
  const { item, pictures } = group;
  const { exampleIds, isGathering } = select.selection.value;
  const ids = pictures.map(({ example }) => example.id);
  const selected = ids.filter((id) => exampleIds.has(id));
  const choose = (id: number, isMany: boolean) => {
    const isAdding = isMany || isGathering;
    intents.pictures.select(id, isAdding ? "toggle" : "only");
    if (!isAdding) void intents.trying.tryExample(id);
  };
  return (
    <li class="pile-class pile-part" style={{ "--hue": classColour(item.colour) }}>
      <div class="pile-class-head">
        <span class="swatch" />
        <h5 dir="auto">{item.name}</h5>
        <span class="quiet numbers">{pictures.length}</span>
        <span class="pile-class-tools">
          {selected.length > 0 ? (
            <SelectedTools classId={item.id} name={item.name} selected={selected} />
          ) : (
            <Button
              label={unlabelledText.acceptAllOf(pictures.length, item.name)}
              onClick={() => void intents.unlabelled((own) => own.accept(ids))}
            >
              {unlabelledText.acceptAll(pictures.length)}
            </Button>
          )}
        </span>
      </div>
      <PictureButtons
        label={unlabelledText.supposedAs(item.name)}
        pictures={pictures.map(({ example, probability }) => ({
          example,
          label: unlabelledText.picture(example.name, item.name, probability),
          caption: unlabelledText.probability(probability),
          isPressed: exampleIds.has(example.id),
        }))}
        onChoose={choose}
        onRemove={(id) => void intents.unlabelled((own) => own.reject([id]))}
        removeLabel={(example) => unlabelledText.rejectOne(example.name, item.name)}
      />
    </li>
  );
}

interface SelectedProps {
  classId: number;
  name: string;
  selected: readonly number[];
}

function SelectedTools({ classId, name, selected }: SelectedProps) {
  const { select, intents } = useApp();
  const others = select.classes.value.filter((item) => item.id !== classId);
  return (
    <>
      <Button
        label={unlabelledText.acceptSelected(selected.length, name)}
        onClick={() => void intents.unlabelled((own) => own.accept(selected))}
      >
        {unlabelledText.accept}
      </Button>
      <Menu label={unlabelledText.otherClass} icon={<MoveIcon />}>
        {() =>
          others.map((item) => (
            <MenuItem
              key={item.id}
              icon={<span class="swatch" style={{ "--hue": classColour(item.colour) }} />}
              onClick={() => intents.pictures.moveTo(selected, item.id)}
            >
              <span class="menu-name">{item.name}</span>
            </MenuItem>
          ))
        }
      </Menu>
      <Button look="quiet" onClick={() => void intents.unlabelled((own) => own.reject(selected))}>
        {unlabelledText.reject}
      </Button>
    </>
  );
}
