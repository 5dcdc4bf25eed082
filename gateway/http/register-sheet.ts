/** A book to print, written row by row into its page: a year of an agency may be tens of thousands. */
import type { FastifyRequest } from 'fastify';
import { renderToString } from 'preact-render-to-string';
import { getAgency } from '../agencies/find-agencies.js';
import type { Config } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { describeRegister, type RegisterFilter, type RegisterPage } from '../registers/list-register.js';
import type { Language } from '../web/language.js';
import { RegisterSheet, type SheetProps, SheetRows } from '../web/pages/register-sheet.js';

/** Who prints, where and in which language. */
export interface Printing {
  /** Under which receipts can be checked: scheme and host. */
  readonly origin: string;
  readonly language: Language;
  /** Null for programs. */
  readonly name: string | null;
}

/** Where the public reaches this gateway, or else where this request did. */
export const originOf = ({ publicUrl }: Pick<Config, 'publicUrl'>, { protocol, host }: FastifyRequest): string =>
  publicUrl === null ? `${protocol}://${host}` : new URL(publicUrl).origin;

const bodyEnd = '</tbody>';

/**
 * The page, piece by piece.
 * @param pages the whole book
 * @throws as `listRegister`
 */
export async function writeRegisterSheet(
  ctx: GatewayContext,
  principal: Principal,
  filter: RegisterFilter,
  pages: AsyncGenerator<RegisterPage>,
  { origin, language, name }: Printing,
): Promise<AsyncGenerator<string>> {
  const first = await pages.next();
  if (first.done === true) throw new Error('a register has at least one page');
  const { agency: code, year, series, book: view } = first.value;
  const page = { language, say: (text: { vi: string; en: string }) => text[language] };
  const sheet: SheetProps = {
    ...{ page, view, year, series },
    agency: await agencyOf(ctx, code),
    summary: await describeRegister(ctx, principal, filter),
    from: filter.from || null,
    to: filter.to || null,
    printedAt: ctx.now().toISOString(),
    printedBy: name,
    checkAddress: `${origin}/kiem-tra`,
  };
  return pieces(sheet, first.value, pages);
}

async function agencyOf(ctx: GatewayContext, code: string): Promise<SheetProps['agency']> {
  const { name, parent } = await getAgency(ctx, code);
  return { code, name, parentName: parent === null ? null : (await getAgency(ctx, parent)).name };
}

async function* pieces(
  sheet: SheetProps,
  first: RegisterPage,
  others: AsyncIterable<RegisterPage>,
): AsyncGenerator<string> {
  const shell = renderToString(RegisterSheet(sheet));
  const at = shell.indexOf(bodyEnd);
  const rowsOf = ({ items }: RegisterPage) => renderToString(SheetRows({ ...sheet, rows: items }));
  yield `<!DOCTYPE html>\n${shell.slice(0, at)}`;
  yield rowsOf(first);
  for await (const page of others) yield rowsOf(page);
  yield shell.slice(at);
}
