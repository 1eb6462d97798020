import { Component, Fragment, type ReactNode } from 'react';
import { FailureScreen } from './failure-screen.tsx';
import { isForeignChange, mayRebuild } from './foreign-change.ts';

interface ErrorBoundaryProps {
  /** Writes what still waits to be stored. */
  readonly onCrash: () => void;
  /** The page was changed by somebody else, and the screen stands again. */
  readonly onRebuilt: () => void;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: { readonly thrown: unknown } | null;
  /** Counts the screens that were built: another number is another screen. */
  readonly build: number;
}

/** Shows a bug of the screen instead of a blank page. The studio behind it lives on: its jobs run and its gallery is kept. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, build: 0 };
  #rebuiltAtMs: number | null = null;

  static getDerivedStateFromError(thrown: unknown) {
    return { error: { thrown } };
  }

  override componentDidCatch(thrown: unknown): void {
    this.props.onCrash();
    const nowMs = performance.now();
    if (!isForeignChange(thrown) || !mayRebuild(nowMs, this.#rebuiltAtMs)) return;
    this.#rebuiltAtMs = nowMs;
    this.#rebuild();
    this.props.onRebuilt();
  }

  #rebuild(): void {
    this.setState(({ build }) => ({ error: null, build: build + 1 }));
  }

  override render(): ReactNode {
    const { error, build } = this.state;
    if (!error) return <Fragment key={build}>{this.props.children}</Fragment>;
    return <FailureScreen title="The screen met a bug" error={error.thrown} onContinue={() => this.#rebuild()} />;
  }
}
