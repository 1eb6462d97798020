import { describe, expect, it } from 'vitest';
import { ownLabelSet } from '../../core/prompt/label-sets/own-label-set.ts';
import { VOC_20 } from '../../core/prompt/voc-20.ts';
import { beginHistory, record, redo, undo } from './edit-history.ts';
import {
  addRow,
  changeRow,
  contentOf,
  draftOf,
  draftProblems,
  duplicate,
  EMPTY_DRAFT,
  moveRow,
  removeRow,
  separateColors,
  withClasses,
} from './label-set-draft.ts';

const [plane, bike, bird] = VOC_20.classes as [VocClass, VocClass, VocClass];
type VocClass = (typeof VOC_20.classes)[number];
const set = ownLabelSet('Mine', [plane, bike]);
const draft = draftOf(set, true);
const names = (of: typeof draft) => of.rows.map(({ name }) => name);

describe('a draft', () => {
  it('of an own set gives the same set again, and comes in its place', () => {
    const { name, classes } = contentOf(draft);
    expect(ownLabelSet(name, classes).id).toBe(set.id);
    expect(draft.replacesId).toBe(set.id);
    expect(draftProblems(draft)).toEqual([]);
  });

  it('of a built-in set is a copy', () => {
    expect(draftOf(VOC_20, false)).toMatchObject({ name: 'Copy of PASCAL VOC (20 classes)', replacesId: null });
    expect(duplicate(draft)).toMatchObject({ name: 'Copy of Mine', replacesId: null, rows: draft.rows });
  });

  it('has prompt words that follow the name until others are written', () => {
    const added = addRow(EMPTY_DRAFT);
    const named = changeRow(added, 0, { name: 'traffic_light' });
    expect(named.rows[0]!.promptName).toBe('traffic light');
    const written = changeRow(named, 0, { promptName: 'red light' });
    expect(changeRow(written, 0, { name: 'light' }).rows[0]!.promptName).toBe('red light');
  });

  it('takes synonyms with commas between them', () => {
    const changed = changeRow(draft, 0, { synonyms: ' jet,, plane , jet,' });
    expect(contentOf(changed).classes[0]!.synonyms).toEqual(['jet', 'plane']);
  });

  it('moves, removes and adds rows', () => {
    const three = withClasses(draft, [bird], 'append');
    expect(names(moveRow(three, 2, 0))).toEqual(['bird', 'aeroplane', 'bicycle']);
    expect(moveRow(three, 2, 3)).toBe(three);
    expect(moveRow(three, 9, 0)).toBe(three);
    expect(names(removeRow(three, 0))).toEqual(['bicycle', 'bird']);
    const keys = addRow(removeRow(three, 2)).rows.map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
  });

  it('takes classes from a file: in the place of its own, or those that it lacks, with free colours', () => {
    expect(names(withClasses(draft, [bird], 'replace'))).toEqual(['bird']);
    const more = withClasses(
      draft,
      [
        { ...bird, color: plane.color },
        { ...plane, color: [9, 9, 9] },
      ],
      'append',
    );
    expect(names(more)).toEqual(['aeroplane', 'bicycle', 'bird']);
    expect(draftProblems(more)).toEqual([]);
  });

  it('tells by row and field what is wrong', () => {
    const broken = changeRow(changeRow(addRow(draft), 1, { name: 'aeroplane' }), 2, { promptName: 'x' });
    expect(draftProblems({ ...broken, name: ' ' }).map(({ key, field }) => [key, field])).toEqual([
      [null, 'setName'],
      [1, 'name'],
      [2, 'name'],
    ]);
  });

  it('tells equal colours and those of background and void, and sets them apart', () => {
    const clashing = changeRow(changeRow(withClasses(draft, [bird], 'append'), 1, { color: plane.color }), 2, {
      color: [0, 0, 0],
    });
    expect(draftProblems(clashing).map(({ key, message }) => [key, message])).toEqual([
      [1, expect.stringMatching(/which “aeroplane” has/)],
      [2, expect.stringMatching(/which “background” has/)],
    ]);
    const separate = separateColors(clashing);
    expect(draftProblems(separate)).toEqual([]);
    expect(separate.rows[0]!.color).toEqual(plane.color);
  });
});

describe('its history', () => {
  it('goes back and forth, letters of one field at once', () => {
    let history = beginHistory(draft);
    for (const name of ['a', 'ab', 'abc']) {
      history = record(history, changeRow(history.present, 0, { name }), 'name of 0');
    }
    history = record(history, removeRow(history.present, 1));
    expect(names(history.present)).toEqual(['abc']);
    history = undo(history);
    expect(names(history.present)).toEqual(['abc', 'bicycle']);
    history = undo(history);
    expect(history.present).toBe(draft);
    expect(undo(history)).toBe(history);
    history = redo(redo(history));
    expect(names(history.present)).toEqual(['abc']);
    expect(redo(history)).toBe(history);
  });

  it('forgets what was taken back once something else is changed', () => {
    const changed = record(undo(record(beginHistory(draft), addRow(draft))), removeRow(draft, 0));
    expect(changed.future).toEqual([]);
    expect(names(undo(changed).present)).toEqual(['aeroplane', 'bicycle']);
  });
});
