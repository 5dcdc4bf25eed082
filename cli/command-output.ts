/**
 * Where commands write: results to stdout, messages to stderr, and the code they end with.
 * Handed in, so that a command can be tried without a process of its own.
 */
export interface TextOutput {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export interface CommandOutput extends TextOutput {
  /** True when stderr is a terminal: long work shows a progress bar there. */
  readonly isTerminal: boolean;
  /** The code this command ends with, when it is not 0. */
  readonly exit: (code: number) => void;
  /** True with `--json`, which every command takes. */
  readonly isJson: boolean;
}

/** What a command found or did: with `--json` one JSON document on one line, else as people read it. */
export function answer(output: CommandOutput, value: unknown, forPeople: string | (() => void)): void {
  if (output.isJson) output.stdout(`${JSON.stringify(value)}\n`);
  else if (typeof forPeople === 'function') forPeople();
  else output.stdout(forPeople);
}

type Cell = string | number | null | undefined;

const widthOf = (text: string) => [...text.normalize('NFC')].length;

/** Columns under their titles; `empty` on stderr when there is no row, so that a pipe gets nothing. */
export function printTable(
  output: TextOutput,
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  empty: string,
): void {
  if (rows.length === 0) {
    output.stderr(`${empty}\n`);
    return;
  }
  const lines = [titles, ...rows].map((row) => row.map((cell) => String(cell ?? '').normalize('NFC')));
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
  for (const line of lines) output.stdout(`${line.map(pad).join('  ').trimEnd()}\n`);
}

const barWidth = 30;

/**
 * A progress bar on stderr, at most ten times a second; silent when stderr is no terminal.
 * Call with `null` as total while the end is unknown; call `end` to leave the line.
 */
export function progressBar(output: CommandOutput, title: string) {
  let drawnMs = 0;
  return {
    show(done: number, total: number | null): void {
      const now = Date.now();
      if (!output.isTerminal || (now - drawnMs < 100 && done !== total)) return;
      drawnMs = now;
      const share = total === null || total === 0 ? 0 : Math.min(1, done / total);
      const filled = Math.round(share * barWidth);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
      output.stderr(`\r\x1b[K${title} ${total === null ? done : `${bar} ${Math.floor(share * 100)} %`}`);
    },
    end(): void {
      if (output.isTerminal && drawnMs > 0) output.stderr('\r\x1b[K');
    },
  };
}
