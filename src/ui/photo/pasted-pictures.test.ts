import { expect, it } from 'vitest';
import { pastedPictures } from './pasted-pictures.ts';

const cells = new File(['x'], 'image.png', { type: 'image/png' });
const notes = new File(['x'], 'notes.txt', { type: 'text/plain' });

function paste(target: Partial<HTMLElement>, types: readonly string[]): File[] {
  const clipboardData = { types, files: [cells, notes] } as unknown as DataTransfer;
  return pastedPictures({ clipboardData, target: target as HTMLElement });
}

it.each([[{ localName: 'input' }], [{ localName: 'textarea' }], [{ localName: 'p', isContentEditable: true }]])(
  'leaves text to the field %j, though a picture comes with it',
  (target) => {
    expect(paste(target, ['text/plain', 'text/html', 'Files'])).toEqual([]);
  },
);

it('takes the picture where there is no text, or no field for it', () => {
  expect(paste({ localName: 'textarea' }, ['text/html', 'Files'])).toEqual([cells]);
  expect(paste({ localName: 'body', isContentEditable: false }, ['text/plain', 'Files'])).toEqual([cells]);
});
