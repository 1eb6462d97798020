import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { useActions } from '../studio-context.tsx';

/** Ways to many pictures at once. */
export function ListButtons() {
  const actions = useActions();
  return (
    <div className="list-buttons">
      <Button className="button button-quiet" onPress={() => actions.showList()}>
        <Icon name="list" />
        <span>List…</span>
      </Button>
      <Button className="button button-quiet" onPress={() => actions.setPlanOpen(true)}>
        <Icon name="table" />
        <span>Plan…</span>
      </Button>
    </div>
  );
}
