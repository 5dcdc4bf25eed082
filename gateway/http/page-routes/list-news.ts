/** What a list says once after a form led to it, by what stands in its address. */
import type { FastifyRequest } from 'fastify';
import type { ListNews } from '../../web/pages/list.js';
import { listTexts } from '../../web/texts/lists.js';
import { queryText } from './query-text.js';

const newsField = 'xong';

const news = {
  'da-luu': { kind: 'done', text: listTexts.saved },
  'chua-luu': { kind: 'failed', text: listTexts.notSaved },
  'da-xoa': { kind: 'done', text: listTexts.forgotten },
  'chua-chon': { kind: 'failed', text: listTexts.nothingSelected },
} as const satisfies Readonly<Record<string, ListNews>>;

export type ListNewsCode = keyof typeof news | `bo-${number}`;

/** The list's address with the news; what stood there before is replaced. */
export function withNews(list: string, code: ListNewsCode): string {
  const { pathname, searchParams } = new URL(list, 'http://own.invalid');
  searchParams.set(newsField, code);
  return `${pathname}?${searchParams}`;
}

export function newsOf(request: FastifyRequest): ListNews | null {
  const code = queryText(request, newsField);
  const taken = /^bo-(\d{1,2})$/.exec(code)?.[1];
  if (taken !== undefined) return { kind: 'done', text: listTexts.noted(Number(taken)) };
  return Object.entries(news).find(([name]) => name === code)?.[1] ?? null;
}
