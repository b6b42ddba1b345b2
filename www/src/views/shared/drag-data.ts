/** What is being dragged within the page: some pictures, or a class. Everything else comes from outside. */

export const PICTURES_DRAG_TYPE = "application/x-afterimage-pictures";
export const CLASS_DRAG_TYPE = "application/x-afterimage-class";

export function isOurDrag(transfer: DataTransfer | null): boolean {
  const types = transfer?.types ?? [];
  return types.includes(PICTURES_DRAG_TYPE) || types.includes(CLASS_DRAG_TYPE);
}

export function draggedPictures(transfer: DataTransfer): number[] | undefined {
  const list = transfer.getData(PICTURES_DRAG_TYPE);
  return list === "" ? undefined : list.split(",").map(Number);
}

export function draggedClass(transfer: DataTransfer): number | undefined {
  const id = transfer.getData(CLASS_DRAG_TYPE);
  return id === "" ? undefined : Number(id);
}
