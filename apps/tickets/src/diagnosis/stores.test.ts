import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { openTicketStorage } from '../db/database.ts';
import { mostInstances, mostStores, openStores } from './stores.ts';

const by = { autor_id: 1, autor: 'Ana', desde: '127.0.0.1' };

/** The list of stores over a database in memory of its own kind, with both clocks moved by the test. */
async function listening(rows: unknown[] = []) {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const written = recordingLog();
  const disk = { writes: [] as { name: string; input: unknown }[], broken: false, hangs: false };
  const storage = {
    reader: { all: () => rows },
    async write(name: string, input: unknown) {
      if (disk.broken) throw new Error('disk');
      disk.writes.push({ name, input });
      if (disk.hangs) await new Promise(() => {});
    },
  } as unknown as Parameters<typeof openStores>[0]['storage'];
  let stoodStill = 0;
  const monotonic = () => clock.monotonic() + stoodStill;
  const stores = openStores({ storage, clock: { ...clock, monotonic }, log: written.log });
  const changes: string[] = [];
  const states = () => stores.states().map(({ tienda, estado }) => `${tienda} ${estado}`);
  stores.onChanged(() => changes.push(states().join(', ')));
  await clock.advance(0);
  return {
    ...{ stores, clock, disk, changes, states, lines: () => written.lines },
    says: (store: string, pendientes = 0, mas_viejo_s: number | null = null, instancia = 'a') =>
      stores.hear(store, { instancia, pendientes, mas_viejo_s }),
    standStill: (ms: number) => {
      stoodStill += ms;
    },
    [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
  };
}

describe('a store', () => {
  it('is waited for once it was heard, and is silent 15 s after its last word', async () => {
    await using list = await listening();
    expect(list.stores.states()).toEqual([]);
    list.says('tienda');
    await list.clock.advance(14_000);
    expect(list.states()).toEqual(['tienda al-dia']);
    await list.clock.advance(2_000);
    expect(list.stores.states()).toEqual([
      {
        ...{ tienda: 'tienda', estado: 'callada', oida_en: '2026-07-30T12:00:00.000Z' },
        ...{ pendientes: 0, mas_viejo_en: null },
      },
    ]);
    list.says('tienda');
    await list.clock.advance(1_000);
    expect(list.changes).toEqual(['tienda al-dia', 'tienda callada', 'tienda al-dia']);
  });

  it('is heard as long as one of its processes is, and says what that one says', async () => {
    await using list = await listening();
    list.says('tienda', 7, 60, 'a');
    await list.clock.advance(10_000);
    list.says('tienda', 0, null, 'b');
    await list.clock.advance(10_000);
    list.says('tienda', 0, null, 'b');
    expect(list.stores.states()).toMatchObject([{ estado: 'al-dia', pendientes: 0, mas_viejo_en: null }]);
    expect(list.stores.list()[0]?.instancias).toMatchObject([
      { instancia: 'b', callada: false, pendientes: 0 },
      { instancia: 'a', callada: true, pendientes: 7 },
    ]);
  });

  it('has orders that wait when the oldest waits for 10 s, counted once for processes that share them', async () => {
    await using list = await listening();
    list.says('tienda', 3, 9);
    expect(list.states()).toEqual(['tienda al-dia']);
    list.says('tienda', 3, 130, 'a');
    list.says('tienda', 2, 129, 'b');
    expect(list.stores.states()).toEqual([
      {
        ...{ tienda: 'tienda', estado: 'demorada', oida_en: '2026-07-30T12:00:00.000Z' },
        ...{ pendientes: 3, mas_viejo_en: '2026-07-30T11:57:50.000Z' },
      },
    ]);
    list.says('tienda', 0, null, 'a');
    list.says('tienda', 0, null, 'b');
    expect(list.states()).toEqual(['tienda al-dia']);
  });

  it('is given 15 s after a restart, and then is silent since it was last heard', async () => {
    const row = {
      store: 'tienda',
      instance: 'a',
      heard_at: Date.UTC(2026, 6, 30, 9),
      waiting: 2,
      oldest_at: 1,
    };
    await using list = await listening([row]);
    await list.clock.advance(14_000);
    expect(list.states()).toEqual(['tienda al-dia']);
    expect(list.stores.states()).toMatchObject([{ pendientes: 0, mas_viejo_en: null }]);
    await list.clock.advance(2_000);
    expect(list.stores.states()).toMatchObject([
      { estado: 'callada', oida_en: '2026-07-30T09:00:00.000Z', pendientes: 2 },
    ]);
  });

  it('is not silent because this process stood still', async () => {
    await using list = await listening();
    list.says('tienda');
    list.standStill(3_600_000);
    await list.clock.advance(10_000);
    expect(list.states()).toEqual(['tienda al-dia']);
    await list.clock.advance(10_000);
    expect(list.states()).toEqual(['tienda callada']);
  });

  it('is found silent while the disk hangs', async () => {
    const list = await listening();
    list.disk.hangs = true;
    list.says('tienda');
    await list.clock.advance(16_000);
    expect(list.states()).toEqual(['tienda callada']);
    expect(list.changes).toEqual(['tienda al-dia', 'tienda callada']);
    expect(list.disk.writes).toHaveLength(1);
  });

  it('is off the list when the admin takes it off, and on it again with its next word', async () => {
    await using list = await listening();
    list.says('tienda');
    expect(await list.stores.remove('tienda', by)).toBe(true);
    expect(await list.stores.remove('tienda', by)).toBe(false);
    expect(list.stores.states()).toEqual([]);
    expect(list.disk.writes).toMatchObject([{ name: 'removeStore', input: { store: 'tienda', by } }]);
    list.disk.broken = true;
    list.says('tienda');
    await expect(list.stores.remove('tienda', by)).rejects.toThrow('disk');
    expect(list.states()).toEqual(['tienda al-dia']);
  });
});

describe('what is kept of stores', () => {
  it('is written soon after the first word, once a minute, on silence and at the end, and not with each word', async () => {
    await using list = await listening();
    list.says('tienda');
    await list.clock.advance(6_000);
    expect(list.disk.writes).toHaveLength(1);
    for (let said = 0; said < 120; said += 1) {
      list.says('tienda');
      await list.clock.advance(5_000);
    }
    expect(list.disk.writes.length).toBeGreaterThanOrEqual(9);
    expect(list.disk.writes.length).toBeLessThanOrEqual(12);
    await list.clock.advance(62_000);
    const lastWord = list.clock.now();
    list.says('tienda');
    await list.clock.advance(16_000);
    expect(list.disk.writes.at(-1)).toMatchObject({ input: { rows: [{ heard_at: lastWord }] } });
    const quiet = list.disk.writes.length;
    await list.clock.advance(600_000);
    expect(list.disk.writes).toHaveLength(quiet);
    list.says('tienda', 4, 2);
    await list.stores[Symbol.asyncDispose]();
    expect(list.disk.writes.at(-1)).toMatchObject({ input: { rows: [{ store: 'tienda', waiting: 4 }] } });
  });

  it('is written later where the disk fails, which takes nothing away', async () => {
    await using list = await listening();
    list.disk.broken = true;
    list.says('tienda');
    await list.clock.advance(10_000);
    expect(list.lines().map(({ msg }) => msg)).toContain('could not note which stores were heard');
    expect(list.lines().length).toBeLessThanOrEqual(3);
    list.disk.broken = false;
    await list.clock.advance(6_000);
    expect(list.disk.writes).toMatchObject([{ input: { rows: [{ store: 'tienda', instance: 'a' }] } }]);
  });

  it('is bounded: so many stores, so many processes of each, and ended ones are forgotten', async () => {
    await using list = await listening();
    for (let nth = 0; nth < mostStores; nth += 1) expect(list.says(`tienda-${nth}`)).toBe(true);
    expect(list.says('una-mas')).toBe(false);
    expect(list.says('tienda-1')).toBe(true);
    for (let nth = 0; nth < mostInstances + 5; nth += 1) {
      list.says('tienda-0', 0, null, `p-${nth}`);
      await list.clock.advance(10);
    }
    const processes = () => list.stores.list().find(({ tienda }) => tienda === 'tienda-0')?.instancias ?? [];
    expect(processes()).toHaveLength(mostInstances);
    expect(processes()[0]?.instancia).toBe(`p-${mostInstances + 4}`);
    for (let said = 0; said < 130; said += 1) {
      list.says('tienda-0', 0, null, 'p-0');
      await list.clock.advance(5_000);
    }
    expect(processes().map(({ instancia }) => instancia)).toEqual(['p-0']);
    const gone = list.disk.writes.flatMap(({ input }) => (input as { gone?: object[] }).gone ?? []);
    expect(gone.length).toBeGreaterThanOrEqual(mostInstances);
  });
});

it('is on disk for the next start', async () => {
  using dir = tempDir();
  const clock = createFakeClock({ settle: eventLoopTurn });
  const open = async () => {
    const storage = await openTicketStorage(`file:${dir.path}/tickets.db`);
    const stores = openStores({ storage, clock, log: recordingLog().log });
    return {
      stores,
      async [Symbol.asyncDispose]() {
        await stores[Symbol.asyncDispose]();
        await storage[Symbol.asyncDispose]();
      },
    };
  };
  {
    await using first = await open();
    first.stores.hear('tienda', { instancia: 'a', pendientes: 1, mas_viejo_s: 30 });
    first.stores.hear('otra', { instancia: 'b', pendientes: 0, mas_viejo_s: null });
  }
  {
    await using second = await open();
    expect(second.stores.list().map(({ tienda, oida_en }) => [tienda, oida_en])).toEqual([
      ['otra', '2026-07-30T12:00:00.000Z'],
      ['tienda', '2026-07-30T12:00:00.000Z'],
    ]);
    await second.stores.remove('otra', by);
  }
  await using third = await open();
  expect(third.stores.states().map(({ tienda }) => tienda)).toEqual(['tienda']);
});
