/** Which language and colours a page is shown in: chosen by its reader, kept in cookies. Pure. */
import type { Bilingual } from '../../schemas/words/bilingual.js';

export type Language = keyof Bilingual;

/** Vietnamese unless somebody chose otherwise. */
export const readLanguage = (text: string | null): Language => (text === 'en' ? 'en' : 'vi');

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const readTheme = (text: string | null): Theme => themes.find((theme) => theme === text) ?? 'system';
