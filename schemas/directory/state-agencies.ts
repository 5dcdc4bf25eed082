/**
 * Which agencies belong to the state, told by the first level of their identification code.
 * Source: Decision 20/2020/QĐ-TTg, groups of level 1: A is the Party, I and J are political and social organisations.
 */

/**
 * Codes of agencies outside the state, in both official forms, as a regular expression that JavaScript and PostgreSQL read alike.
 * A code of another shape counts as a state agency: the directory took it in.
 */
export const outsideStateForm = '^([AIJ]\\d{2}(\\.|$)|\\d{3}\\.\\d{2}\\.\\d{2}\\.[AIJ]\\d{2}$)';
