import { Button } from 'react-aria-components';
import type { Notice } from '../../studio/types.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../controls/icons.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

/** Toasts in two live regions that are always there: news is polite, errors interrupt. */
export function Notices() {
  const notices = useStudioState((state) => state.notices);
  const errors = notices.filter((notice) => notice.tone === 'error');
  const news = notices.filter((notice) => notice.tone !== 'error');
  return (
    // Kept in reach while a dialog is open: a notice may be the answer to what was done there.
    <div className="notices" data-react-aria-top-layer>
      <div role="alert">
        {errors.map((notice) => (
          <Toast key={notice.id} notice={notice} />
        ))}
      </div>
      <div role="status">
        {news.map((notice) => (
          <Toast key={notice.id} notice={notice} />
        ))}
      </div>
    </div>
  );
}

function Toast({ notice }: { readonly notice: Notice }) {
  const actions = useActions();
  const { id, tone, message, action } = notice;
  return (
    <div className={`toast toast-${tone}`}>
      <span className="toast-icon">
        <Icon name={tone === 'error' ? 'warning' : tone === 'success' ? 'check' : 'info'} />
      </span>
      <p>{message}</p>
      {action && (
        <Button className="button button-small" onPress={() => actions.runNoticeAction(id)}>
          {action}
        </Button>
      )}
      <IconButton icon="close" size="sm" label="Dismiss" onPress={() => actions.dismissNotice(id)} />
    </div>
  );
}
