import { expect, it } from 'vitest';
import { type Focus, findKey, type KeyAction, keyTable, type Press } from './key-table.ts';

const none = {
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
};
const press = (key: string, more: Partial<Press> = {}): Press => ({ ...none, key, ...more });
const card: Focus = { kind: 'card', ticketId: 1 };
const inCard: Focus = { kind: 'in-card', ticketId: 1 };

it('gives each key at most one meaning, wherever the focus is', () => {
  const inSearch = keyTable.filter(({ needs }) => needs === 'search');
  const keys = keyTable.filter((it) => !inSearch.includes(it)).flatMap((binding) => binding.keys);
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
});

it('knows the documented keys', () => {
  const promised: Record<string, KeyAction> = {
    ...{
      ArrowUp: 'up',
      ArrowLeft: 'left',
      Enter: 'next',
      ' ': 'menu',
      '.': 'menu',
      a: 'asignar',
      x: 'cancelar',
    },
    ...{
      1: 'to-pendiente',
      5: 'to-cancelado',
      v: 'reconocer',
      h: 'history',
      z: 'undo',
      '/': 'search',
      '?': 'help',
    },
  };
  for (const [key, action] of Object.entries(promised))
    expect([key, findKey(press(key), card)]).toEqual([key, action]);
});

it('takes a letter in capitals from a locked keyboard, not from one held with shift', () => {
  expect(findKey(press('A'), card)).toBe('asignar');
  expect(findKey(press('A', { shiftKey: true }), card)).toBeNull();
});

it('accepts a sign or a digit that needs shift on some keyboards', () => {
  expect(findKey(press('/', { shiftKey: true }), card)).toBe('search');
  expect(findKey(press('3', { shiftKey: true }), card)).toBe('to-en-camino');
});

it('leaves chords, composed letters and everything in a field to the browser', () => {
  for (const held of ['ctrlKey', 'altKey', 'metaKey', 'isComposing']) {
    expect(findKey(press('x', { [held]: true }), card)).toBeNull();
  }
  expect(findKey(press('Home', { shiftKey: true }), card)).toBeNull();
  for (const { keys } of keyTable) expect(findKey(press(keys[0] ?? ''), { kind: 'typing' })).toBeNull();
});

it('leaves Enter and the space bar to a button of a card', () => {
  expect(findKey(press('Enter'), inCard)).toBeNull();
  expect(findKey(press(' '), inCard)).toBeNull();
  expect(findKey(press('m'), inCard)).toBe('menu');
});

it('says when it needs a ticket, and leaves the arrow keys to a control that has the focus', () => {
  expect(findKey(press('x'), { kind: 'board' })).toBe('no-ticket');
  expect(findKey(press('x'), { kind: 'control' })).toBe('no-ticket');
  expect(findKey(press('ArrowDown'), { kind: 'board' })).toBe('down');
  expect(findKey(press('ArrowDown'), { kind: 'control' })).toBeNull();
  expect(findKey(press('Enter'), { kind: 'control' })).toBeNull();
  expect(findKey(press('q'), card)).toBeNull();
});

it('repeats moves of the focus while a key is held down, and does anything else once', () => {
  expect(findKey(press('ArrowDown', { repeat: true }), card)).toBe('down');
  expect(findKey(press('Enter', { repeat: true }), card)).toBeNull();
  expect(findKey(press('z', { repeat: true }), card)).toBeNull();
});

it('leads from the search field to the first result, and leaves every letter to the field', () => {
  expect(findKey(press('Enter'), { kind: 'search' })).toBe('found');
  for (const key of ['z', '?', '/', 'ArrowDown', ' '])
    expect(findKey(press(key), { kind: 'search' })).toBeNull();
});
