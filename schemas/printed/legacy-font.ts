/**
 * Text drawn with fonts from before Unicode: their letters are known by their octets, and what is read off the page is those octets
 * taken for Western letters. TCVN 5712 is turned into Vietnamese; VNI is told apart, not understood.
 * Capitals that such a font draws for small letters (.VnTimeH) come out small.
 * Source: TCVN 5712:1993 (VN3); the VNI-Windows table of VNI Software Co.
 */
import iconv from 'iconv-lite';
import { foldText } from '../directory/fold-text.js';
import { composeText } from '../mime/charset.js';

export type LegacyFont = 'none' | 'tcvn' | 'vni';

/** What the head of every document says (annex I, section II.1); letters outside of words are passed over. */
const motto = /doc lap\s*-?\s*tu do\s*-?\s*hanh phuc/;
const vniMotto = /ñoäc\s+laäp/i;

export const fromTcvn = (text: string): string => composeText(iconv.decode(iconv.encode(text, 'windows-1252'), 'tcvn'));

/** @param text all that was read */
export function legacyFontOf(text: string): LegacyFont {
  if (motto.test(foldText(text))) return 'none';
  if (vniMotto.test(text)) return 'vni';
  return motto.test(foldText(fromTcvn(text))) ? 'tcvn' : 'none';
}
