import { useStudioState } from '../studio-context.tsx';
import { progressText } from './progress-text.ts';

export function ProgressAnnouncer() {
  const text = useStudioState(progressText);
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
