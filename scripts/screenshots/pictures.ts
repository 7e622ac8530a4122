import type { Client } from '../../test/support/people.ts';

/** Who looks at a page. */
export type Lookers = { operator: Client; driver: Client; tv: Client };

/** A picture: of which page, for whom, on which screen, and what has to be there before it is taken. */
export type Picture = {
  name: string;
  link: string;
  as: keyof Lookers;
  width: number;
  height: number;
  dark?: boolean;
  ready: string;
  /** The paper is a part of the page that only a printer sees. */
  paper?: boolean;
  /** Whether an order comes in before it is taken, and rings. */
  rings?: boolean;
};

const screens = [
  { width: 360, height: 780 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];
const themes = [
  { dark: false, theme: 'claro' },
  { dark: true, theme: 'oscuro' },
];

const desktop = { width: 1280, height: 1000 };
const board = { link: '/', as: 'operator', ready: '.ticket' } as const;

export const pictures: Picture[] = [
  ...screens.flatMap((screen) =>
    themes.map(
      ({ dark, theme }): Picture => ({ name: `board-${screen.width}-${theme}`, ...board, ...screen, dark }),
    ),
  ),
  {
    ...{ name: 'to-make', ...board, ...desktop, height: 800 },
    ...{ link: '/?preparar=si', ready: '[data-panel="preparar"]' },
  },
  { name: 'driver', link: '/', as: 'driver', width: 390, height: 844, ready: '.delivery' },
  { name: 'tv', link: '/', as: 'tv', width: 1920, height: 1080, dark: true, ready: '.tv-card' },
  { name: 'today', link: '/hoy', as: 'operator', ...desktop, height: 1400, ready: '[data-cifra="pedidos"]' },
  { name: 'closed', link: '/cerrados', as: 'operator', ...desktop, ready: '[data-numero]' },
  { name: 'paper-80', ...board, ...desktop, paper: true },
  // Last: the order that comes in stays.
  { name: 'ringing', ...board, width: 360, height: 780, rings: true },
];
