import { describe, expect, it } from 'vitest';
import { fitCards, fitProducts, turnPages } from './tv-layout.ts';

describe('the cards of a TV', () => {
  // A third of a screen of 1920 × 1080.
  const column = { widthRem: 31, heightRem: 46 };
  const nameFor = (...counts: number[]) => fitCards(counts, column).density.name;

  it('are as large as they can be while all of them are in sight, by the fullest column', () => {
    expect([nameFor(0, 0, 0), nameFor(3, 1, 0), nameFor(0, 4, 1)]).toEqual(['large', 'large', 'medium']);
    expect([nameFor(6), nameFor(1, 8, 1), nameFor(10), nameFor(16, 2, 3)]).toEqual([
      ...['large-narrow', 'medium-narrow', 'small', 'smallest'],
    ]);
    for (let count = 0; count <= 16; count += 1) {
      expect(fitCards([count], column).capacity).toBeGreaterThanOrEqual(count);
    }
  });

  it('get no smaller than that: what is too much turns its pages', () => {
    const { density, capacity, across } = fitCards([200], column);
    expect([density.name, across, capacity]).toEqual(['smallest', 2, 16]);
  });

  it('are there before the screen has been measured', () => {
    expect(fitCards([5], { widthRem: 0, heightRem: 0 }).capacity).toBe(1);
  });
});

describe('a column that is too long', () => {
  const tickets = Array.from({ length: 23 }, (_, at) => at);
  const turned = (late: number, turn: number) => turnPages(tickets, { late, capacity: 10, turn });

  it('shows every order in turn, and begins again', () => {
    const seen = [0, 1, 2].flatMap((turn) => turned(0, turn).shown);
    expect(seen).toEqual(tickets);
    expect([turned(0, 1).page, turned(0, 1).pages]).toEqual([2, 3]);
    expect(turned(0, 3)).toEqual(turned(0, 0));
  });

  it('keeps the late ones in sight on every page', () => {
    for (let turn = 0; turn < 9; turn += 1) {
      expect(turned(3, turn).shown.slice(0, 3)).toEqual([0, 1, 2]);
      expect(turned(3, turn).shown.length).toBeLessThanOrEqual(10);
    }
    expect(new Set([0, 1, 2].flatMap((turn) => turned(3, turn).shown)).size).toBe(23);
  });

  it('gives the others their turn even where all are late', () => {
    const pages = turned(23, 0).pages;
    const seen = Array.from({ length: pages }, (_, turn) => turned(23, turn).shown).flat();
    expect(new Set(seen).size).toBe(23);
  });

  it('is no page of many while there is room', () => {
    expect(turnPages(tickets, { late: 5, capacity: 23, turn: 7 })).toEqual({
      ...{ shown: tickets, page: 1, pages: 1 },
    });
  });
});

describe('the products of a card', () => {
  const [plain, noted] = [{}, { notas: 'sin sal' }];

  it.each([
    ['all that fit', [plain, plain, plain, plain], 4, 4],
    ['one line less where some are left out', [plain, plain, plain, plain, plain], 4, 3],
    ['two lines for one with notes', [noted, plain, plain], 4, 3],
    ['no half of one with notes', [plain, noted, noted], 4, 2],
    ['at least one, however little room there is', [noted, noted], 3, 1],
    ['one in one line', [noted, plain], 1, 1],
    ['one line for notes where there are two lines in all', [noted, noted], 2, 2],
    ['one that needs more than there is', [noted], 1, 1],
    ['none of none', [], 4, 0],
  ])('are %s', (_what, products, lines, shown) => {
    expect(fitProducts(products, lines)).toBe(shown);
  });
});
