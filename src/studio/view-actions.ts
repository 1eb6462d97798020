import type { StudioActions } from './studio-actions.ts';
import type { StudioStore } from './studio-store.ts';

export type ViewActions = Pick<
  StudioActions,
  | 'setStageTab'
  | 'setOverlayOpacity'
  | 'setDatasetColors'
  | 'setShowPixels'
  | 'toggleClass'
  | 'soloClass'
  | 'setZoom'
  | 'setTheme'
  | 'setSingleKeyShortcuts'
>;

export function createViewActions(store: StudioStore): ViewActions {
  return {
    setStageTab: (stageTab) => store.setState({ stageTab }),
    setOverlayOpacity: (opacity) => store.setState({ overlayOpacity: Math.min(1, Math.max(0, opacity)) }),
    setDatasetColors: (datasetColors) => store.setState({ datasetColors }),
    setShowPixels: (showPixels) => store.setState({ showPixels }),
    setZoom: (zoom) => store.setState({ zoom: Math.max(0, zoom) }),
    setTheme: (theme) => store.setState({ theme }),
    setSingleKeyShortcuts: (singleKeyShortcuts) => store.setState({ singleKeyShortcuts }),
    toggleClass: (classId) =>
      store.setState(({ hiddenClassIds: hidden }) => ({
        hiddenClassIds: hidden.includes(classId) ? hidden.filter((id) => id !== classId) : [...hidden, classId],
      })),
    // A second click on the same class ends the solo.
    soloClass: (classId) =>
      store.setState(({ soloClassId }) => ({ soloClassId: soloClassId === classId ? null : classId })),
  };
}
