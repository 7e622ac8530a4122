import { createHmac } from 'node:crypto';
import type { Clock } from '@relevo/service-kit';
import type { AuditRecord } from './audit-procedures.ts';

/** A sign-in that was refused. `address`: in clear; `account`: `hashAccount` of what was typed, null for a link. */
export type RefusedSignIn = {
  address: string;
  way: 'clave' | 'enlace';
  account: string | null;
  /** Whose account it is, if anybody's. */
  personId: number | null;
  /** Refused because of too many attempts, right or wrong. */
  limited: boolean;
};

/**
 * Makes the function that stands for what somebody typed as their account. People type passwords there by mistake: without
 * the service's secret nobody can try which text it was, and the same text always gives the same 16 letters.
 */
export function createHashAccount(secret: string): (account: string) => string {
  return (account) =>
    createHmac('sha256', secret).update(`cuenta:${account}`).digest('base64url').slice(0, 16);
}

type Deps = {
  /** Resolves when it is on disk. */
  record: (entry: AuditRecord) => Promise<unknown>;
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: { error(fields: object, message: string): void };
};

const windowMs = 60_000;

/**
 * Records refused sign-ins, so that a flood cannot fill the disk: in a minute at most `perAddress` entries of an address
 * and `inAll` of all of them at once. What is over is counted, and recorded when the minute ends: an entry for each of the
 * `summed` addresses with the most, and one for all the others together.
 */
export function createRefusedSignIns(
  { record, clock, log }: Deps,
  { perAddress = 5, inAll = 60, summed = 20, addresses = 1_000 } = {},
) {
  const stop = new AbortController();
  let entries = 0;
  let others = 0;
  let tallies = new Map<string, { entries: number; rest: number }>();
  let window: Promise<void> | undefined;

  async function recordOrTell(entry: AuditRecord): Promise<void> {
    // Whether somebody is let in is not for the log's disk to decide.
    await record(entry).catch((error) => log.error({ err: error }, 'could not record a refused sign-in'));
  }

  async function endWindow(): Promise<void> {
    await clock.sleep(windowMs, stop.signal).catch(() => undefined);
    const over = [...tallies].filter(([, { rest }]) => rest > 0);
    const most = over.toSorted(([, a], [, b]) => b.rest - a.rest);
    const together = most.slice(summed).reduce((sum, [, { rest }]) => sum + rest, others);
    tallies = new Map();
    entries = 0;
    others = 0;
    window = undefined;
    for (const [address, { rest }] of most.slice(0, summed)) await recordOrTell(sum(address, rest));
    if (together > 0) await recordOrTell(sum(null, together));
  }

  const sum = (desde: string | null, veces: number): AuditRecord => ({
    ...{ en: clock.now(), accion: 'entrada-rechazada', autor_id: null, autor: null, desde },
    detalle: { veces },
  });

  return {
    /** Records or counts one. Never rejects: a failing disk is logged. */
    async add({ address, way, account, personId, limited }: RefusedSignIn): Promise<void> {
      window ??= endWindow();
      const tally = tallies.get(address) ?? { entries: 0, rest: 0 };
      if (tallies.size < addresses) tallies.set(address, tally);
      if (tally.entries >= perAddress || entries >= inAll) {
        if (tallies.has(address)) tally.rest += 1;
        else others += 1;
        return;
      }
      tally.entries += 1;
      entries += 1;
      await recordOrTell({
        ...{ en: clock.now(), accion: 'entrada-rechazada', autor_id: null, autor: null, desde: address },
        ...{ que: way, a_quien: personId },
        detalle: { ...(account !== null && { cuenta: account }), ...(limited && { limite: true }) },
      });
    },
    /** Records what is counted so far. */
    async [Symbol.asyncDispose](): Promise<void> {
      stop.abort();
      await window;
    },
  };
}
