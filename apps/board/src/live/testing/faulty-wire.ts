import { positionIntervalMs, type TicketEvent } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import type { SubscribeAnswer, Transport, TransportListener } from '../transport.ts';
import type { ModelView, ServerModel } from './server-model.ts';

/** What happens to each frame: chances from 0 to 1, and the longest extra delay. Delays also reorder. */
export type Faults = { drop: number; double: number; delay: number; maxDelayMs: number };
export const noFaults: Faults = { drop: 0, double: 0, delay: 0, maxDelayMs: 0 };

const latencyMs = 20;
const retryMs = 400;

/** A connection between one board and the server model that can fail in every way. */
export type FaultyWire = Transport & {
  publish(event: TicketEvent | null): void;
  faults(next: Faults): void;
  /** Makes the connection slow: each snapshot takes this long, and whatever is sent meanwhile arrives after it. */
  wholeBoardTakes(ms: number): void;
  /** Makes the connection half-open: frames vanish in both directions, and neither side notices. */
  halfOpen(on: boolean): void;
  /** Breaks the connection; the board notices and reconnects. */
  cut(): void;
  /** Takes the server away, or brings it back. */
  serverUp(up: boolean): void;
};

export function createFaultyWire(deps: {
  /** What waits for the line leaves it in its order: by the clock that timers go by, without a rounding between two. */
  clock: Pick<Clock, 'after'> & { monotonic(): number };
  random(): number;
  server: ServerModel;
  view?: ModelView;
}): FaultyWire {
  const { clock, random, server, view = null } = deps;
  let listener: TransportListener | null = null;
  let faults = noFaults;
  let up = true;
  let dark = false;
  let wholeBoardMs = 0;
  let lineFreeAt = 0;
  let connected = false;
  let connection = 0;
  let cancelConnect = () => {};

  /** Sends a frame to the board that keeps the connection busy for `busyMs`. */
  function toBoard(run: () => void, busyMs = 0): void {
    lineFreeAt = Math.max(lineFreeAt, clock.monotonic()) + busyMs;
    const waitMs = lineFreeAt - clock.monotonic();
    const mine = connection;
    if (waitMs === 0) frame(run);
    else clock.after(waitMs, () => mine === connection && frame(run));
  }

  /** @param outlives whether the frame still counts after its connection is gone, because the server has it already */
  function frame(run: () => void, outlives = false): void {
    const mine = connection;
    const copies = random() < faults.drop || dark ? 0 : random() < faults.double ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const extraMs = random() < faults.delay ? random() * faults.maxDelayMs : 0;
      clock.after(latencyMs + extraMs, () => {
        if (outlives ? up : mine === connection && connected && !dark) run();
      });
    }
  }

  function connectIn(delayMs: number): void {
    cancelConnect();
    cancelConnect = clock.after(delayMs, () => {
      if (!up || dark) {
        listener?.disconnected();
        connectIn(retryMs);
        return;
      }
      connected = true;
      connection += 1;
      lineFreeAt = 0;
      listener?.connected();
    });
  }

  function breakOff(delayMs: number): void {
    connected = false;
    connection += 1;
    connectIn(delayMs);
    listener?.disconnected();
  }

  function publish(event: TicketEvent | null): void {
    const visible = event && server.see(event, view);
    if (visible && connected) toBoard(() => listener?.event(visible));
  }

  function sayPosition(): void {
    if (connected && up) {
      const position = server.position(view);
      toBoard(() => listener?.position(position));
    }
    clock.after(positionIntervalMs, sayPosition);
  }
  clock.after(positionIntervalMs, sayPosition);

  return {
    open(next) {
      listener = next;
      connectIn(latencyMs);
    },
    subscribe(cursor, answer) {
      frame(() => {
        const reply: SubscribeAnswer = server.reply(cursor, view);
        toBoard(() => answer(reply), 'tickets' in reply ? wholeBoardMs : 0);
      });
    },
    command(command, answer) {
      if (!connected) return;
      const mine = connection;
      frame(() => {
        const { reply, event } = server.command(command);
        // The event and the answer are two frames: either may arrive first, and either may get lost.
        publish(event);
        if (mine === connection) frame(() => answer(reply));
      }, true);
    },
    reconnect: breakOff,
    close() {
      listener = null;
      connected = false;
      connection += 1;
      cancelConnect();
    },
    publish,
    faults(next) {
      faults = next;
    },
    wholeBoardTakes(ms) {
      wholeBoardMs = ms;
    },
    halfOpen(on) {
      dark = on;
    },
    cut: () => breakOff(retryMs * random()),
    serverUp(next) {
      up = next;
      if (!up && connected) breakOff(retryMs * random());
    },
  };
}
