/** What is said to people, on pages and in mails: Vietnamese first, English beside it. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

export const say = (vi: string, en: string): Bilingual => ({ vi, en });
