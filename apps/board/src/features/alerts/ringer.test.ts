import { setImmediate } from 'node:timers/promises';
import { signal } from '@preact/signals-core';
import type { Person, Role, Ticket } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import type { DeviceStorage } from '../../device/storage.ts';
import { startBoard } from '../../live/testing/start-board.ts';
import { collectArrivals } from './alert-loader.ts';
import { createAlertSettings } from './alert-settings.ts';
import { createRinger, missedShownMs, ringEveryMs } from './ringer.ts';
import { createTabLock } from './tab-lock.ts';
import { createFakeLocks } from './testing/fake-locks.ts';
import { createFakeSpeaker } from './testing/fake-speaker.ts';

function start({
  rol = 'operador' as Role,
  allowed = true,
  view = null as number | null,
  storage = null as DeviceStorage | null,
} = {}) {
  const test = startBoard({ view });
  const person = signal<Person | null>({ id: 7, nombre: 'Ana', rol });
  const settings = createAlertSettings(null);
  const speaker = createFakeSpeaker({ allowed });
  const tabLock = createTabLock(undefined);
  const shaken: number[][] = [];
  const ringer = createRinger({
    ...{ engine: test.board, clock: test.clock, person, settings, speaker, tabLock, storage },
    vibrate: (pattern) => void shaken.push(pattern),
  });
  const order = (fields = {}) => {
    const event = test.server.create(fields);
    test.wire.publish(event);
    test.clock.advance(25);
    return event.ticket_id;
  };
  /** What somebody on another device does to it. */
  const elsewhere = (id: number, fields: object) => {
    const all = [...test.server.tickets().keys()];
    test.wire.publish(test.server.change((all.indexOf(id) + 0.5) / all.length, fields));
    test.clock.advance(25);
  };
  const acknowledge = (id: number) => {
    const ticket = test.board.shown.value.get(id);
    if (!ticket) throw new Error(`ticket ${id} is not on the board`);
    test.board.send(ticket, { accion: 'reconocer' });
  };
  const ids = () => ringer.ringing.value.map(({ ticket_id }) => ticket_id);
  return { ...test, person, settings, speaker, ringer, shaken, order, elsewhere, acknowledge, ids };
}

describe('a new order', () => {
  it('rings again and again until somebody acknowledges it on another device, and is silent at once', () => {
    const { clock, speaker, ringer, order, elsewhere } = start();
    const id = order();
    expect([ringer.sounding.value, speaker.played]).toEqual([true, ['campana 80']]);
    clock.advance(2 * ringEveryMs);
    expect(speaker.played).toHaveLength(3);
    elsewhere(id, { reconocido: true });
    expect([ringer.sounding.value, speaker.isLoud()]).toEqual([false, false]);
    clock.advance(10 * ringEveryMs);
    expect(speaker.played).toHaveLength(3);
  });

  it('is silent for who acknowledges it here, before the service has answered', () => {
    const { speaker, ringer, order, acknowledge } = start();
    acknowledge(order());
    expect([ringer.sounding.value, speaker.isLoud()]).toEqual([false, false]);
  });

  it('rings again when the acknowledgement fails', () => {
    const { board, clock, server, ringer, order, elsewhere, acknowledge } = start();
    const id = order();
    server.change(0.99, { prioridad: 'alta' });
    acknowledge(id);
    expect(ringer.sounding.value).toBe(false);
    elsewhere(1, { prioridad: 'alta' });
    clock.advance(1_000);
    expect(board.notices.value).toHaveLength(1);
    expect(ringer.sounding.value).toBe(true);
  });

  it('rings as long as one of several is not seen', () => {
    const { ringer, order, elsewhere, ids } = start();
    const [first, second] = [order(), order()];
    elsewhere(first, { estado: 'en-preparacion', reconocido: true });
    expect([ids(), ringer.sounding.value]).toEqual([[second], true]);
    elsewhere(second, { estado: 'cancelado', reconocido: true });
    expect([ids(), ringer.sounding.value]).toEqual([[], false]);
  });

  it('does not ring where somebody acknowledged or moved it before it arrived', () => {
    const { speaker, order } = start();
    order({ reconocido: true });
    order({ estado: 'en-preparacion' });
    expect(speaker.played).toEqual([]);
  });
});

describe('orders that were missed', () => {
  it('do not ring after a cut, are counted for a moment, and the next order rings', () => {
    const { clock, server, wire, speaker, ringer, order, ids } = start();
    wire.serverUp(false);
    for (let missed = 0; missed < 50; missed++) server.create();
    wire.serverUp(true);
    clock.advance(2_000);
    expect([speaker.played, ids(), ringer.missed.count.value]).toEqual([[], [], 50]);
    const id = order();
    expect([speaker.played.length, ids(), ringer.sounding.value]).toEqual([1, [id], true]);
    clock.advance(missedShownMs);
    expect(ringer.missed.count.value).toBe(0);
  });

  it('do not ring for somebody who has just signed in, and stop for somebody who has left', () => {
    const { board, clock, speaker, person, ringer, order } = start();
    order();
    person.value = null;
    board.stop();
    expect([ringer.sounding.value, speaker.isLoud()]).toEqual([false, false]);
    person.value = { id: 8, nombre: 'Beto', rol: 'operador' };
    board.start(8);
    clock.advance(10 * ringEveryMs);
    expect([speaker.played.length, ringer.ringing.value.length]).toEqual([1, 0]);
  });
});

describe('after a reload', () => {
  /** A page with the same board, on a device that remembers. */
  function reloadable(rol: Role = 'operador') {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const test = start({ rol, storage });
    const reload = (who: Person | null = test.person.value) => {
      const { clock, settings, speaker } = test;
      const engine = { ...test.board, arrivedLive: signal<readonly Ticket[]>([]) };
      const person = signal<Person | null>(null);
      const tabLock = createTabLock(undefined);
      const ringer = createRinger({ ...{ engine, clock, person, settings, speaker, tabLock, storage } });
      person.value = who;
      return () => ringer.ringing.value.map(({ ticket_id }) => ticket_id);
    };
    return { ...test, reload };
  }

  it('rings again what has rung and nobody has seen, and nothing else', () => {
    const { order, acknowledge, elsewhere, reload } = reloadable();
    const [seen, rings, moved] = [order(), order(), order()];
    acknowledge(seen);
    const ids = reload();
    elsewhere(moved, { estado: 'en-preparacion', reconocido: true });
    expect([ids(), reload()()]).toEqual([[rings], [rings]]);
  });

  it('does not ring again for a driver what they have seen', () => {
    const { order, ringer, reload } = reloadable('repartidor');
    const [seen, rings] = [order(), order()];
    ringer.see([seen]);
    expect(reload()()).toEqual([rings]);
  });

  it('is silent for somebody else, and for whoever signs in again', () => {
    const { order, person, reload } = reloadable();
    order();
    expect(reload({ id: 8, nombre: 'Beto', rol: 'operador' })()).toEqual([]);
    const ana = person.value;
    person.value = null;
    expect(reload(ana)()).toEqual([]);
  });
});

describe('without a connection', () => {
  it('an order that rings goes on where a tap can silence it', () => {
    const { clock, wire, speaker, ringer, order, acknowledge } = start();
    const id = order();
    wire.serverUp(false);
    clock.advance(3 * ringEveryMs);
    expect([ringer.sounding.value, speaker.played.length]).toEqual([true, 4]);
    acknowledge(id);
    expect(ringer.sounding.value).toBe(false);
  });

  it('a screen that nobody can tap is silent, until it knows again', () => {
    const { clock, wire, settings, ringer, order } = start({ rol: 'lectura' });
    settings.sound.set(true);
    order();
    expect(ringer.sounding.value).toBe(true);
    wire.serverUp(false);
    clock.advance(1_000);
    expect(ringer.sounding.value).toBe(false);
    wire.serverUp(true);
    clock.advance(2_000);
    expect(ringer.sounding.value).toBe(true);
  });
});

describe('sound on a device', () => {
  it('is off on a screen that only shows, until it is switched on there', () => {
    const { settings, speaker, ringer, order } = start({ rol: 'lectura' });
    order();
    expect([ringer.ringing.value.length, ringer.sounding.value, speaker.played]).toEqual([1, false, []]);
    settings.sound.set(true);
    expect(ringer.sounding.value).toBe(true);
  });

  it('stops when it is switched off or turned down to nothing, and sounds as it is set', () => {
    const { clock, settings, speaker, ringer, order } = start();
    settings.tone.set('timbre');
    settings.volume.set(35);
    order();
    expect(speaker.played).toEqual(['timbre 35']);
    settings.sound.set(false);
    expect([ringer.sounding.value, speaker.isLoud(), ringer.blocked.value]).toEqual([false, false, false]);
    settings.sound.set(true);
    expect(ringer.sounding.value).toBe(true);
    settings.volume.set(0);
    clock.advance(5 * ringEveryMs);
    expect([ringer.sounding.value, speaker.isLoud(), speaker.played.length]).toEqual([false, false, 2]);
  });

  it('is shown as blocked until a tap, which makes the ringing audible', () => {
    const { speaker, settings, ringer, order } = start({ allowed: false });
    order();
    expect([ringer.blocked.value, ringer.sounding.value, speaker.played]).toEqual([true, false, []]);
    settings.sound.set(false);
    ringer.unlock();
    expect([ringer.blocked.value, speaker.state.value]).toEqual([false, 'blocked']);
    settings.sound.set(true);
    ringer.unlock();
    expect([ringer.blocked.value, ringer.sounding.value, speaker.played.length]).toEqual([false, true, 1]);
  });

  it('can be tried out, even where it is off and was never heard before', () => {
    const { speaker, settings, ringer } = start({ rol: 'lectura', allowed: false });
    settings.tone.set('suave');
    ringer.tryOut();
    expect(speaker.played).toEqual(['suave 80']);
  });
});

describe('a driver', () => {
  const given = { repartidor: { id: 7, nombre: 'Diego' }, reconocido: true };

  it('hears and feels an order that is given to them again and again, until they say that they have seen it', () => {
    const { clock, elsewhere, speaker, ringer, shaken, ids } = start({ rol: 'repartidor', view: 7 });
    elsewhere(2, given);
    clock.advance(2 * ringEveryMs);
    expect([speaker.played.length, shaken.length, ids()]).toEqual([3, 3, [2]]);
    ringer.see([2]);
    expect([ids(), speaker.isLoud()]).toEqual([[], false]);
    clock.advance(10 * ringEveryMs);
    expect([speaker.played.length, shaken.length]).toEqual([3, 3]);
  });

  it('feels it also with the sound off, and no more once it is given to somebody else', () => {
    const { clock, elsewhere, settings, speaker, shaken } = start({ rol: 'repartidor', view: 7 });
    settings.sound.set(false);
    elsewhere(2, given);
    clock.advance(ringEveryMs);
    expect([speaker.played, shaken.length]).toEqual([[], 2]);
    elsewhere(2, { repartidor: { id: 8, nombre: 'Leo' } });
    clock.advance(5 * ringEveryMs);
    expect(shaken).toHaveLength(2);
  });
});

describe('a single sound', () => {
  it('is made once, in one of two tabs, and not where the sound is off', async () => {
    const { board, clock } = start();
    const locks = createFakeLocks();
    const tab = () => {
      const settings = createAlertSettings(null);
      const person = signal<Person | null>({ id: 7, nombre: 'Ana', rol: 'operador' });
      const speaker = createFakeSpeaker();
      const parts = { engine: board, clock, person, settings, speaker, tabLock: createTabLock(locks) };
      return { ...parts, ringer: createRinger(parts) };
    };
    const tabs = [tab(), tab()];
    const chime = async () => {
      for (const { ringer } of tabs) ringer.chime('perdido');
      await setImmediate();
      for (let passed = 0; passed < 5; passed++) {
        clock.advance(1_000);
        await setImmediate();
      }
    };
    const played = () => tabs.flatMap(({ speaker }) => speaker.played);
    await chime();
    expect(played()).toEqual(['perdido 80']);
    for (const { settings } of tabs) settings.sound.set(false);
    await chime();
    expect(played()).toEqual(['perdido 80']);
  });

  it('gives way to a new order that rings', () => {
    const { speaker, ringer, order } = start();
    order();
    ringer.chime('tarde');
    expect(speaker.played).toEqual(['campana 80']);
  });
});

describe('two tabs of one device', () => {
  it('do not ring in chorus: the second one takes over when the first one is switched off', async () => {
    const { board, clock, order, elsewhere } = start();
    const locks = createFakeLocks();
    const tab = () => {
      const speaker = createFakeSpeaker();
      const settings = createAlertSettings(null);
      const person = signal<Person | null>({ id: 7, nombre: 'Ana', rol: 'operador' });
      const parts = { engine: board, clock, person, settings, speaker, tabLock: createTabLock(locks) };
      return { ...parts, ringer: createRinger(parts) };
    };
    const [first, second] = [tab(), tab()];
    const sounding = () => [first, second].map(({ ringer }) => ringer.sounding.value);
    const id = order();
    clock.advance(2 * ringEveryMs);
    expect(sounding()).toEqual([true, false]);
    expect([first, second].map(({ speaker }) => speaker.played.length)).toEqual([3, 0]);
    first.settings.sound.set(false);
    await setImmediate();
    expect(sounding()).toEqual([false, true]);
    elsewhere(id, { reconocido: true });
    expect(sounding()).toEqual([false, false]);
  });

  it('ring where the order came in, though the other tab, which missed it, was there first', async () => {
    const { board, clock, order } = start();
    const locks = createFakeLocks();
    const tab = (engine: Parameters<typeof createRinger>[0]['engine']) => {
      const settings = createAlertSettings(null);
      const person = signal<Person | null>({ id: 7, nombre: 'Ana', rol: 'operador' });
      const parts = { clock, person, settings, speaker: createFakeSpeaker(), tabLock: createTabLock(locks) };
      return createRinger({ engine, ...parts });
    };
    const away = start();
    const [missing, hearing] = [tab(away.board), tab(board)];
    await setImmediate();
    order();
    await setImmediate();
    expect([missing.sounding.value, hearing.sounding.value]).toEqual([false, true]);
  });
});

it('rings for what came in before it was there, and says how many were missed', () => {
  const { board, clock, person, settings, wire, server, order } = start();
  const early = collectArrivals(board, person);
  const [first, second] = [order(), order()];
  wire.cut();
  server.create();
  clock.advance(missedShownMs);
  const third = order();
  const parts = { person, settings, speaker: createFakeSpeaker(), tabLock: createTabLock(undefined) };
  const ringer = createRinger({ engine: board, clock, ...parts, early: early.take() });
  expect(ringer.ringing.value.map(({ ticket_id }) => ticket_id)).toEqual([first, second, third]);
  expect(ringer.missed.count.value).toBe(1);
});

it('rings for nothing that came in while somebody else was at the board', () => {
  const { board, clock, person, settings, order } = start();
  const early = collectArrivals(board, person);
  order();
  order();
  person.value = null;
  person.value = { id: 8, nombre: 'Beto', rol: 'operador' };
  const mine = order();
  const parts = { person, settings, speaker: createFakeSpeaker(), tabLock: createTabLock(undefined) };
  const ringer = createRinger({ engine: board, clock, ...parts, early: early.take() });
  expect(ringer.ringing.value.map(({ ticket_id }) => ticket_id)).toEqual([mine]);
});
