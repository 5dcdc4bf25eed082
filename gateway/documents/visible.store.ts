/** Documents that are there for anybody to see: sealed once, whatever became of them since. A condition over `documents`. */
export const visible = `state not in ('sealing', 'cancelled')`;
