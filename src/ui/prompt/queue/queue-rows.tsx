import { memo } from 'react';
import { Button, GridList, GridListItem, ListLayout, useDragAndDrop, Virtualizer } from 'react-aria-components';
import type { Job } from '../../../studio/jobs/queue-state.ts';
import { Icon } from '../../controls/icons.tsx';
import { useNarrow } from '../../shell/use-narrow.ts';
import { useActions } from '../../studio-context.tsx';

/** Rows in sight; the others are reached by scrolling, and are not in the document. */
const SHOWN = 4;

/** Jobs in the order in which they will be made: drag one by its grip, also by keyboard. */
export const QueueRows = memo(function QueueRows({ jobs }: { readonly jobs: readonly Job[] }) {
  const actions = useActions();
  const rowSize = useNarrow() ? 44 : 32;
  const places = new Map(jobs.map(({ id }, index) => [id, index]));

  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder({ keys, target }) {
      const [id] = [...keys].map(String);
      const over = places.get(String(target.key));
      if (id === undefined || over === undefined) return;
      const from = places.get(id) ?? 0;
      const to = target.dropPosition === 'after' ? over + 1 : over;
      // Counted without the one that moves.
      actions.moveJob(id, from < to ? to - 1 : to);
    },
  });

  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize }}>
      <GridList
        className="queue-rows scroll"
        style={{ height: Math.min(jobs.length, SHOWN) * rowSize }}
        aria-label="Waiting pictures"
        items={jobs}
        selectionMode="none"
        dragAndDropHooks={dragAndDropHooks}
      >
        {(job) => <QueueRow job={job} onCancel={() => actions.stop(job.id)} />}
      </GridList>
    </Virtualizer>
  );
});

function QueueRow({ job, onCancel }: { readonly job: Job; readonly onCancel: () => void }) {
  const { id, settings, upload, fileName } = job;
  const title = upload?.fileName ?? (settings.caption || 'Classes only');
  return (
    // Typing ahead goes by `textValue`: no seed starts with a letter that is a shortcut.
    <GridListItem
      id={id}
      textValue={`${settings.seed}`}
      aria-label={[title, ...(fileName ? [fileName] : []), `seed ${settings.seed}`].join(', ')}
      className="queue-row"
    >
      <Button slot="drag" className="queue-grip">
        <Icon name="grip" size={14} />
      </Button>
      <span className="queue-caption" translate="no">
        {title}
      </span>
      {fileName ? (
        <span className="queue-file" title={`${fileName}, seed ${settings.seed}`} translate="no">
          {fileName}
        </span>
      ) : (
        <span className="number">{upload ? 'this tab only' : settings.seed}</span>
      )}
      <Button
        className="icon-button icon-button-sm"
        aria-label={`Cancel queued ${upload?.fileName ?? `picture, seed ${settings.seed}`}`}
        onPress={onCancel}
      >
        <Icon name="close" size={14} />
      </Button>
    </GridListItem>
  );
}
