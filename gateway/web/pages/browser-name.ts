/** What a User-Agent is called by people; good enough to recognise one's own. Pure; never decides anything. */

/** The first that is named wins: most call themselves Chrome or Safari, too. */
const browsers: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bCoc_Coc_Browser\//, 'Cốc Cốc'],
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Headless)?Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** E.g. `Cốc Cốc, Windows`; null for what looks like no browser. */
export function browserName(agent: string): string | null {
  const nameIn = (table: typeof browsers) => table.find(([sign]) => sign.test(agent))?.[1];
  return [nameIn(browsers), nameIn(systems)].filter((name) => name !== undefined).join(', ') || null;
}
