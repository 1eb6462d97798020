import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import type { EditTool } from '../../studio/edit/types.ts';
import { removeTargets, reviewAndAdvance } from '../gallery/review.ts';
import { activeJob, generateBlocker, selectedPair } from '../selectors.ts';
import { stepSize } from '../stage/brush/step-size.ts';
import { STAGE_TABS } from '../stage/stage-toolbar.tsx';
import { useStudio } from '../studio-context.tsx';

const OPACITY_STEP = 0.1;
const TEXT_FIELDS = 'textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])';

/** True where a key belongs to the focused control: text fields, and anything in an open dialog or list. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${TEXT_FIELDS}, [role=dialog], [role=grid], .menu`) !== null;
}

/**
 * The keys of the whole page. None fires while a person types, save Ctrl+Enter. Those that type a character can be turned
 * off, since speech input may type them by mistake (WCAG 2.1.4); Ctrl+Enter, Escape and Delete cannot.
 */
export function useShortcuts(showHelp: () => void): void {
  const studio = useStudio();
  useEffect(() => {
    const { actions } = studio;
    const whenFree = (run: () => void) => (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || isTyping(event.target)) return;
      event.preventDefault();
      run();
    };
    const character = (run: () => void) => {
      const runWhenFree = whenFree(run);
      return (event: KeyboardEvent) => {
        if (studio.getState().singleKeyShortcuts) runWhenFree(event);
      };
    };
    const again = (run: () => void) => (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      run();
    };
    const painting = () => studio.getState().painting;
    const takeTool = (tool: EditTool) => () => {
      if (selectedPair(studio.getState())) actions.setPainting(!painting().isOn || painting().tool !== tool, tool);
    };
    const changeSize = (direction: 1 | -1) => actions.setBrush({ size: stepSize(painting().size, direction) });
    const changeOpacity = (change: number) => () => {
      const opacity = studio.getState().overlayOpacity + change;
      actions.setOverlayOpacity(Math.round(Math.min(1, Math.max(0, opacity)) * 100) / 100);
    };
    const generate = (event: KeyboardEvent) => {
      if (event.repeat || document.querySelector('[role=dialog]')) return;
      event.preventDefault();
      if (generateBlocker(studio.getState()) === null) actions.generate();
    };
    const toggleOverlay = () => actions.setStageTab(studio.getState().stageTab === 'overlay' ? 'picture' : 'overlay');
    const toggleGrid = () => {
      const { isGridOpen, pairs } = studio.getState();
      if (isGridOpen || pairs.length > 0) actions.setGridOpen(!isGridOpen);
    };
    const stop = (event: KeyboardEvent) => {
      if (painting().isOn && !event.defaultPrevented && !isTyping(event.target)) {
        actions.cancelStroke();
        actions.setPainting(false);
        return;
      }
      const job = activeJob(studio.getState());
      if (job && !event.defaultPrevented && !isTyping(event.target)) actions.stop(job.id);
    };
    return tinykeys(window, {
      '$mod+Enter': generate,
      Escape: stop,
      o: character(toggleOverlay),
      a: character(() => reviewAndAdvance(studio, 'accepted')),
      r: character(() => reviewAndAdvance(studio, 'rejected')),
      u: character(() => reviewAndAdvance(studio, 'unreviewed')),
      Delete: whenFree(() => removeTargets(studio)),
      b: character(takeTool('brush')),
      e: character(takeTool('eraser')),
      g: character(() => (painting().isOn ? actions.setPainting(true, 'fill') : toggleGrid())),
      '$mod+z': again(() => actions.undoEdit()),
      '$mod+Shift+z': again(() => actions.redoEdit()),
      '$mod+y': again(() => actions.redoEdit()),
      '[': character(() => (painting().isOn ? changeSize(-1) : changeOpacity(-OPACITY_STEP)())),
      ']': character(() => (painting().isOn ? changeSize(1) : changeOpacity(OPACITY_STEP)())),
      'Shift+?': character(showHelp),
      ...Object.fromEntries(
        STAGE_TABS.map(({ id }, index) => [String(index + 1), character(() => actions.setStageTab(id))]),
      ),
    });
  }, [studio, showHelp]);
}
