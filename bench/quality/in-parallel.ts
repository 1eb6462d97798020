/** Runs tasks with at most `limit` at a time; results in the tasks' order. */
export async function inParallel<T>(tasks: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const results = new Map<number, T>();
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const index = next++;
      results.set(index, await (tasks[index] as () => Promise<T>)());
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
  return tasks.map((_, index) => results.get(index) as T);
}
