/** The running settings as they may be shown: secrets only as set or not, passwords inside addresses taken out. */
import type { Bilingual } from '../schemas/words/bilingual.js';
import type { Setting } from './config-setting.js';
import { type Config, settings } from './config-settings.js';

export interface ShownSetting {
  readonly name: string;
  readonly meaning: Bilingual;
  /** Null when it is unset. */
  readonly value: string | null;
  readonly isSecret: boolean;
  readonly isDefault: boolean;
}

const passwordsIn = /:\/\/[^/@\s]*@/g;

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text.replace(passwordsIn, '://***@');
}

export const shownSettings = (config: Config): ShownSetting[] =>
  settings.map(([key, setting]: readonly [keyof Config, Setting]) => {
    const value = textOf(config[key]);
    const isSecret = setting.secret === true;
    return {
      name: setting.env,
      meaning: setting.meaning,
      value: isSecret && value !== null ? '***' : value,
      isSecret,
      isDefault: value === textOf(setting.default),
    };
  });
