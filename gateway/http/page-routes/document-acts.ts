/**
 * Forms of the document page: each does one thing and leads back to the page, which says what was done; what its reader can mend, and what
 * somebody else did meanwhile, is said on the page as it stands now. What is allowed is decided by the rooms behind.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tidyJson } from '../../../schemas/directory/tidy-json.js';
import type { ProblemCode } from '../../../schemas/problems/catalogue.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { GatewayContext } from '../../context.js';
import { retryForRecipient } from '../../deliveries/operate-deliveries.js';
import type { Act } from '../../documents/available-acts.js';
import { declareStatus, type StatusWishOf } from '../../documents/declare-status.js';
import { recallDocument, returnDocument } from '../../documents/request-changes.js';
import type { SignedIn } from '../../identity/sessions.js';
import { findIncomingHolder } from '../../registers/own-incoming-number.js';
import { remindRecipients } from '../../reminders/remind-recipients.js';
import { documentAddress, listField } from '../../web/document-address.js';
import { maxName, maxReason, panels } from '../../web/pages/document/panels.js';
import { actFaults } from '../../web/texts/document-acts.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { orShow, statusOf } from './form-faults.js';
import { openedFrom } from './opened-from.js';
import type { Pages } from './pages.js';
import { idOf, sendDocument } from './send-document.js';

const longest = { 'ly-do': maxReason, 'don-vi': maxName, nguoi: maxName, 'so-den': 11 } as const;
type FieldName = keyof typeof longest;
const fieldNames = Object.keys(longest) as FieldName[];

/** @throws Problem `invalid_request` for a text that is too long or holds control characters */
function textOf(request: FastifyRequest, name: FieldName): string {
  const text = String(tidyJson({ [name]: fieldOf(request, name) })[name]);
  if (text.length <= longest[name]) return text;
  throw new Problem('invalid_request', { detail: `At most ${longest[name]} characters`, field: name });
}

/** Who acts stands in the sealed message; an assignment names who works on it. */
function staffOf(request: FastifyRequest, { name }: SignedIn, code: string) {
  if (code !== '04') return { staff: name.slice(0, maxName) };
  const [department, staff] = [textOf(request, 'don-vi'), textOf(request, 'nguoi')];
  if (department === '' && staff === '')
    throw new Problem('invalid_request', { detail: 'A unit or a person is needed', field: 'don-vi' });
  return { ...(department === '' ? {} : { department }), ...(staff === '' ? {} : { staff }) };
}

function wishOf(request: FastifyRequest): StatusWishOf {
  const code = fieldOf(request, 'ma');
  const [reason, number] = [textOf(request, 'ly-do'), textOf(request, 'so-den')];
  return {
    code,
    staff: staffOf(request, personOf(request), code),
    ...(reason === '' ? {} : { reason }),
    ...(number === '' || code !== '03' ? {} : { incomingNumber: number }),
  };
}

export function documentForms(pages: Pages): void {
  const { ctx } = pages;
  const principalOf = (request: FastifyRequest) => personOf(request).principal;

  /** @param work does it, and names what was done (texts: `actsDone`) */
  const form =
    (act: (request: FastifyRequest) => Act | null, work: (request: FastifyRequest) => Promise<string>) =>
    (request: FastifyRequest, reply: FastifyReply) => {
      const list = openedFrom(fieldOf(request, listField));
      return orShow(
        async () => reply.redirect(documentAddress(idOf(request), list, '', { xong: await work(request) }), 303),
        (problem) => faultOf(ctx, problem, request),
        ({ status, ...fault }) =>
          sendDocument(pages, request, reply, { asked: { list, panel: act(request) }, fault, status }),
      );
    };

  const statusAct = (request: FastifyRequest): Act | null =>
    panels.find(({ code }) => code === fieldOf(request, 'ma'))?.act ?? null;

  pages.on(
    'POST /van-ban/:id/trang-thai',
    form(statusAct, async (request) => {
      const wish = wishOf(request);
      const { changed } = await declareStatus(ctx, principalOf(request), idOf(request), wish);
      return changed ? wish.code : 'da-lam';
    }),
  );

  pages.on(
    'POST /van-ban/:id/tra-lai',
    form(
      () => 'return',
      async (request) => {
        const [reason, staff] = [textOf(request, 'ly-do'), staffOf(request, personOf(request), '02')];
        const { changed } = await returnDocument(ctx, principalOf(request), idOf(request), { reason, staff });
        return changed ? 'tra-lai' : 'da-lam';
      },
    ),
  );

  pages.on(
    'POST /van-ban/:id/thu-hoi',
    form(
      () => 'recall',
      async (request) => {
        const [reason, staff] = [textOf(request, 'ly-do'), staffOf(request, personOf(request), '13')];
        await recallDocument(ctx, principalOf(request), idOf(request), { reason, staff });
        return 'thu-hoi';
      },
    ),
  );

  pages.on(
    'POST /van-ban/:id/gui-lai',
    form(
      () => null,
      async (request) => {
        await retryForRecipient(ctx, principalOf(request), idOf(request), fieldOf(request, 'noi-nhan'));
        return 'gui-lai';
      },
    ),
  );

  pages.on(
    'POST /van-ban/:id/nhac',
    form(
      () => null,
      async (request) => {
        const reminded = await remindRecipients(ctx, principalOf(request), idOf(request));
        return reminded.length === 0 ? 'da-nhac' : 'nhac';
      },
    ),
  );
}

/** Fields as the rooms behind call them. */
const ourNames: Readonly<Record<string, FieldName>> = { reason: 'ly-do', incomingNumber: 'so-den' };

const texts: Readonly<Partial<Record<ProblemCode, Bilingual>>> = {
  conflict: actFaults.overtaken,
  illegal_move: actFaults.overtaken,
  secret_refused: actFaults.secret,
  key_missing: actFaults.keyMissing,
  number_cancelled: actFaults.numberCancelled,
};

const missing: Readonly<Record<FieldName, Bilingual>> = {
  'ly-do': actFaults.reasonMissing,
  'don-vi': actFaults.assigneeMissing,
  nguoi: actFaults.assigneeMissing,
  'so-den': actFaults.numberWrong,
};

/** What the reader of the page can mend or has to know; null for everything else. */
async function faultOf(ctx: GatewayContext, problem: Problem, request: FastifyRequest) {
  const name = ourNames[problem.field ?? ''] ?? fieldNames.find((one) => one === problem.field) ?? null;
  const text = await textOfFault(ctx, problem, request, name);
  if (text === null) return null;
  const typed = Object.fromEntries(fieldNames.map((one) => [one, fieldOf(request, one)]));
  return { text, field: name, typed, status: statusOf(problem) };
}

async function textOfFault(
  ctx: GatewayContext,
  { code }: Problem,
  request: FastifyRequest,
  name: FieldName | null,
): Promise<Bilingual | null> {
  if (code === 'number_taken') return numberTaken(ctx, request);
  return texts[code] ?? (code === 'invalid_request' && name !== null ? wrong(request, name) : null);
}

/** Says which document has the number, and who gave it. */
async function numberTaken(ctx: GatewayContext, request: FastifyRequest): Promise<Bilingual> {
  const { agency } = personOf(request);
  const holder = agency === null ? null : await findIncomingHolder(ctx, agency.code, fieldOf(request, 'so-den'));
  return holder === null ? actFaults.numberTakenNow : actFaults.numberTaken(holder.code, holder.author, holder.givenBy);
}

const wrong = (request: FastifyRequest, name: FieldName): Bilingual =>
  fieldOf(request, name) === '' || name === 'so-den' ? missing[name] : actFaults.tooLong;
