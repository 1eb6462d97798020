import { useEffect, useRef } from 'react';
import { Button, type PressEvent } from 'react-aria-components';
import type { Notice } from '../../studio/types.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../controls/icons.tsx';
import { isByKeyboard } from '../controls/is-by-keyboard.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { useNoticesHeight } from './use-notices-height.ts';

/**
 * Toasts in two live regions that are always there: news is polite, errors interrupt, and each is read for itself. None goes
 * while the pointer or the focus is on them; who answers one by keyboard goes on where they came from.
 */
export function Notices() {
  const notices = useStudioState((state) => state.notices);
  const actions = useActions();
  const region = useRef<HTMLDivElement>(null);
  useNoticesHeight(region);
  const cameFrom = useRef<Element | null>(null);
  const hold = () => {
    const canHover = matchMedia('(hover: hover)').matches;
    actions.holdNotices(region.current?.matches(canHover ? ':hover, :focus-within' : ':focus-within') ?? false);
  };
  // A notice that goes from under pointer and focus tells neither.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the notices is the reason
  useEffect(hold, [notices]);
  const leave = (event: PressEvent) => {
    if (isByKeyboard(event) && cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  };
  const errors = notices.filter((notice) => notice.tone === 'error');
  const news = notices.filter((notice) => notice.tone !== 'error');
  return (
    // Kept in reach while a dialog is open: a notice may be the answer to what was done there.
    // biome-ignore lint/a11y/noStaticElementInteractions: it watches what the buttons inside are for
    <div
      ref={region}
      className="notices"
      data-react-aria-top-layer
      onPointerEnter={hold}
      onPointerLeave={hold}
      onFocus={({ relatedTarget }) => {
        if (!region.current?.contains(relatedTarget)) cameFrom.current = relatedTarget;
        hold();
      }}
      onBlur={() => queueMicrotask(hold)}
    >
      <div role="alert" aria-atomic="false">
        {errors.map((notice) => (
          <Toast key={notice.id} notice={notice} onLeave={leave} />
        ))}
      </div>
      <div role="status" aria-atomic="false">
        {news.map((notice) => (
          <Toast key={notice.id} notice={notice} onLeave={leave} />
        ))}
      </div>
    </div>
  );
}

function Toast({ notice, onLeave }: { readonly notice: Notice; readonly onLeave: (event: PressEvent) => void }) {
  const actions = useActions();
  const { id, tone, message, action, isQuiet } = notice;
  return (
    <div className={`toast toast-${tone}`}>
      <span className="toast-icon">
        <Icon name={tone === 'error' ? 'warning' : tone === 'success' ? 'check' : 'info'} />
      </span>
      <p aria-live={isQuiet ? 'off' : undefined}>{message}</p>
      {action && (
        <Button
          className="button button-small"
          onPress={(event) => {
            onLeave(event);
            actions.runNoticeAction(id);
          }}
        >
          {action}
        </Button>
      )}
      <IconButton
        icon="close"
        size="sm"
        label="Dismiss"
        onPress={(event) => {
          onLeave(event);
          actions.dismissNotice(id);
        }}
      />
    </div>
  );
}
