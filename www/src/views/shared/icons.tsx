/** The page's icons: thin strokes on a 16-pixel grid, coloured like the text beside them. */
import type { ComponentChildren } from "preact";

/** What is the same of all of them; for icons that live with the only part that shows them. */
export function IconFrame({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

function icon(children: ComponentChildren) {
  return function Icon() {
    return <IconFrame>{children}</IconFrame>;
  };
}

export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const CheckIcon = icon(<path d="m3.5 8.5 3 3 6-7" />);
export const DotsIcon = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="3" cy="8" r="1.25" />
    <circle cx="8" cy="8" r="1.25" />
    <circle cx="13" cy="8" r="1.25" />
  </g>,
);
export const GripIcon = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="6" cy="4" r="1" />
    <circle cx="10" cy="4" r="1" />
    <circle cx="6" cy="8" r="1" />
    <circle cx="10" cy="8" r="1" />
    <circle cx="6" cy="12" r="1" />
    <circle cx="10" cy="12" r="1" />
  </g>,
);
export const CameraIcon = icon(
  <>
    <rect x="1.75" y="4" width="9" height="8" rx="2" />
    <path d="m10.75 7 3.5-2v6l-3.5-2" />
  </>,
);
export const PictureIcon = icon(
  <>
    <rect x="2" y="2.5" width="12" height="11" rx="2" />
    <circle cx="5.5" cy="6" r="1" />
    <path d="m2.5 12 3.5-3.5 2 2 2.5-3 3.25 4" />
  </>,
);
export const FolderIcon = icon(
  <path d="M1.75 4.5a1.5 1.5 0 0 1 1.5-1.5h2.5l1.75 2h5.25a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-9.5a1.5 1.5 0 0 1-1.5-1.5z" />,
);
export const ClipboardIcon = icon(
  <>
    <rect x="3" y="3" width="10" height="11" rx="2" />
    <path d="M6 3a2 2 0 0 1 4 0M6 8h4M6 11h2.5" />
  </>,
);
export const MoveIcon = icon(<path d="M2 8h9M7.5 4.5 11 8l-3.5 3.5M14 3v10" />);
export const UndoIcon = icon(<path d="M5.5 2.5 2.5 5.5l3 3M2.75 5.5H9.5a4 4 0 0 1 0 8H6" />);
export const TrashIcon = icon(<path d="M2.5 4.25h11M6 4V2.5h4V4M4 4.5l.6 8.5h6.8l.6-8.5" />);
export const UpIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />);
export const DownIcon = icon(<path d="M8 3v10M4 9l4 4 4-4" />);
export const ChevronIcon = icon(<path d="m6 3.5 4.5 4.5L6 12.5" />);
export const PlayIcon = icon(<path fill="currentColor" d="M5 3.25v9.5L12.5 8z" />);
export const PauseIcon = icon(<path stroke-width="2.5" d="M5.25 3.75v8.5M10.75 3.75v8.5" />);
export const StepBatchIcon = icon(
  <>
    <path fill="currentColor" d="M4 4v8l6-4z" />
    <path d="M12.5 4v8" />
  </>,
);
export const StepEpochIcon = icon(
  <>
    <path fill="currentColor" d="M1.75 4v8l5.25-4zM7.25 4v8l5.25-4z" />
    <path d="M14.25 4v8" />
  </>,
);
export const ResetIcon = icon(<path d="M3 2.75v3.5h3.5M3.25 6A5.25 5.25 0 1 1 2.75 9" />);
export const LockIcon = icon(
  <>
    <rect x="3" y="7" width="10" height="6.5" rx="1.5" />
    <path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2" />
  </>,
);
export const ChipIcon = icon(
  <>
    <rect x="4" y="4" width="8" height="8" rx="1.5" />
    <path d="M6.5 4V1.75M9.5 4V1.75M6.5 14.25V12M9.5 14.25V12M4 6.5H1.75M4 9.5H1.75M14.25 6.5H12M14.25 9.5H12" />
  </>,
);
export const StoreIcon = icon(
  <>
    <ellipse cx="8" cy="4" rx="5.25" ry="2" />
    <path d="M2.75 4v8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2V4M2.75 8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2" />
  </>,
);
export const WarningIcon = icon(<path d="M8 2.25 14.25 13H1.75zM8 6.5v3M8 11.25v.01" />);
export const InfoIcon = icon(
  <>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 7.25v3.5M8 5v.01" />
  </>,
);
export const SystemIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.5" />
    <path fill="currentColor" stroke="none" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.75" />
    <path d="M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9" />
  </>,
);
export const MoonIcon = icon(<path d="M13.25 9.75A5.75 5.75 0 1 1 6.25 2.75a4.75 4.75 0 0 0 7 7z" />);
export const LayersIcon = icon(
  <path d="m8 2.25 6 3-6 3-6-3zM2.5 8.25 8 11l5.5-2.75M2.5 11.25 8 14l5.5-2.75" />,
);
