/**
 * The picture files of a paste. None where the focused field can take the text that comes with them: a spreadsheet puts
 * its cells on the clipboard as text and as a picture.
 */
export function pastedPictures({ clipboardData, target }: Pick<ClipboardEvent, 'clipboardData' | 'target'>): File[] {
  if (!clipboardData) return [];
  if (clipboardData.types.includes('text/plain') && isEditable(target)) return [];
  return [...clipboardData.files].filter(({ type }) => type.startsWith('image/'));
}

function isEditable(target: EventTarget | null): boolean {
  const { localName, isContentEditable } = (target ?? {}) as Partial<HTMLElement>;
  return localName === 'input' || localName === 'textarea' || isContentEditable === true;
}
