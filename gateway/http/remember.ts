/** Work that anybody may ask for and that gives everybody the same: done once, remembered for a while. */

/** @returns what the work gives; a failure is not remembered */
export function rememberFor<T>(forMs: number, work: () => Promise<T>): () => Promise<T> {
  let kept: { readonly what: Promise<T>; readonly sinceMs: number } | null = null;
  return () => {
    if (kept !== null && performance.now() - kept.sinceMs < forMs) return kept.what;
    const what = work();
    kept = { what, sinceMs: performance.now() };
    what.catch(() => {
      if (kept?.what === what) kept = null;
    });
    return what;
  };
}
