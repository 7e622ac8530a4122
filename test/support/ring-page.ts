import type { Page } from 'playwright-core';

/** Notes each note that starts to play and each notification, and lets a test say that the page is hidden. */
export const ringSpy = `
  window.ringSpy = { notes: 0, notices: [], hidden: false };
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    window.ringSpy.notes += 1;
    return start.apply(this, when);
  };
  window.Notification = class {
    static permission = 'granted';
    constructor(title, { tag }) { window.ringSpy.notices.push(title + ' ' + tag); }
    close() { window.ringSpy.notices.push('closed'); }
  };
  Object.defineProperty(document, 'hidden', { get: () => window.ringSpy.hidden });
  localStorage.setItem('relevo:avisos', 'true');
`;

type Spy = { notes: number; notices: string[] };

/** What has been heard and shown beside the page since it was loaded. */
export const spiedOn = (page: Page): Promise<Spy> => page.evaluate<Spy>('window.ringSpy');

export const hide = (page: Page, hidden: boolean): Promise<unknown> =>
  page.evaluate(`window.ringSpy.hidden = ${hidden}; document.dispatchEvent(new Event('visibilitychange'));`);

/** The bar of what rings: with `count` orders, and whether it can be heard in this page. */
export const ringBar = (page: Page, count: number, heard: boolean) =>
  page.locator(`[data-suenan="${count}"][data-sonando="${heard ? 'si' : 'no'}"]`);

/** Waits until nothing calls for anybody any more. */
export const untilSilent = (page: Page): Promise<void> =>
  page.locator('[data-sonando]').waitFor({ state: 'detached' });
