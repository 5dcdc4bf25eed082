/** Did a statement fail because another row holds what may exist once? */

const uniqueViolation = '23505';

/** @param constraint the unique index or constraint that refused the row */
export function violates(error: unknown, constraint: string): boolean {
  const { code, constraint: broken } = error as { code?: string; constraint?: string };
  return code === uniqueViolation && broken === constraint;
}
