// In this order: nearly every browser also names those it descends from, and a TV also names its Linux.
const browsers: readonly [name: string, sign: RegExp][] = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Silk', /\bSilk\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\/|Chromium\//],
  ['Safari', /Safari\//],
];
const systems: readonly [name: string, sign: RegExp][] = [
  ['Fire TV', /\bAFT[A-Z]|Fire ?TV/],
  ['Chromecast', /CrKey/],
  ['Samsung TV', /Tizen/],
  ['LG TV', /Web0S|webOS/],
  ['Android TV', /Android.*(TV|BRAVIA)/],
  ['Android', /Android/],
  ['iPad', /iPad/],
  ['iPhone', /iPhone/],
  ['TV', /SMART-TV|SmartTV/],
  ['ChromeOS', /CrOS/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh|Mac OS X/],
  ['Linux', /Linux/],
];

/** The names of browsers and devices, which are the same in every language. */
export const deviceNames: readonly string[] = [...browsers, ...systems].map(([name]) => name);

/**
 * Names a device by its User-Agent, the same in every language: `Chrome · Android TV`. Where neither is known, the
 * first 60 characters of what it says of itself; null where it says nothing.
 */
export function deviceName(userAgent: string | null): string | null {
  if (!userAgent?.trim()) return null;
  const named = [browsers, systems].flatMap(
    (list) => list.find(([, sign]) => sign.test(userAgent))?.[0] ?? [],
  );
  return named.join(' · ') || userAgent.trim().slice(0, 60);
}
