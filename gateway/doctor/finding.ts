/** One result of the examination, for people and for scripts. */
export interface Finding {
  /** What was looked at, a stable name. */
  readonly check: string;
  /** `problem`: something is wrong now; `warning`: it soon will be, or somebody should know. */
  readonly level: 'ok' | 'warning' | 'problem';
  readonly messageVi: string;
  readonly message: string;
  /** What an operator does about it; only with a warning or problem. */
  readonly whatToDo?: string;
}

export const fine = (check: string, messageVi: string, message: string): Finding => ({
  check,
  level: 'ok',
  messageVi,
  message,
});

export const warning = (check: string, messageVi: string, message: string, whatToDo: string): Finding => ({
  check,
  level: 'warning',
  messageVi,
  message,
  whatToDo,
});

export const problem = (check: string, messageVi: string, message: string, whatToDo: string): Finding => ({
  check,
  level: 'problem',
  messageVi,
  message,
  whatToDo,
});
