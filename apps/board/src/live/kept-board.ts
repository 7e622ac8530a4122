import { batch, effect, type ReadonlySignal } from '@preact/signals-core';
import type { BoardSettings, Person, Ticket } from '@relevo/contract';
import { clear, createStore, getMany, set } from 'idb-keyval';
import { type Clock, createTimer } from '../device/clock.ts';
import { isSamePerson, type Session } from '../session/session.ts';
import type { BoardCursor } from './apply.ts';
import type { SyncEngine } from './sync-engine.ts';

/** How long the last board may be shown again: it holds customers' names, addresses and telephones. */
export const keptForMs = 12 * 60 * 60_000;
const firstSaveMs = 1_000;
const saveEveryMs = 5_000;
/** How long to wait for the service to say who is there, before the kept board is shown. */
const answerMs = 3_000;

/** The board as it was on the screen, and whose it is. */
export type KeptBoard = {
  person: Person;
  /** The page's version: another one may not be able to read it. */
  version: string;
  cursor: BoardCursor;
  tickets: readonly Ticket[];
  settings: BoardSettings;
  clockOffsetMs: number;
  /** When it last equalled the service's, in milliseconds since 1970 by this device's clock. */
  asOf: number;
};

/** Port: keeps one board on the device, for all tabs. */
export type KeptBoardStore = {
  load(): Promise<KeptBoard | undefined>;
  save(board: KeptBoard): Promise<void>;
  /** Notes that the board of this cursor still equals the service's. */
  confirm(still: Pick<KeptBoard, 'cursor' | 'asOf'>): Promise<void>;
  erase(): Promise<void>;
};

type Deps = {
  session: {
    state: ReadonlySignal<Session>;
    /** Shows the board to this person until the service says who is there. @returns false: it has said so already */
    remember(person: Person): boolean;
  };
  engine: Pick<SyncEngine, 'connection' | 'clockOffsetMs' | 'board' | 'restore'>;
  shopSettings: { current: ReadonlySignal<BoardSettings>; receive(settings: BoardSettings): void };
  clock: Clock;
  /** The page's version. */
  running: string;
  store?: KeptBoardStore;
  page?: Pick<Document, 'hidden' | 'addEventListener'>;
};

/**
 * Keeps the board on the device while it is live, and shows it, with its age, where a page opens and the service does not
 * say who is there. It goes with the session: whoever comes next never sees it.
 */
export function keepBoard(deps: Deps): void {
  const { session, engine, shopSettings, clock, running, page = document } = deps;
  const store = deps.store ?? createKeptBoardStore();
  const saving = createTimer(clock);
  const waiting = createTimer(clock);
  /** Until the service has said who is there. */
  let opening = true;
  let saved: ReadonlyMap<number, Ticket> | null = null;

  const load = () => store.load().catch(() => undefined);

  async function restore(): Promise<void> {
    const kept = await load();
    if (!kept || !opening) return;
    const { person, cursor, settings, clockOffsetMs, asOf } = kept;
    const ageMs = clock.now() - asOf;
    // Where the clock was set back nobody can say how old it is.
    if (ageMs < -saveEveryMs || ageMs > keptForMs || kept.version !== running) return erase();
    batch(() => {
      if (!session.remember(person)) return;
      shopSettings.receive(settings);
      const tickets = new Map(kept.tickets.map((ticket) => [ticket.ticket_id, ticket]));
      const dataAsOf = Math.min(asOf, clock.now());
      engine.restore(person.id, { board: { cursor, tickets }, dataAsOf, clockOffsetMs });
    });
  }

  async function eraseOthers(person: Person): Promise<void> {
    const kept = await load();
    if (kept && !isSamePerson(kept.person, person)) erase();
  }

  function erase(): void {
    saved = null;
    void store.erase().catch(() => {});
  }

  function save(person: Person): void {
    saving.set(saveEveryMs, () => save(person));
    const { cursor, tickets } = engine.board();
    if (engine.connection.peek().kind !== 'live' || !cursor) return;
    const asOf = clock.now();
    const isSaved = tickets === saved;
    saved = tickets;
    const done = isSaved
      ? store.confirm({ cursor, asOf })
      : store.save({
          ...{ person, version: running, cursor, tickets: [...tickets.values()], asOf },
          settings: shopSettings.current.peek(),
          clockOffsetMs: engine.clockOffsetMs.peek(),
        });
    done.catch(() => {
      // No database, or a full disk: the page goes on without.
      saved = null;
    });
  }

  effect(() => {
    const { value } = session.state;
    waiting.clear();
    saving.clear();
    switch (value.kind) {
      case 'checking':
        if (opening) waiting.set(answerMs, () => void restore());
        // Somebody came in or left in another tab.
        else erase();
        return;
      case 'no-service':
        void restore();
        return;
      case 'signed-in':
        if (value.remembered) return;
        if (opening) void eraseOthers(value.person);
        opening = false;
        saving.set(firstSaveMs, () => save(value.person));
        return;
      case 'signed-out':
        if (isUndecided(value.reason)) return;
        opening = false;
        erase();
    }
  });
  // A page that is hidden may be closed without a further word.
  page.addEventListener('visibilitychange', () => {
    const { value } = session.state;
    if (page.hidden && value.kind === 'signed-in' && !value.remembered) save(value.person);
  });
}

/** Whether the service has not looked at the session yet. */
function isUndecided(reason: Extract<Session, { kind: 'signed-out' }>['reason']): boolean {
  return reason === 'too-many-attempts' || reason === 'code' || reason === 'link-in-use';
}

const boardKey = 'tablero';
const confirmedKey = 'al';

/** Keeps the board in the browser's IndexedDB. */
function createKeptBoardStore(): KeptBoardStore {
  const store = createStore('relevo-tablero', 'tablero');
  return {
    async load() {
      const [board, still] = await getMany([boardKey, confirmedKey], store);
      if (!board) return undefined;
      const isSame = still?.cursor.epoch === board.cursor.epoch && still.cursor.seq === board.cursor.seq;
      return isSame ? { ...board, asOf: Math.max(board.asOf, still.asOf) } : board;
    },
    save: async (board) => set(boardKey, board, store),
    confirm: async (still) => set(confirmedKey, still, store),
    erase: async () => clear(store),
  };
}
