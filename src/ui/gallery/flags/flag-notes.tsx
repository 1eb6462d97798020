import { Button } from 'react-aria-components';
import type { Flag } from '../../../core/review/types.ts';
import { shownLabelSet } from '../../../studio/label-sets/known-label-sets.ts';
import { Icon } from '../../controls/icons.tsx';
import { findClass } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { flagText, flagTitle } from './flag-words.ts';

const NONE: readonly Flag[] = [];

/** Why the picture on the stage deserves a second look; nothing where it does not. */
export function FlagNotes() {
  const flags =
    useStudioState(({ flags, selectedId }) => (selectedId === null ? undefined : flags[selectedId])) ?? NONE;
  const labelSet = useStudioState(shownLabelSet);
  const actions = useActions();
  if (flags.length === 0) return null;
  const className = (id: number) => findClass(labelSet, id)?.promptName ?? `class ${id}`;
  return (
    <section className="flag-notes" aria-label="Flags of this picture">
      <ul>
        {flags.map((flag) => (
          <li key={`${flag.kind} ${'classId' in flag ? flag.classId : ''}`}>
            <Icon name="flag" size={14} />
            <p>
              <strong>{flagTitle(flag.kind)}.</strong> {flagText(flag, className)}{' '}
              {flag.kind === 'near-duplicate' && (
                <Button
                  className="link-button"
                  onPress={() => {
                    actions.selectPair(flag.of);
                    actions.setSelection([flag.of]);
                  }}
                >
                  Show it
                </Button>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
