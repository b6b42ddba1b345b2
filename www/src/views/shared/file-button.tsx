/** A button that opens the browser's file or folder picker. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button, IconButton } from "./button";

export interface FileButtonProps {
  label: string;
  children: ComponentChildren;
  onFiles: (files: FileList) => void;
  isFolder?: boolean;
  isIcon?: boolean;
  /** One file and no zip. */
  isSingle?: boolean;
  /** What the picker offers in place of pictures. */
  accept?: string;
  look?: "plain" | "primary" | "quiet";
}

export function FileButton(props: FileButtonProps) {
  const { label, children, onFiles, isFolder, isIcon, isSingle, accept, look } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.webkitdirectory = isFolder === true;
  }, [isFolder]);
  const open = () => input.current?.click();
  return (
    <>
      {isIcon ? (
        <IconButton label={label} onClick={open}>
          {children}
        </IconButton>
      ) : (
        <Button look={look ?? "plain"} onClick={open}>
          {children}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-hidden="true"
        multiple={!isSingle}
        accept={isFolder ? undefined : (accept ?? (isSingle ? "image/*" : "image/*,.zip,application/zip"))}
        onChange={(event) => {
          const { files } = event.currentTarget;
          if (files && files.length > 0) onFiles(files);
          // The same file may be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
