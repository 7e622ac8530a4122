import type { BoardEvent } from '@relevo/contract';
import type { EventLog, LogState } from '../event-log/event-log.ts';
import { type LoggedEvent, seeEvent, type View, viewsOf } from '../event-log/view.ts';

const pageSize = 500;
// Shared by all sleeps: a new error for each would capture a stack each time.
const awake = new DOMException('woken up', 'AbortError');
/** After this many events the sockets get a turn to send; otherwise a burst would look as if nobody reads. */
const burst = 32;

type HubDeps = {
  eventLog: Pick<
    EventLog,
    'logState' | 'eventsAfter' | 'lastSeenBefore' | 'renewEpochIfRestored' | 'markHead'
  >;
  clock: { monotonic(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  log: { error(fields: object, message: string): void };
};

type Listener = (event: BoardEvent, view: View) => void;

/** Follows the log and publishes what is new in it. */
type Hub = {
  /** Wake signal: the log may have grown. Only a hint; the poll finds it too. */
  wake(): void;
  /**
   * Calls `listener` with every event from now on, once for each view that sees it.
   * @param wants whether anybody has this view now: what a view sees is not made for nobody
   */
  subscribe(listener: Listener, wants?: (view: View) => boolean): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Publishes every event above the last published one, in order. Starts at the head of the log: a board that subscribes
 * reads what came before from the log itself.
 */
export async function createHub(deps: HubDeps, { pollMs = 1_000 } = {}): Promise<Hub> {
  const { eventLog, clock, log } = deps;
  const listeners = new Map<Listener, (view: View) => boolean>();
  const stop = new AbortController();
  let published = await eventLog.logState();
  let marked = { head: published.head, at: clock.monotonic() };
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
    // Somebody put an older copy of the database in place of the one that this service was started on.
    await eventLog.renewEpochIfRestored();
    published = await eventLog.logState();
    return published;
  }

  async function publish(logged: LoggedEvent, epoch: string): Promise<void> {
    for (const view of viewsOf(logged)) {
      if (!listeners.values().some((wants) => wants(view))) continue;
      const prev = view.driverId === null ? logged.seq - 1 : await eventLog.lastSeenBefore(logged.seq, view);
      const event = seeEvent(logged, view, { epoch, prev });
      if (event) for (const listener of listeners.keys()) listener(event, view);
    }
  }

  // At most once a second: the mark need not be exact, only never far behind what boards have seen. Events do not wait
  // for this write, or one in fifty would be late in a busy shop.
  function markPublished(): void {
    if (published.head === marked.head || clock.monotonic() - marked.at < pollMs) return;
    marking = mark();
  }

  async function mark(): Promise<void> {
    const { epoch, head } = published;
    marked = { ...marked, at: clock.monotonic() };
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
      // The wake signal is only a hint; the log is the truth.
      const sleep = new AbortController();
      await Promise.race([hint.promise, clock.sleep(pollMs, sleep.signal).catch(() => {})]);
      sleep.abort(awake);
    }
  }

  const running = tail();
  return {
    wake: () => hint.resolve(),
    subscribe: (listener, wants = () => true) => void listeners.set(listener, wants),
    async [Symbol.asyncDispose]() {
      stop.abort();
      hint.resolve();
      await running;
      // A backup that is restored while the service is stopped is compared with this mark.
      await marking;
      if (published.head !== marked.head) await mark();
    },
  };
}
