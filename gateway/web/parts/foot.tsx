/** The foot of every page: what this is, and the reader's language and colours. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { type Theme, themes } from '../language.js';
import type { Page } from '../page.js';
import { texts } from '../texts.js';

const themeNames: Readonly<Record<Theme, Bilingual>> = {
  system: texts.frame.systemTheme,
  light: texts.frame.lightTheme,
  dark: texts.frame.darkTheme,
};

export function Foot({ page }: { readonly page: Page }): JSX.Element {
  const { say, language, theme, address } = page;
  const other = language === 'vi' ? 'en' : 'vi';
  const choose = (change: Record<string, string>) => `/tuy-chon?${new URLSearchParams({ ...change, ve: address })}`;
  return (
    <footer class="foot">
      <div class="foot-row">
        <span>{say(texts.frame.keeper)}</span>
        <ul aria-label={say(texts.frame.language)}>
          <li>
            <a href={choose({ 'ngon-ngu': other })} lang={other} hreflang={other} rel="nofollow">
              {say(texts.frame.otherLanguage)}
            </a>
          </li>
        </ul>
        <ul aria-label={say(texts.frame.colours)}>
          {themes.map((one) => (
            <li key={one}>
              {one === theme ? (
                <span aria-current="true">{say(themeNames[one])}</span>
              ) : (
                <a href={choose({ 'mau-nen': one })} rel="nofollow">
                  {say(themeNames[one])}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </footer>
  );
}
