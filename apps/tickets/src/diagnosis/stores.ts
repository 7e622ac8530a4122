import type { StoreSignal, StoreState, StoresReply } from '@relevo/contract';
import type { Clock } from '@relevo/service-kit';
import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';
import { type Author, recordAudit } from '../audit/audit-procedures.ts';

// The writer thread loads this file too: it may load neither zod nor Express.

/** A store that is not heard for this long is silent, in milliseconds. A store says every 5 s that it is there. */
export const silentMs = 15_000;
/** Orders that have waited for this long, in seconds, are news. Nearly all are handed over within one. */
const lateS = 10;
/** The most stores that are waited for: all of them are in each position. */
export const mostStores = 50;
/** The most processes of one store; of more, the one that was heard longest ago is forgotten. */
export const mostInstances = 20;
/** For how long a process that ended is kept beside one of the same store that is heard, in milliseconds. */
const endedMs = 10 * 60_000;

/** How often it is looked who is silent now, and how often what was heard is written, in milliseconds. */
const lookEveryMs = 1_000;
const writeEveryMs = 60_000;
const writeAgainMs = 5_000;
/** A look that comes so much later than the one before: this process, or its machine, stood still meanwhile. */
const stoodStillMs = 5_000;

/** The stores that are waited for. A store is the caller of its key; it may run in several processes. */
export type Stores = AsyncDisposable & {
  /**
   * Takes in what an instance of a store says. It is in memory at once, so that it costs next to nothing and works while the
   * disk does not; it is written later.
   * @returns whether there was room: only a store that is new may find none
   */
  hear(store: string, said: StoreSignal): boolean;
  /** What boards are told: every store, in the order of their names. */
  states(): StoreState[];
  /** The same with the processes of each, for the admin. */
  list(): StoresReply['tiendas'];
  /** Takes a store off the list, until it is heard again; false where it is not on it. */
  remove(store: string, by: Author): Promise<boolean>;
  /** Calls `listener` within a second after a store fell silent, was heard again, or has orders that wait or no longer. */
  onChanged(listener: () => void): void;
};

/** One process of a store. `at`: when it was last heard, by the monotonic clock; undefined: not since this process started. */
type Instance = {
  heardAt: number;
  at: number | undefined;
  waiting: number;
  oldestAt: number | null;
  oldestS: number;
  unwritten: boolean;
};

type Deps = {
  storage: Storage<typeof storeProcedures>;
  clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  log: { error(fields: object, message: string): void };
};

/** Opens the list of stores as it was written, and keeps it. Until `silentMs` from now no store counts as silent. */
export function openStores({ storage, clock, log }: Deps): Stores {
  // A wall clock that jumps must make no store silent.
  const ticks = clock.monotonic;
  const stores = readStores(storage);
  const listeners = new Set<() => void>();
  const stop = new AbortController();
  // Nobody is silent for longer than it could have been heard.
  let listeningSince = ticks();
  let lookedAt = listeningSince;
  let told = '';
  let gone: { store: string; instance: string }[] = [];
  let writtenAt = listeningSince;
  let dueAt = Number.POSITIVE_INFINITY;
  let writing: Promise<void> | undefined;

  const silentFor = ({ at = listeningSince }: Instance, now: number) => now - Math.max(at, listeningSince);
  const isSilent = (one: Instance, now: number) => silentFor(one, now) >= silentMs;

  function hear(store: string, { instancia, pendientes, mas_viejo_s }: StoreSignal): boolean {
    const known = stores.get(store);
    if (!known && stores.size >= mostStores) return false;
    const instances = known ?? new Map<string, Instance>();
    stores.set(store, instances);
    const isNew = !instances.has(instancia);
    if (isNew && instances.size >= mostInstances) forget(store, longestUnheard(instances));
    const oldestS = pendientes > 0 ? (mas_viejo_s ?? 0) : 0;
    const heardAt = clock.now();
    instances.set(instancia, {
      ...{ heardAt, at: ticks(), waiting: pendientes, oldestS, unwritten: true },
      oldestAt: pendientes > 0 ? heardAt - oldestS * 1_000 : null,
    });
    if (isNew) dueSoon();
    return true;
  }

  function dueSoon(): void {
    dueAt = Math.min(dueAt, writtenAt + writeAgainMs);
  }

  function forget(store: string, instance: string): void {
    stores.get(store)?.delete(instance);
    gone.push({ store, instance });
  }

  function stateOf(store: string, instances: ReadonlyMap<string, Instance>, now: number): StoreState {
    const all = [...instances.values()];
    const heard = all.filter((one) => !isSilent(one, now));
    // Processes of one store share its database: each speaks of the same orders, so they are not added up.
    const speaking = heard.length > 0 ? heard.filter(({ at }) => at !== undefined) : all;
    const waiting = Math.max(0, ...speaking.map((one) => one.waiting));
    const isLate = speaking.some((one) => one.waiting > 0 && one.oldestS >= lateS);
    const oldest = speaking.flatMap(({ oldestAt }) => oldestAt ?? []);
    return {
      tienda: store,
      estado: heard.length === 0 ? 'callada' : isLate ? 'demorada' : 'al-dia',
      oida_en: isoOf(Math.max(...all.map(({ heardAt }) => heardAt))),
      pendientes: waiting,
      mas_viejo_en: oldest.length > 0 ? isoOf(Math.min(...oldest)) : null,
    };
  }

  function states(): StoreState[] {
    const now = ticks();
    return [...stores]
      .map(([store, instances]) => stateOf(store, instances, now))
      .toSorted((a, b) => (a.tienda < b.tienda ? -1 : 1));
  }

  function list(): StoresReply['tiendas'] {
    const now = ticks();
    return states().map((state) => ({
      ...state,
      instancias: [...(stores.get(state.tienda) ?? [])]
        .toSorted(([, a], [, b]) => b.heardAt - a.heardAt)
        .map(([instancia, one]) => ({
          ...{ instancia, callada: isSilent(one, now), oida_en: isoOf(one.heardAt), pendientes: one.waiting },
          mas_viejo_en: one.oldestAt === null ? null : isoOf(one.oldestAt),
        })),
    }));
  }

  function look(): void {
    const now = ticks();
    if (now - lookedAt >= stoodStillMs) listeningSince = now;
    lookedAt = now;
    forgetEnded(now);
    const tells = JSON.stringify(states().map(({ tienda, estado }) => [tienda, estado]));
    if (tells === told) return;
    told = tells;
    // Since when a store is silent has to be known after a restart too.
    dueSoon();
    for (const listener of listeners) listener();
  }

  function forgetEnded(now: number): void {
    for (const [store, instances] of stores) {
      if (![...instances.values()].some((one) => !isSilent(one, now))) continue;
      for (const [instance, one] of instances) if (silentFor(one, now) >= endedMs) forget(store, instance);
    }
  }

  async function write(): Promise<void> {
    const rows = [...stores].flatMap(([store, instances]) =>
      [...instances]
        .filter(([, one]) => one.unwritten)
        .map(([instance, one]) => ({ ...rowOf(store, instance, one), one })),
    );
    const forgotten = gone;
    writtenAt = ticks();
    dueAt = Number.POSITIVE_INFINITY;
    if (rows.length === 0 && forgotten.length === 0) return;
    gone = [];
    for (const { one } of rows) one.unwritten = false;
    try {
      await storage.write('keepStores', { rows: rows.map(({ one: _one, ...row }) => row), gone: forgotten });
    } catch (error) {
      for (const { one } of rows) one.unwritten = true;
      gone.unshift(...forgotten);
      dueAt = ticks() + writeAgainMs;
      log.error({ err: error }, 'could not note which stores were heard');
    }
  }

  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      look();
      // Beside the looks: a disk that hangs must not keep boards from hearing who is silent.
      if (ticks() >= Math.min(dueAt, writtenAt + writeEveryMs))
        writing ??= write().finally(() => {
          writing = undefined;
        });
      await clock.sleep(lookEveryMs, stop.signal).catch(() => {});
    }
  }

  const watching = watch();
  return {
    hear,
    states,
    list,
    async remove(store, by) {
      const instances = stores.get(store);
      if (!instances) return false;
      // At once: what is heard from now on puts it on the list again, and what is being written has been decided before.
      stores.delete(store);
      try {
        await storage.write('removeStore', { store, by, now: clock.now() });
      } catch (error) {
        if (!stores.has(store)) stores.set(store, instances);
        throw error;
      }
      return true;
    },
    onChanged: (listener) => void listeners.add(listener),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
      await writing;
      await write();
    },
  };
}

function longestUnheard(instances: ReadonlyMap<string, Instance>): string {
  const unheardSince = ([, { at = Number.NEGATIVE_INFINITY }]: [string, Instance]) => at;
  const [first] = [...instances].toSorted((a, b) => unheardSince(a) - unheardSince(b));
  return first?.[0] ?? '';
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

type Row = { store: string; instance: string; heard_at: number; waiting: number; oldest_at: number | null };

function rowOf(store: string, instance: string, { heardAt, waiting, oldestAt }: Instance): Row {
  return { store, instance, heard_at: heardAt, waiting, oldest_at: oldestAt };
}

function readStores({ reader }: Pick<Deps['storage'], 'reader'>): Map<string, Map<string, Instance>> {
  const stores = new Map<string, Map<string, Instance>>();
  for (const row of reader.all<Row>(
    'SELECT store, instance, heard_at, waiting, oldest_at FROM store_signals',
  )) {
    const instances = stores.get(row.store) ?? new Map<string, Instance>();
    stores.set(row.store, instances);
    instances.set(row.instance, {
      ...{ heardAt: row.heard_at, at: undefined, waiting: row.waiting, oldestAt: row.oldest_at },
      ...{ oldestS: 0, unwritten: false },
    });
  }
  return stores;
}

/** Writes on the list of stores, for the writer thread. */
export const storeProcedures = { keepStores, removeStore };

function keepStores(
  db: Db,
  { rows, gone }: { rows: Row[]; gone: { store: string; instance: string }[] },
): void {
  const drop = prepared(db, 'DELETE FROM store_signals WHERE store = @store AND instance = @instance');
  const put = prepared(
    db,
    `INSERT INTO store_signals (store, instance, heard_at, waiting, oldest_at)
     VALUES (@store, @instance, @heard_at, @waiting, @oldest_at)
     ON CONFLICT (store, instance) DO UPDATE
     SET heard_at = excluded.heard_at, waiting = excluded.waiting, oldest_at = excluded.oldest_at`,
  );
  for (const one of gone) drop.run(one);
  for (const row of rows) put.run(row);
}

function removeStore(db: Db, { store, by, now }: { store: string; by: Author; now: number }): void {
  prepared(db, 'DELETE FROM store_signals WHERE store = ?').run(store);
  recordAudit(db, { ...by, en: now, accion: 'tienda-quitada', que: store });
}
