import { expect, it } from 'vitest';
import { deviceName } from './device-name.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/141.0.0.0 Safari/537.36`, 'Chrome · Linux'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0 Safari/537.36 Edg/141.0`,
    'Edge · Windows',
  ],
  [
    `Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH2) ${webkit} Chrome/120.0 Safari/537.36`,
    'Chrome · Android TV',
  ],
  [
    `Mozilla/5.0 (Linux; Android 9; AFTKA) ${webkit} Silk/120.1 like Chrome/120.0 Safari/537.36`,
    'Silk · Fire TV',
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-X200) ${webkit} Chrome/141.0 Mobile Safari/537.36`,
    'Chrome · Android',
  ],
  [`Mozilla/5.0 (Web0S; Linux/SmartTV) ${webkit} Chrome/94.0 Safari/537.36 WebAppManager`, 'Chrome · LG TV'],
  [
    `Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) ${webkit} SamsungBrowser/5.0 Chrome/94 TV Safari/537.36`,
    'Samsung Internet · Samsung TV',
  ],
  [`Mozilla/5.0 (X11; Linux armv7l) ${webkit} Chrome/120 Safari/537.36 CrKey/1.56`, 'Chrome · Chromecast'],
  [
    'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1',
    'Safari · iPad',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · macOS'],
  ['curl/8.5.0', 'curl/8.5.0'],
  [`rara-${'x'.repeat(100)}`, `rara-${'x'.repeat(55)}`],
  ['  ', null],
  [null, null],
])('names %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
