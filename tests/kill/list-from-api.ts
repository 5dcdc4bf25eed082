/** What the HTTP API lists, page by page, as any client would read it. */

async function getJson<T>(url: string, token: string): Promise<T> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** @param path with its query, without `cursor` */
async function listAll<Item>(gateway: string, path: string, token: string): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | null = null;
  do {
    const place: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Item[]; next: string | null } = await getJson(`${gateway}/api/v1/${path}${place}`, token);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

export interface ListedDocument {
  readonly id: string;
  readonly number?: string;
  readonly subject?: string;
  /** Outbox: recipients by status. */
  readonly statuses?: Readonly<Record<string, number>> | null;
}

export const listBox = (gateway: string, token: string, box: 'in' | 'out') =>
  listAll<ListedDocument>(gateway, `documents?box=${box}&limit=200`, token);

export interface RegisterRow {
  readonly ordinal: number | null;
  readonly state: 'reserved' | 'issued' | 'cancelled';
}

export const listRegister = (gateway: string, token: string) =>
  listAll<RegisterRow>(gateway, `registers/out?year=${new Date().getFullYear()}&limit=500`, token);

export interface ListedMail {
  readonly id: string;
  readonly state: string;
  readonly kind: string | null;
  readonly result: string | null;
  readonly detail: string | null;
  readonly subject: string;
}

/** For those who run or audit the gateway. */
export const listMails = (gateway: string, token: string, direction: 'in' | 'out') =>
  listAll<ListedMail>(gateway, `mails?direction=${direction}&limit=500`, token);
