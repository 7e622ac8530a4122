import type { BoardEvent } from '@relevo/contract';
import type { EventLog, LogState } from '../event-log/event-log.ts';
import { everything, type LoggedEvent, seeEvent, type View, viewsOf } from '../event-log/view.ts';

const pageSize = 500;
// One for all naps: an error of its own for each would cost a stack.
const awake = new DOMException('woken up', 'AbortError');
/** After so many events in one go the sockets get a turn to send: else a burst would look like nobody reads. */
const burst = 32;

type HubDeps = {
  eventLog: Pick<EventLog, 'logState' | 'eventsAfter' | 'lastSeenBefore' | 'recognize' | 'markHead'>;
  clock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  log: { error(fields: object, message: string): void };
};

type Listener = (event: BoardEvent, view: View) => void;

/** The tailer of the log. */
export type Hub = {
  /** A hint that the log has grown. The poll would find it too. */
  wake(): void;
  /** Every event published from now on, once for each view that sees it. */
  subscribe(listener: Listener): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Publishes every event above the last one published, in order. It starts at the head: whoever subscribes
 * later reads what came before from the log.
 */
export async function createHub(deps: HubDeps, { pollMs = 1_000 } = {}): Promise<Hub> {
  const { eventLog, clock, log } = deps;
  const listeners = new Set<Listener>();
  const stop = new AbortController();
  let published = await eventLog.logState();
  let marked = { head: published.head, at: clock.now() };
  let marking = Promise.resolve();
  let hint = Promise.withResolvers<void>();

  async function publishNew(): Promise<void> {
    const { epoch } = await currentLog();
    for (;;) {
      const events = await eventLog.eventsAfter(published.head, pageSize);
      for (const event of events) {
        await publish(event, epoch);
        published = { ...published, head: event.seq };
        if (event.seq % burst === 0) await clock.sleep(0);
      }
      if (events.length < pageSize) return;
    }
  }

  async function currentLog(): Promise<LogState> {
    const state = await eventLog.logState();
    if (state.epoch === published.epoch && state.head >= published.head) return state;
    // An older database was put in the place of the one that this service was started on.
    await eventLog.recognize();
    published = await eventLog.logState();
    return published;
  }

  async function publish(logged: LoggedEvent, epoch: string): Promise<void> {
    for (const view of viewsOf(logged)) {
      const prev = view === everything ? logged.seq - 1 : await eventLog.lastSeenBefore(logged.seq, view);
      const event = seeEvent(logged, view, { epoch, prev });
      if (event) for (const listener of listeners) listener(event, view);
    }
  }

  // At most once a second: what is marked need not be exact, only never far behind what boards have seen. Events do not
  // wait for it: it is a write, and one in fifty of a busy shop's would be late by it.
  function markPublished(): void {
    if (published.head === marked.head || clock.now() - marked.at < pollMs) return;
    marking = mark();
  }

  async function mark(): Promise<void> {
    const { epoch, head } = published;
    marked = { ...marked, at: clock.now() };
    try {
      await eventLog.markHead({ epoch, head });
      marked = { ...marked, head };
    } catch (error) {
      log.error({ err: error }, 'could not mark the head');
    }
  }

  async function tail(): Promise<void> {
    while (!stop.signal.aborted) {
      hint = Promise.withResolvers();
      try {
        await publishNew();
        markPublished();
      } catch (error) {
        log.error({ err: error }, 'could not read the log');
      }
      // A wake-up is only a hint; the log is the truth.
      const nap = new AbortController();
      await Promise.race([hint.promise, clock.sleep(pollMs, nap.signal).catch(() => {})]);
      nap.abort(awake);
    }
  }

  const running = tail();
  return {
    wake: () => hint.resolve(),
    subscribe: (listener) => void listeners.add(listener),
    async [Symbol.asyncDispose]() {
      stop.abort();
      hint.resolve();
      await running;
      // The copy that is put back while the service is stopped is compared with this.
      await marking;
      if (published.head !== marked.head) await mark();
    },
  };
}
