import { Component, type ReactNode } from 'react';
import { FailureScreen } from './failure-screen.tsx';

interface ErrorBoundaryProps {
  /** Writes what still waits to be stored. */
  readonly onCrash: () => void;
  readonly children: ReactNode;
}

/** Shows a bug of the screen instead of a blank page. The studio behind it lives on: its jobs run and its gallery is kept. */
export class ErrorBoundary extends Component<
  ErrorBoundaryProps,
  { readonly error: { readonly thrown: unknown } | null }
> {
  override state = { error: null as { readonly thrown: unknown } | null };

  static getDerivedStateFromError(thrown: unknown) {
    return { error: { thrown } };
  }

  override componentDidCatch(): void {
    this.props.onCrash();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <FailureScreen
        title="The screen met a bug"
        error={error.thrown}
        onContinue={() => this.setState({ error: null })}
      />
    );
  }
}
