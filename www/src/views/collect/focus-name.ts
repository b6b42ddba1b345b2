/** A new class is given its name first: the field takes the focus once it is drawn. */

export function focusName(classId: number): void {
  document.querySelector<HTMLInputElement>(`#class-${classId} .class-name-input`)?.focus();
}
