import { type KeyboardEvent, useRef } from 'react';
import { classNames } from './class-name.ts';

export interface TabItem<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly shortcut?: string;
}

interface TabStripProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly TabItem<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  /** Id of the one panel that all tabs fill. */
  readonly panelId: string;
  readonly className?: string;
}

export function tabId(panelId: string, id: string): string {
  return `${panelId}-tab-${id}`;
}

/** Tabs of one panel, by the ARIA pattern with automatic activation: arrows, Home and End move the selection. */
export function TabStrip<Id extends string>(props: TabStripProps<Id>) {
  const { label, tabs, selected, onSelect, panelId, className } = props;
  const list = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = tabs[(target + tabs.length) % tabs.length];
    if (!next) return;
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(tabId(panelId, next.id))}`)?.focus();
  };

  return (
    <div ref={list} role="tablist" aria-label={label} className={classNames('tabs', className)}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={tabId(panelId, tab.id)}
          type="button"
          role="tab"
          className="tab"
          aria-selected={tab.id === selected}
          aria-controls={panelId}
          aria-keyshortcuts={tab.shortcut}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
          onKeyDown={onKeyDown}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
