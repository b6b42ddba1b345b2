/** What can be done with the selected pictures of a class; it takes the place of the class's own buttons. */
import { classColour } from "../../draw/colours";
import { PILE_ID } from "../../state/unlabelled/pile";
import { text } from "../../text";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { CheckIcon, CloseIcon, MoveIcon, TrashIcon } from "../shared/icons";
import { Menu, MenuItem } from "../shared/menu";

export function SelectionTools({ classId, selected }: { classId: number; selected: readonly number[] }) {
  const { select, intents } = useApp();
  const { isGathering } = select.selection.value;
  const others = [
    ...select.classes.value.map(({ id, name, colour }) => ({ id, name, hue: classColour(colour) })),
    { id: PILE_ID, name: text.collect.pile, hue: undefined },
  ].filter(({ id }) => id !== classId);
  return (
    <>
      {others.length > 0 && (
        <Menu label={text.collect.moveTo} icon={<MoveIcon />}>
          {() =>
            others.map(({ id, name, hue }) => (
              <MenuItem
                key={id}
                icon={<span class="swatch" style={{ "--hue": hue }} />}
                onClick={() => intents.pictures.moveTo(selected, id)}
              >
                <span class="menu-name">{name}</span>
              </MenuItem>
            ))
          }
        </Menu>
      )}
      <IconButton
        label={isGathering ? text.collect.doneSelecting : text.collect.selectMore}
        isPressed={isGathering}
        onClick={() => intents.pictures.gather(!isGathering)}
      >
        <CheckIcon />
      </IconButton>
      <IconButton label={text.collect.delete} onClick={() => intents.pictures.remove(selected)}>
        <TrashIcon />
      </IconButton>
      <IconButton label={text.collect.clearSelection} onClick={() => intents.pictures.clearSelection()}>
        <CloseIcon />
      </IconButton>
    </>
  );
}
