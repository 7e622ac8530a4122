import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import type { Person, Ticket } from '@relevo/contract';
import type { AlertSettings } from './alert-settings.ts';
import { alertWords as words } from './words.ts';

/** Makes a page noticed while it is hidden. */
type Attention = {
  /** How many orders nobody has looked at since this page was hidden; 0 while it is visible. */
  calling: ReadonlySignal<number>;
};

export function createAttention(deps: {
  arrivedLive: ReadonlySignal<readonly Ticket[]>;
  ringing: ReadonlySignal<readonly Ticket[]>;
  hidden: ReadonlySignal<boolean>;
  person: ReadonlySignal<Person | null>;
  settings: Pick<AlertSettings, 'notify'>;
  notifier: Notifier;
  /** Brings the page to the front, at this ticket. */
  goTo(ticketId: number): void;
}): Attention {
  const { arrivedLive, ringing, hidden, person, settings, notifier, goTo } = deps;
  const unseen = signal<ReadonlySet<number>>(new Set());
  const open = new Map<() => void, ReadonlySet<number>>();

  function notify(tickets: readonly Ticket[]): void {
    const [first] = tickets;
    if (!first || !settings.notify.peek() || notifier.permission.peek() !== 'granted') return;
    const close = notifier.show({
      tag: `relevo-${first.ticket_id}`,
      title: words().newOrders(tickets.length),
      body: tickets.map(({ numero, cliente_nombre }) => `${numero} · ${cliente_nombre}`).join('\n'),
      onClick: () => goTo(first.ticket_id),
    });
    open.set(close, new Set(tickets.map(({ ticket_id }) => ticket_id)));
  }

  function closeWhere(done: (ids: ReadonlySet<number>) => boolean): void {
    for (const [close, ids] of open) {
      if (!done(ids)) continue;
      open.delete(close);
      close();
    }
  }

  effect(() => {
    const tickets = arrivedLive.value;
    if (tickets.length === 0 || !hidden.peek()) return;
    unseen.value = new Set([...unseen.peek(), ...tickets.map(({ ticket_id }) => ticket_id)]);
    // Untracked: a change of language must not notify again.
    untracked(() => notify(tickets));
  });
  effect(() => {
    // Once somebody signs out, their customers' names must not stay on the screen.
    if (hidden.value && person.value) return;
    unseen.value = new Set();
    closeWhere(() => true);
  });
  // Close what was acknowledged on another device. A driver's tickets never ring, so their notifications stay.
  let rang: ReadonlySet<number> = new Set();
  effect(() => {
    const rings = new Set(ringing.value.map(({ ticket_id }) => ticket_id));
    const silenced = [...rang].filter((id) => !rings.has(id));
    rang = rings;
    if (silenced.length === 0) return;
    unseen.value = new Set([...unseen.peek()].filter((id) => !silenced.includes(id)));
    closeWhere((ids) => [...ids].every((id) => !rings.has(id)));
  });

  return {
    calling: computed(() => {
      if (!hidden.value) return 0;
      return new Set([...unseen.value, ...ringing.value.map(({ ticket_id }) => ticket_id)]).size;
    }),
  };
}

/** One notification of the system. Another one with the same `tag`, also from another tab, replaces it. */
export type Note = { tag: string; title: string; body: string; onClick(): void };

/** Port: the notifications of the system. */
export type Notifier = {
  permission: ReadonlySignal<NotificationPermission | 'unsupported'>;
  /** Asks the person for permission. Call it from within a tap only. */
  ask(): Promise<void>;
  /** Shows a notification. @returns a function that closes it */
  show(note: Note): () => void;
};

/** @param api `window.Notification`, where there is one */
export function createNotifier(api: typeof Notification | undefined): Notifier {
  const permission = signal<NotificationPermission | 'unsupported'>(api ? api.permission : 'unsupported');
  return {
    permission,
    async ask() {
      if (api) permission.value = await api.requestPermission();
    },
    show({ tag, title, body, onClick }) {
      try {
        const shown = api && new api(title, { tag, body, icon: '/favicon.svg' });
        if (!shown) return () => {};
        shown.onclick = () => {
          shown.close();
          onClick();
        };
        return () => shown.close();
      } catch {
        // Chrome on Android has the name but lets only a service worker show one.
        permission.value = 'unsupported';
        return () => {};
      }
    },
  };
}

type Sentinel = Pick<WakeLockSentinel, 'addEventListener' | 'release'>;
type Locks = { request(type: 'screen'): Promise<Sentinel> };
type Page = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/**
 * Keeps the screen on. A browser releases the wake lock when the page is hidden and refuses it when the battery is low,
 * so it is requested again whenever the page becomes visible.
 * @param locks `navigator.wakeLock`; undefined where the browser has none, and over plain http
 * @returns a function that releases it
 */
export function keepAwake(locks: Locks | undefined, page: Page): () => void {
  let held: Sentinel | null = null;
  let asking = false;
  let over = false;

  async function ask(): Promise<void> {
    if (!locks || held || asking || over || page.visibilityState !== 'visible') return;
    asking = true;
    try {
      const sentinel = await locks.request('screen');
      if (over) void sentinel.release();
      else held = sentinel;
      sentinel.addEventListener('release', () => {
        held = null;
      });
    } catch {
      // Refused for now: ask again when the page becomes visible.
    } finally {
      asking = false;
    }
  }

  const onVisible = () => void ask();
  page.addEventListener('visibilitychange', onVisible);
  void ask();
  return () => {
    over = true;
    page.removeEventListener('visibilitychange', onVisible);
    void held?.release();
  };
}
