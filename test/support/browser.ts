import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { bundledBrowser } from './bundled-browser.ts';

const installed = [
  process.env.CHROME_PATH,
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The program of a real browser: the machine's Chrome or Chromium, or else the one that an npm package ships. */
export async function browserPath(): Promise<string> {
  return installed.find((path) => path !== undefined && existsSync(path)) ?? (await bundledBrowser());
}

/** Starts a real browser. @param more what it is told beside the usual */
export async function launchBrowser(...more: string[]): Promise<Browser> {
  // Without these it looks for its maker's hosts, which a test machine may not reach.
  const quiet = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  // Not the package's own choice, made for another place: with it a browser dies with its first context, goes easy
  // on what sites may do, and paints each frame by a graphics card that is not there.
  const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', ...quiet, ...more];
  return chromium.launch({ executablePath: await browserPath(), args });
}
