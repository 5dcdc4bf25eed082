/** `congvan send|inbox|outbox|show|status|download|proof|recall`: the main job from a terminal, through the HTTP API. */
import type { Command } from 'commander';
import type { DocumentPage } from '../../gateway/documents/find-documents.js';
import type { DocumentView } from '../../gateway/documents/view-document.js';
import { type ClientOptions, clientOf, withClientOptions } from '../client/client-options.js';
import { describeDocument, inboxRow, inboxTitles, outboxRow, outboxTitles } from '../client/describe-document.js';
import { type Download, downloadFile } from '../client/download-file.js';
import type { GatewayClient } from '../client/gateway-client.js';
import { submitFiles } from '../client/submit-files.js';
import { answer, type CommandOutput, printTable, progressBar } from '../command-output.js';
import { usage } from '../usage.js';

export function addDocumentCommands(program: Command, output: CommandOutput): void {
  addSending(program, output);
  addBox(program, output, 'inbox');
  addBox(program, output, 'outbox');
  addShowing(program, output);
  addFetching(program, output);
  addMoving(program, output);
}

/** RFC 9110 section 5.5, without what only some servers take. */
const headerText = /^[\x20-\x7e]{1,200}$/;

interface SendOptions extends ClientOptions {
  readonly from?: string;
  readonly to?: string;
  readonly metadata: string;
  readonly key?: string;
}

function addSending(program: Command, output: CommandOutput): void {
  withClientOptions(program.command('send'))
    .description('gửi văn bản / send a document')
    .argument('<file...>')
    .option('--from <code>', 'cơ quan gửi / sending agency')
    .option('--to <codes>', 'nơi nhận, cách nhau dấu phẩy / recipients and groups, separated by commas')
    .requiredOption('--metadata <file.json>', 'siêu dữ liệu / metadata')
    .option('--key <key>', 'khóa chống gửi trùng / Idempotency-Key; default: a random one')
    .action((files: string[], options: SendOptions) => send(files, options, output));
}

async function send(files: string[], options: SendOptions, output: CommandOutput): Promise<void> {
  const { from, to, metadata, key } = options;
  if (key !== undefined && !headerText.test(key))
    throw usage('--key takes 1 to 200 ASCII characters: it travels in a header');
  const bar = progressBar(output, 'gửi / sending');
  const sent = await submitFiles(clientOf(options), {
    metadata,
    files,
    onProgress: bar.show,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to: to.split(',').map((code) => code.trim()) }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
  }).finally(bar.end);
  answer(output, sent, `${sent.id}\n`);
  output.stderr(
    `số / number ${sent.number}, ${sent.recipients.length} nơi nhận / recipients, SHA-256 ${sent.sha256}\n`,
  );
  for (const warning of sent.warnings) output.stderr(`! ${JSON.stringify(warning)}\n`);
}

interface BoxOptions extends ClientOptions {
  readonly status?: string;
  readonly urgency?: string;
  readonly from?: string;
  readonly to?: string;
  readonly agency?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

function addBox(program: Command, output: CommandOutput, name: 'inbox' | 'outbox'): void {
  withClientOptions(program.command(name))
    .description(name === 'inbox' ? 'văn bản đến / received documents' : 'văn bản đi / sent documents')
    .argument('[words...]', 'tìm, có dấu hay không / search, diacritics do not matter')
    .option('--agency <code>', 'một trong các cơ quan của mã / one of the token’s agencies')
    .option('--status <code>', '01 … 06')
    .option('--urgency <urgency>')
    .option('--from <date>', 'từ ngày / first day, YYYY-MM-DD')
    .option('--to <date>', 'đến ngày / last day')
    .option('--limit <n>', 'số dòng / rows', '50')
    .option('--cursor <cursor>', 'trang tiếp / the next page')
    .action((words: string[], options: BoxOptions) => listBox(name, words, options, output));
}

async function listBox(
  name: 'inbox' | 'outbox',
  words: readonly string[],
  options: BoxOptions,
  output: CommandOutput,
): Promise<void> {
  const { url: _url, token: _token, ...filters } = options;
  const query = new URLSearchParams({ box: name === 'inbox' ? 'in' : 'out', q: words.join(' '), ...filters });
  const page = await clientOf(options).get<DocumentPage>(`/api/v1/documents?${query}`);
  const isInbox = name === 'inbox';
  answer(output, page, () =>
    printTable(
      output,
      isInbox ? inboxTitles : outboxTitles,
      page.items.map(isInbox ? inboxRow : outboxRow),
      'không có văn bản nào / no documents',
    ),
  );
  if (page.next !== null) output.stderr(`còn nữa / more: --cursor ${page.next}\n`);
}

const pathOf = (id: string, action = '') => `/api/v1/documents/${encodeURIComponent(id)}${action}`;

function addShowing(program: Command, output: CommandOutput): void {
  withClientOptions(program.command('show'))
    .description('một văn bản và nơi nhận / a document and who has it')
    .argument('<id>')
    .action(async (id: string, options: ClientOptions) => {
      const view = await clientOf(options).get<DocumentView>(pathOf(id));
      answer(output, view, describeDocument(view));
    });
}

interface FetchOptions extends ClientOptions {
  readonly out?: string;
}

function addFetching(program: Command, output: CommandOutput): void {
  withClientOptions(program.command('download'))
    .description('tải gói văn bản / fetch the sealed container')
    .argument('<id>')
    .option('--out <file>', 'tệp kết quả / the file to write; default ID.asice')
    .action((id: string, options: FetchOptions) => download(id, options, output));
  withClientOptions(program.command('proof'))
    .description('tải tệp bằng chứng cho kiểm toán / fetch everything that proves a document, for auditors')
    .argument('<id>')
    .option('--out <file>', 'tệp kết quả / the file to write; default: as the gateway names it')
    .action((id: string, options: FetchOptions) => fetchProof(id, options, output));
}

async function download(id: string, options: FetchOptions, output: CommandOutput): Promise<void> {
  const out = options.out ?? `${id}.asice`;
  const done = await fetchFile(clientOf(options), pathOf(id, '/container'), out, out, output);
  answer(output, done, describeDownload(done));
}

async function fetchProof(id: string, options: FetchOptions, output: CommandOutput): Promise<void> {
  const client = clientOf(options);
  const { proof } = await client.get<DocumentView>(pathOf(id));
  const done = await fetchFile(client, pathOf(id, '/proof'), options.out, `${id}.proof.asice`, output);
  answer(output, { ...done, proof }, describeDownload(done));
  if (proof?.state === 'pending' || proof?.state === 'timestamped')
    output.stderr(
      `bằng chứng của văn bản chưa đủ (${proof.state}), tải lại sau / the document’s proof is still growing, fetch it again later\n`,
    );
  output.stderr(
    `kiểm tra / next: congvan verify --offline ${done.out}   (máy khác / elsewhere: --trust ROOT.pem; không có congvan / without congvan: docs/verify.md)\n`,
  );
}

function fetchFile(
  client: GatewayClient,
  path: string,
  out: string | undefined,
  otherwise: string,
  output: CommandOutput,
): Promise<Download> {
  const bar = progressBar(output, 'tải / receiving');
  return downloadFile(client, { path, out, otherwise, onProgress: bar.show }).finally(bar.end);
}

const describeDownload = ({ out, size, sha256 }: Download) => `${out}: ${size} byte, SHA-256 ${sha256}\n`;

interface MoveOptions extends ClientOptions {
  readonly code: string;
  readonly reason?: string;
  readonly agency?: string;
}

function addMoving(program: Command, output: CommandOutput): void {
  withClientOptions(program.command('status'))
    .description('cập nhật trạng thái / declare a status: 02 03 04 05 06 13 15 16')
    .argument('<id>')
    .requiredOption('--code <code>')
    .option('--reason <text>', 'lý do; cần cho 02, 13, 16 / why')
    .option('--agency <code>', 'cơ quan nào của mã / which of the token’s agencies speaks')
    .action(async (id: string, { url, token, ...move }: MoveOptions) => {
      const moved = await clientOf(credentials(url, token)).post<object>(pathOf(id, '/status'), move);
      answer(output, moved, `${id}: ${move.code}\n`);
    });
  withClientOptions(program.command('recall'))
    .description('lấy lại văn bản / take a document back')
    .argument('<id>')
    .requiredOption('--reason <text>', 'lý do / why')
    .action(async (id: string, { url, token, reason }: ClientOptions & { reason: string }) => {
      const recalled = await clientOf(credentials(url, token)).post<object>(pathOf(id, '/recall'), { reason });
      answer(output, recalled, `${id}: 13\n`);
    });
}

const credentials = (url: string | undefined, token: string | undefined): ClientOptions => ({
  ...(url === undefined ? {} : { url }),
  ...(token === undefined ? {} : { token }),
});
