/** `congvan hold place|lift|list` and `congvan export`: what is kept beyond its time, and what an auditor takes along. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { exportDocuments } from '../../gateway/audit/export-documents.js';
import { principalOf, roleScopes } from '../../gateway/identity/access.js';
import { type HoldRequest, liftHold, listHolds, placeHold } from '../../gateway/retention/holds.js';
import type { HoldRow } from '../../gateway/retention/holds.store.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { usage } from '../usage.js';
import { withGateway } from '../with-gateway.js';

/** Whoever may run commands here reads the disk as well. */
const operator = () => principalOf(operatorName(), roleScopes.operator, []);
const auditor = () => principalOf(operatorName(), roleScopes.auditor, []);

export function addAuditCommands(program: Command, output: CommandOutput): void {
  addHolds(program, output);
  addExport(program, output);
}

interface HoldOptions {
  readonly document?: string;
  readonly agency?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason: string;
}

function requestOf({ document, agency, from, to }: HoldOptions): HoldRequest {
  if (document !== undefined && agency === undefined && from === undefined && to === undefined) return { document };
  if (document === undefined && agency !== undefined && from !== undefined && to !== undefined)
    return { agency, from, to };
  throw usage('a hold names --document, or --agency with --from and --to');
}

function addHolds(program: Command, output: CommandOutput): void {
  const hold = program
    .command('hold')
    .description('giữ hồ sơ: không dọn, không xóa / legal holds: what they name is neither tidied away nor erased');
  hold
    .command('place')
    .description(
      'giữ một văn bản, hoặc mọi văn bản của một cơ quan trong những ngày đó; in mã / place one; prints its id',
    )
    .option('--document <id>', 'mã văn bản, hoặc DocumentId / its id or DocumentId')
    .option('--agency <code>')
    .option('--from <day>', 'YYYY-MM-DD')
    .option('--to <day>', 'YYYY-MM-DD, cả ngày này / this day included')
    .requiredOption('--reason <text>', 'lý do / why')
    .action(async (options: HoldOptions) => {
      const request = requestOf(options);
      await withGateway(async ({ ctx }) => {
        const id = await placeHold(ctx, operator(), request, options.reason);
        answer(output, { id, ...request }, `${id}\n`);
      });
    });
  hold
    .command('lift')
    .description('thôi giữ / end one')
    .argument('<id>')
    .requiredOption('--reason <text>', 'lý do / why')
    .action((id: string, { reason }: { reason: string }) =>
      withGateway(async ({ ctx }) => {
        await liftHold(ctx, operator(), id, reason);
        answer(output, { id, lifted: true }, '');
      }),
    );
  hold
    .command('list')
    .description('đang giữ trước, đã thôi sau / those in force first')
    .action(() =>
      withGateway(async ({ ctx }) => {
        const holds = await listHolds(ctx);
        const titles = ['ID', 'GIỮ', 'LÝ DO', 'NGƯỜI GIỮ', 'TỪ', 'THÔI'];
        answer(output, holds, () => printTable(output, titles, holds.map(holdRow), 'không giữ gì / none'));
      }),
    );
}

const holdRow = ({
  id,
  documentId,
  document,
  agency,
  fromDay,
  toDay,
  reason,
  placedBy,
  placedAt,
  liftedAt,
}: HoldRow) => [
  id,
  document === null ? `${agency} ${fromDay}..${toDay}` : (documentId ?? document),
  reason,
  placedBy,
  placedAt,
  liftedAt,
];

interface ExportOptions {
  readonly agency?: string;
  readonly from: string;
  readonly to: string;
  readonly out: string;
}

function addExport(program: Command, output: CommandOutput): void {
  program
    .command('export')
    .description('văn bản của những ngày đó kèm tệp chứng cứ / documents of some days with their proofs, as one ZIP')
    .requiredOption('--from <day>', 'YYYY-MM-DD')
    .requiredOption('--to <day>', 'YYYY-MM-DD, cả ngày này / this day included')
    .option('--agency <code>', 'nơi gửi hoặc nơi nhận / that sent or received them')
    .requiredOption('--out <file.zip>', 'tệp mới / a new file')
    .action((options: ExportOptions) => writeExport(options, output));
}

async function writeExport({ agency = '', from, to, out }: ExportOptions, output: CommandOutput): Promise<void> {
  await withGateway(async ({ ctx }) => {
    // No person looks here: the event of the export names the account.
    const reader = { principal: auditor(), noteView: async () => {} };
    const { pieces } = await exportDocuments(ctx, reader, { agency, from, to });
    const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(Readable.from(pieces), file);
    } catch (error) {
      // A part of an export proves nothing; a file that was there before is somebody's.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(out, { force: true });
      throw error;
    }
    answer(output, { out, bytes: file.bytesWritten }, `${out}: ${file.bytesWritten} bytes\n`);
  });
}
