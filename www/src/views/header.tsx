/** The page's name, taking back, light or dark, and the rest in a menu. */
import type { Appearance } from "../state/app-state";
import { text } from "../text";
import { About } from "./about";
import { useApp } from "./app-context";
import { IconButton } from "./shared/button";
import { DotsIcon, MoonIcon, SunIcon, SystemIcon, TrashIcon, UndoIcon } from "./shared/icons";
import { Menu, MenuItem } from "./shared/menu";

export function Header() {
  const { select, intents } = useApp();
  const undoStack = select.undoStack.value;
  const last = undoStack.at(-1);
  return (
    <header class="page-head">
      <h1>
        <Mark />
        {text.page.name}
      </h1>
      <p class="tagline">{text.page.tagline}</p>
      <span class="spring" />
      <IconButton
        label={last ? text.undo.undoStep(text.undo.said(last.step)) : text.undo.undo}
        isDisabled={!last}
        onClick={() => intents.undo.undo()}
      >
        <UndoIcon />
      </IconButton>
      <Menu label={text.page.menu} icon={<DotsIcon />}>
        {(close) => (
          <>
            <AppearanceChoice />
            <MenuItem
              icon={<TrashIcon />}
              isDangerous
              isDisabled={select.classes.value.length + select.examples.value.size === 0}
              onClick={() => {
                intents.classes.clearEverything();
                close();
              }}
            >
              {text.page.clearEverything}
            </MenuItem>
            <About />
          </>
        )}
      </Menu>
    </header>
  );
}

const APPEARANCES: readonly { appearance: Appearance; Icon: typeof SunIcon }[] = [
  { appearance: "system", Icon: SystemIcon },
  { appearance: "light", Icon: SunIcon },
  { appearance: "dark", Icon: MoonIcon },
];

function AppearanceChoice() {
  const { select, intents } = useApp();
  const current = select.appearance.value;
  return (
    <fieldset class="menu-group">
      <legend>{text.page.appearance}</legend>
      {APPEARANCES.map(({ appearance, Icon }) => (
        <MenuItem
          key={appearance}
          icon={<Icon />}
          isPressed={current === appearance}
          onClick={() => intents.page.setAppearance(appearance)}
        >
          {text.page[appearance]}
        </MenuItem>
      ))}
    </fieldset>
  );
}

/** A shape and what stays of it after one looks away. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">
      <circle class="mark-after" cx="16" cy="8" r="7" />
      <circle class="mark-first" cx="8" cy="8" r="7" />
    </svg>
  );
}
