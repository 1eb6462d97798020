/** `work` as a function that does it once: its outcome answers all calls. A failure is forgotten, so that the next call tries again. */
export function remember<T>(work: () => Promise<T>): () => Promise<T> {
  let outcome: Promise<T> | null = null;
  return () => {
    outcome ??= work().catch((error: unknown) => {
      outcome = null;
      throw error;
    });
    return outcome;
  };
}
