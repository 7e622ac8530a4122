import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Role, Ticket } from '@relevo/contract';
import type { Problem } from '../../api/problem.ts';
import type { Clock } from '../../device/clock.ts';
import { createPreference, oneOf, type Preference } from '../../device/preference.ts';
import type { DeviceStorage } from '../../device/storage.ts';
import { newUuid } from '../../device/uuid.ts';
import { sinceNow } from './due-orders.ts';

/** What did not come out, and why (null: the reason is unknown). */
type PrintFailure = { numero: string; problem: Problem | null };

/** The device's printer. */
export type Printer = {
  settings: PrintSettings;
  /** Starts to print what comes in from now on, or stops it. @param serverNow as far as the page knows, ms since 1970 */
  printNewOrders(wanted: boolean, serverNow: number): void;
  /** Prints a ticket now; from the second time on the paper says that it is a reprint. */
  print(ticket: Ticket): void;
  /** The last paper that did not come out. */
  failure: ReadonlySignal<PrintFailure | null>;
  dismiss(): void;
};

/** Whether a print was recorded and its paper is on its way, or why not (null: the reason is unknown). */
type PrintOutcome = { ok: true } | { ok: false; problem: Problem | null };

/** What comes in: tickets by id, as the service has told them, and whether the board is up to date. */
export type IncomingOrders = {
  tickets: ReadonlySignal<ReadonlyMap<number, Ticket>>;
  live: ReadonlySignal<boolean>;
};

/** Port: everything that printing needs, loaded when something is printed for the first time. */
export type PrintQueue = {
  print(ticket: Ticket): Promise<PrintOutcome>;
  /**
   * Prints what comes in. @returns a function that ends it
   * @param failed is called with a granted paper that did not come out: only a person can help
   */
  follow(orders: IncomingOrders, failed: (ticket: Ticket) => void): () => void;
};

export type QueueNeeds = { settings: PrintSettings; clock: Clock };

const loadAgainMs = 30_000;

/** @param orders what comes in, and the role of the person who is signed in (null: nobody) */
export function createPrinter(
  {
    storage,
    clock,
    loadQueue,
  }: {
    storage: DeviceStorage | null;
    clock: Clock;
    /** Loads what printing needs; rejects without a connection. */
    loadQueue(needs: QueueNeeds): Promise<PrintQueue>;
  },
  orders: IncomingOrders & { role: ReadonlySignal<Role | null> },
): Printer {
  const settings = createPrintSettings(storage);
  const failure = signal<PrintFailure | null>(null);
  let queue: Promise<PrintQueue> | null = null;
  let endFollowing: (() => void) | null = null;

  function open(): Promise<PrintQueue> {
    queue ??= loadQueue({ settings, clock }).catch((error) => {
      queue = null;
      throw error;
    });
    return queue;
  }

  const fail = ({ numero }: Ticket, problem: Problem | null) => {
    failure.value = { numero, problem };
  };

  async function follow(stillWanted: () => boolean): Promise<void> {
    try {
      const ready = await open();
      if (stillWanted()) endFollowing = ready.follow(orders, (ticket) => fail(ticket, null));
    } catch {
      clock.after(loadAgainMs, () => stillWanted() && void follow(stillWanted));
    }
  }

  effect(() => {
    const { value: role } = orders.role;
    const on = settings.automaticSince.value !== null && (role === 'admin' || role === 'operador');
    let wanted = on;
    if (on) void follow(() => wanted);
    return () => {
      wanted = false;
      endFollowing?.();
      endFollowing = null;
    };
  });

  return {
    settings,
    printNewOrders(wanted, serverNow) {
      settings.automaticSince.set(wanted ? sinceNow(orders.tickets.peek().values(), serverNow) : null);
    },
    print(ticket) {
      failure.value = null;
      const outcome: Promise<PrintOutcome> = open().then((ready) => ready.print(ticket));
      outcome
        .catch((): PrintOutcome => ({ ok: false, problem: null }))
        .then((came) => !came.ok && fail(ticket, came.problem));
    },
    failure,
    dismiss() {
      failure.value = null;
    },
  };
}

export const paperWidths = ['80', '58'] as const;
/** In millimetres. */
export type PaperWidth = (typeof paperWidths)[number];

/** How this device prints. */
export type PrintSettings = {
  width: Preference<PaperWidth>;
  /** Since when it prints new orders automatically: ms since 1970 by the server's clock; null: it does not. */
  automaticSince: Preference<number | null>;
  /** The same, read from the device now: another tab may have changed it. */
  automaticNow(): number | null;
  /** A random id that this device keeps. */
  device: string;
};

const sinceKey = 'relevo:imprimir-desde';
const deviceKey = 'relevo:dispositivo';

function createPrintSettings(storage: DeviceStorage | null): PrintSettings {
  const automaticSince = createPreference(storage, sinceKey, parseSince);
  return {
    width: createPreference(storage, 'relevo:ancho-papel', oneOf<PaperWidth>(paperWidths)),
    automaticSince,
    automaticNow: () => (storage ? parseSince(storage.getItem(sinceKey)) : automaticSince.peek()),
    device: deviceIdOf(storage),
  };
}

function parseSince(kept: string | null): number | null {
  const since = Number(kept ?? Number.NaN);
  return Number.isFinite(since) && since > 0 ? since : null;
}

function deviceIdOf(storage: DeviceStorage | null): string {
  const kept = storage?.getItem(deviceKey);
  if (kept) return kept.slice(0, 64);
  const made = newUuid();
  storage?.setItem(deviceKey, made);
  return made;
}
