/** The pages of whoever manages people. Whom they may manage is decided in identity/people, with every form anew. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { readAbsences } from '../../identity/absences/absences.js';
import type { Role } from '../../identity/access.js';
import { addPerson, changePerson, findPeople, type PersonDraft } from '../../identity/people/manage-people.js';
import { getManaged, isOwnAccount, type Manager, managerOf } from '../../identity/people/manager.js';
import { countPeople, type PersonRow, type PersonState } from '../../identity/people/people.store.js';
import { listSessions } from '../../identity/sessions.js';
import { AddPersonPage, FirstPasswordPage } from '../../web/pages/people/add-person.js';
import { PeopleListPage } from '../../web/pages/people/people-list.js';
import { PersonPage, personDetails } from '../../web/pages/people/person.js';
import { personFaults, personNews } from '../../web/texts/people.js';
import { texts } from '../../web/texts.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { absencePlaces } from './absence-form.js';
import { type Faults, orShowAt } from './form-faults.js';
import { changedMeanwhile, mergeTyped, type Values } from './merge-typed.js';
import type { Pages } from './pages.js';
import { queryChoice, queryText } from './query-text.js';

const rows = 50;
const states: readonly PersonState[] = ['open', 'never', 'closed'];

export const managerIn = (request: FastifyRequest): Manager => managerOf(personOf(request).principal);

/** Faults of the forms about a person. */
const places = {
  ...absencePlaces,
  'invalid_request name': ['name', personFaults.name],
  'invalid_request email': ['email', personFaults.email],
  'already_exists email': ['email', personFaults.emailTaken],
  'invalid_request role': ['role', personFaults.role],
  'invalid_request agency': ['agency', personFaults.agency],
  unknown_agency: ['agency', personFaults.agencyUnknown],
  own_account: ['page'],
  last_operator: ['page'],
  conflict: ['page'],
} as const;

const personFields = ['name', 'email', 'role', 'agency', 'fromDay', 'toDay', 'deputy'] as const;

/** What was sent, to be shown again. */
const sentOf = (request: FastifyRequest): Record<string, string> =>
  Object.fromEntries(personFields.map((name) => [name, fieldOf(request, name)] as const).filter(([, text]) => text));

/** An administrator's people belong to the agency they have themselves. */
function draftOf(request: FastifyRequest, by: Manager): PersonDraft {
  const agency = by.agencies === null ? fieldOf(request, 'agency') || null : (by.agencies[0] ?? null);
  return { name: fieldOf(request, 'name'), role: fieldOf(request, 'role'), agency };
}

/** What a field of the form holds, for people. */
const inWords = (value: string): Bilingual =>
  (texts.roles as Readonly<Record<string, Bilingual>>)[value] ?? { vi: value, en: value };

/** Only what was touched. */
const changeIn = ({ agency, ...rest }: Values): Partial<PersonDraft> => ({
  ...rest,
  ...(agency === undefined ? {} : { agency: agency || null }),
});

const idOf = (request: FastifyRequest): string => (request.params as { person: string }).person;

const afterOf = (text: string): string | null => (isUuid(text) ? text : null);

/** The page of one person, and the forms on it. */
export class PersonForms {
  constructor(private readonly pages: Pages) {}

  /** @param typed what was typed and not taken */
  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    errors: Faults = {},
    status = 200,
    typed: Values = status === 200 ? {} : sentOf(request),
  ): Promise<FastifyReply> {
    const { ctx } = this.pages;
    const by = managerIn(request);
    const person = await getManaged(ctx.database, by, idOf(request));
    const [sessions, absence] = await Promise.all([listSessions(ctx, person.id), this.#absenceOf(person)]);
    const page = PersonPage({
      page: this.pages.pageOf(request, reply),
      person,
      isOwn: isOwnAccount(by, person),
      roles: by.roles,
      choosesAgency: by.agencies === null,
      sessions: sessions.length,
      absence,
      done: queryChoice(request, 'xong', personNews),
      errors,
      sent: typed,
    });
    return this.pages.send(reply, page, status);
  }

  #absenceOf({ id, role, agency, closedAt }: PersonRow) {
    return closedAt === null ? readAbsences(this.pages.ctx, { id, role, agency, isOpen: true }) : null;
  }

  /** Changes what the form's writer touched. */
  async save(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { ctx } = this.pages;
    const by = managerIn(request);
    const { agency, ...alone } = personDetails(await getManaged(ctx.database, by, idOf(request)));
    const now: Values = by.agencies === null ? { ...alone, agency } : alone;
    const { touched, contested } = mergeTyped(request, now);
    if (contested.length > 0) {
      const faults = Object.fromEntries(contested.map((name) => [name, changedMeanwhile(inWords(now[name] ?? ''))]));
      return this.show(request, reply, faults, 409, touched);
    }
    const change = async () => {
      await changePerson(ctx, by, idOf(request), changeIn(touched));
      return reply.redirect(`/nguoi-dung/${idOf(request)}?xong=luu`, 303);
    };
    return orShowAt(change, places, (faults, status) => this.show(request, reply, faults, status, touched));
  }

  /** Does something to this person, and leads back to their page with the news of it. */
  do(request: FastifyRequest, reply: FastifyReply, news: string, work: (by: Manager, id: string) => Promise<unknown>) {
    const back = async () => {
      await work(managerIn(request), idOf(request));
      return reply.redirect(`/nguoi-dung/${idOf(request)}?xong=${news}`, 303);
    };
    return this.attempt(request, reply, back);
  }

  attempt(request: FastifyRequest, reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
    return orShowAt(work, places, (faults, status) => this.show(request, reply, faults, status));
  }
}

function listPages(pages: Pages): void {
  const { ctx } = pages;
  pages.on('GET /nguoi-dung', async (request, reply) => {
    const by = managerIn(request);
    const [search, after] = [queryText(request, 'q'), afterOf(queryText(request, 'sau'))];
    const role: Role | null = by.roles.find((one) => one === queryText(request, 'vai')) ?? null;
    const state = states.find((one) => one === queryText(request, 'tinh-trang')) ?? null;
    const [counts, found] = await Promise.all([
      countPeople(ctx.database, by.agencies),
      findPeople(ctx, by, { q: search, role, state, after, limit: rows }),
    ]);
    const page = pages.pageOf(request, reply);
    const hasOwnAgency = by.agencies !== null;
    return pages.send(
      reply,
      PeopleListPage({
        page,
        now: ctx.now(),
        counts,
        found,
        search,
        role,
        roles: by.roles,
        state,
        hasOwnAgency,
        isFirst: after === null,
      }),
    );
  });
}

function addingPages(pages: Pages): void {
  const { ctx } = pages;
  const show = async (request: FastifyRequest, reply: FastifyReply, errors: Faults = {}, status = 200) => {
    const by = managerIn(request);
    const values = request.method === 'POST' ? sentOf(request) : {};
    const page = pages.pageOf(request, reply);
    return pages.send(
      reply,
      AddPersonPage({ page, values, errors, roles: by.roles, choosesAgency: by.agencies === null }),
      status,
    );
  };

  pages.on('GET /nguoi-dung/them', (request, reply) => show(request, reply));

  pages.on('POST /nguoi-dung/them', (request, reply) =>
    orShowAt(
      async () => {
        const by = managerIn(request);
        const email = fieldOf(request, 'email');
        const { id, password } = await addPerson(ctx, by, { ...draftOf(request, by), email });
        return sendFirstPassword(pages, request, reply, id, password);
      },
      places,
      (faults, status) => show(request, reply, faults, status),
    ),
  );
}

/** Shows a first password: there is no other time to see it. */
export async function sendFirstPassword(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  password: string,
): Promise<FastifyReply> {
  const { name, email } = await getManaged(pages.ctx.database, managerIn(request), id);
  return pages.send(reply, FirstPasswordPage({ page: pages.pageOf(request, reply), id, name, email, password }));
}

export function managingPages(pages: Pages): void {
  const forms = new PersonForms(pages);
  listPages(pages);
  addingPages(pages);
  pages.on('GET /nguoi-dung/:person', (request, reply) => forms.show(request, reply));
  pages.on('POST /nguoi-dung/:person', (request, reply) => forms.save(request, reply));
}
