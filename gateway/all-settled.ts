/** Waiting for works that go on side by side. */

/** All values, or the first fault of their order once none of them is under way any more: nothing is done behind the back of who is told. */
export async function allSettled<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
