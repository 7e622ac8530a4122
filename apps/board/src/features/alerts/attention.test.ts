import { signal } from '@preact/signals-core';
import type { Person, Ticket } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { speak } from '../../i18n/language.ts';
import { createAlertSettings } from './alert-settings.ts';
import { createAttention, createNotifier, keepAwake, type Note } from './attention.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('attention', () => {
  function start({ isHidden = true, notify = true } = {}) {
    const arrivedLive = signal<readonly Ticket[]>([]);
    const ringing = signal<readonly Ticket[]>([]);
    const hidden = signal(isHidden);
    const person = signal<Person | null>({ id: 7, nombre: 'Rosa', rol: 'repartidor' });
    const permission = signal<NotificationPermission>('granted');
    const settings = createAlertSettings(null);
    settings.notify.set(notify);
    const shown: Note[] = [];
    const closed: string[] = [];
    const wentTo: number[] = [];
    const { calling } = createAttention({
      ...{ arrivedLive, ringing, hidden, person, settings },
      notifier: {
        permission,
        ask: async () => {},
        show(note) {
          shown.push(note);
          return () => closed.push(note.tag);
        },
      },
      goTo: (id) => wentTo.push(id),
    });
    const arrive = (...ids: number[]) => {
      const tickets = ids.map((ticket_id) => makeTicket({ ticket_id }));
      arrivedLive.value = tickets;
      return tickets;
    };
    return { arrive, ringing, hidden, person, permission, shown, closed, wentTo, calling };
  }

  describe('a hidden page', () => {
    it('shows one notification for what comes in at once, which leads to the ticket', () => {
      const { arrive, shown, wentTo } = start();
      arrive(4);
      arrive(5, 6);
      expect(shown.map(({ tag, title }) => [tag, title])).toEqual([
        ['relevo-4', '1 pedido nuevo'],
        ['relevo-5', '2 pedidos nuevos'],
      ]);
      expect(shown[1]?.body).toBe('PED-5 · Juana Molina\nPED-6 · Juana Molina');
      shown[1]?.onClick();
      expect(wentTo).toEqual([5]);
    });

    it('shows none unless that is switched on and the browser allows it', () => {
      const off = start({ notify: false });
      off.arrive(4);
      const denied = start();
      denied.permission.value = 'default';
      denied.arrive(4);
      expect([...off.shown, ...denied.shown]).toEqual([]);
    });

    it('takes its notification back, and its count, once the orders are acknowledged elsewhere', () => {
      const { arrive, ringing, closed, calling } = start();
      const [first, second] = arrive(4, 5);
      ringing.value = [first, second].flatMap((ticket) => ticket ?? []);
      expect(calling.value).toBe(2);
      ringing.value = [second].flatMap((ticket) => ticket ?? []);
      expect([calling.value, closed]).toEqual([1, []]);
      ringing.value = [];
      expect([calling.value, closed]).toEqual([0, ['relevo-4']]);
    });

    it('counts what a driver was given until they look', () => {
      const { arrive, hidden, closed, calling } = start();
      arrive(4);
      expect(calling.value).toBe(1);
      hidden.value = false;
      expect([calling.value, closed]).toEqual([0, ['relevo-4']]);
      hidden.value = true;
      expect(calling.value).toBe(0);
    });
  });

  describe('a hidden page that somebody leaves', () => {
    it('takes back what it showed of customers, and counts nothing any more', () => {
      const { arrive, person, closed, calling } = start();
      arrive(4);
      person.value = null;
      expect([calling.value, closed]).toEqual([0, ['relevo-4']]);
    });

    it('notifies nobody twice when its language changes in another tab', () => {
      const { arrive, shown } = start();
      arrive(4);
      speak('en');
      speak('es');
      expect(shown).toHaveLength(1);
    });
  });

  describe('a page in sight', () => {
    it('shows no notification, but its title calls when it is hidden while something rings', () => {
      const { arrive, ringing, hidden, shown, calling } = start({ isHidden: false });
      ringing.value = arrive(4);
      expect([shown, calling.value]).toEqual([[], 0]);
      hidden.value = true;
      expect([shown, calling.value]).toEqual([[], 1]);
    });
  });
});

describe('notifier', () => {
  const note = { tag: 'relevo-4', title: '1 pedido nuevo', body: '', onClick: () => {} };

  describe('notifications', () => {
    it('are unavailable where the browser does not know them', () => {
      const notifier = createNotifier(undefined);
      notifier.show(note)();
      expect(notifier.permission.value).toBe('unsupported');
    });

    it('are unavailable where only a service worker may show them', () => {
      class OnlyByWorker {
        static permission = 'granted';
        constructor() {
          throw new TypeError('Illegal constructor');
        }
      }
      const notifier = createNotifier(OnlyByWorker as unknown as typeof Notification);
      expect(notifier.permission.value).toBe('granted');
      notifier.show(note)();
      expect(notifier.permission.value).toBe('unsupported');
    });

    it('are asked for when somebody asks, and a click on one closes it and leads to its ticket', async () => {
      const made: { title: string; tag?: string; onclick?: () => void; closed: boolean }[] = [];
      let asked = 0;
      class Granted {
        static permission = 'default';
        static async requestPermission() {
          asked += 1;
          return 'granted';
        }
        closed = false;
        title: string;
        tag: string | undefined;
        constructor(title: string, options: NotificationOptions) {
          this.title = title;
          this.tag = options.tag;
          made.push(this);
        }
        close() {
          this.closed = true;
        }
      }
      const notifier = createNotifier(Granted as unknown as typeof Notification);
      expect(asked).toBe(0);
      await notifier.ask();
      expect([asked, notifier.permission.value]).toEqual([1, 'granted']);
      let clicked = 0;
      notifier.show({
        ...note,
        onClick: () => {
          clicked += 1;
        },
      });
      made[0]?.onclick?.();
      expect([made[0]?.tag, made[0]?.closed, clicked]).toEqual(['relevo-4', true, 1]);
    });
  });
});

describe('a screen that stays on', () => {
  function startPage({ refuses = false } = {}) {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
    const held = new Set<EventTarget>();
    const locks = {
      asked: 0,
      async request() {
        locks.asked += 1;
        if (refuses) throw new DOMException('low battery', 'NotAllowedError');
        const sentinel = Object.assign(new EventTarget(), {
          async release() {
            held.delete(sentinel);
          },
        });
        held.add(sentinel);
        return sentinel;
      },
    };
    /** As a browser does: what is hidden loses its lock. */
    const show = async (state: DocumentVisibilityState) => {
      page.visibilityState = state;
      if (state === 'hidden') {
        for (const sentinel of held) sentinel.dispatchEvent(new Event('release'));
        held.clear();
      }
      page.dispatchEvent(new Event('visibilitychange'));
      await settle();
    };
    return { page, locks, held, show };
  }

  it('stays on, also after the page was hidden', async () => {
    const { page, locks, held, show } = startPage();
    const stop = keepAwake(locks, page);
    await settle();
    expect(held.size).toBe(1);
    await show('hidden');
    expect(held.size).toBe(0);
    await show('visible');
    await show('visible');
    expect([held.size, locks.asked]).toEqual([1, 2]);
    stop();
    expect(held.size).toBe(0);
    await show('visible');
    expect(held.size).toBe(0);
  });

  it('is asked for again where it was refused, and nothing fails where there is no such thing', async () => {
    const { page, locks, show } = startPage({ refuses: true });
    keepAwake(locks, page);
    await settle();
    await show('visible');
    expect(locks.asked).toBe(2);
    keepAwake(undefined, page)();
  });
});
