import { randomBytes } from 'node:crypto';
import type { Storage } from '@relevo/storage';
import type { Author } from '../audit/audit-procedures.ts';
import { hashSecret } from '../people/people-repository.ts';
import type { SecondFactorCheck } from '../people/sign-in.ts';
import type { accountProcedures } from './account-procedures.ts';
import { createSeal, type Seal } from './sealed-text.ts';
import { base32, matchingStep, otpauthUri } from './totp.ts';

const secretBytes = 20;
const oneTimeCodes = 10;
const oneTimeCodeBytes = 10;

/** What somebody sees of their second factor. `since`: epoch ms. */
export type SecondFactorState = { since: number; codesLeft: number };

/** Who does it to whose second factor, when. */
type Act = { personId: number; now: number; by: Author };

/** The second factor: codes of an app (TOTP), and ten one-time codes for when it is not at hand. */
export type SecondFactors = SecondFactorCheck & {
  /** Null: there is none. */
  stateOf(personId: number): SecondFactorState | null;
  /** Makes a secret that counts once `activate` has seen a code of it. Undefined: there is a second factor already. */
  begin(personId: number, account: string): Promise<{ secret: string; uri: string } | undefined>;
  /** Turns it on with the first code. @returns the one-time codes; undefined for a wrong code, or without `begin` */
  activate(act: Act & { code: string }): Promise<string[] | undefined>;
  /** @returns new one-time codes, in the place of those of before; undefined without a second factor */
  newCodes(act: Act): Promise<string[] | undefined>;
  /** Turns it off. False if there is none. */
  remove(act: Act): Promise<boolean>;
  /** Seals anew what a session secret of before has sealed. @returns how many secrets none of them opens */
  reseal(): Promise<number>;
};

type Row = { person_id: number; sealed: string; active_at: number | null; last_step: number };

const selectFactors = 'SELECT person_id, sealed, active_at, last_step FROM second_factors';
const countLeft = 'SELECT count(*) AS codes FROM one_time_codes WHERE person_id = ? AND used_at IS NULL';

/** Second factors in SQLite. */
export function createSecondFactors(storage: Storage<typeof accountProcedures>, seal: Seal): SecondFactors {
  const { reader, write } = storage;
  const rowOf = (personId: number) => reader.get<Row>(`${selectFactors} WHERE person_id = ?`, [personId]);
  const activeOf = (personId: number) => {
    const row = rowOf(personId);
    return row && row.active_at !== null ? row : undefined;
  };

  function stepOfCode(row: Row, code: string, now: number): number | undefined {
    const opened = seal.open(row.sealed, String(row.person_id));
    return opened && matchingStep(code, { secret: opened.bytes, now, lastStep: row.last_step });
  }

  return {
    isOn: (personId) => activeOf(personId) !== undefined,
    stateOf(personId) {
      const row = activeOf(personId);
      if (!row) return null;
      const { codes } = reader.get<{ codes: number }>(countLeft, [personId]) ?? { codes: 0 };
      return { since: row.active_at ?? 0, codesLeft: codes };
    },
    async accept(personId, code, now) {
      const row = activeOf(personId);
      if (!row) return false;
      // Six digits are the app's, all else can only be a one-time code.
      if (!/^\d{6}$/.test(code))
        return write('takeOneTimeCode', { personId, codeHash: hashSecret(code), now });
      const step = stepOfCode(row, code, now);
      return step !== undefined && write('takeStep', { personId, step });
    },
    async begin(personId, account) {
      const secret = randomBytes(secretBytes);
      const begun = await write('beginSecondFactor', {
        personId,
        sealed: seal.seal(secret, String(personId)),
      });
      return begun ? { secret: base32(secret), uri: otpauthUri(secret, account) } : undefined;
    },
    async activate({ personId, code, now, by }) {
      const row = rowOf(personId);
      const step = row && row.active_at === null ? stepOfCode(row, code, now) : undefined;
      if (!row || step === undefined) return undefined;
      const { codes, codeHashes } = newOneTimeCodes();
      const { sealed } = row;
      const on = await write('activateSecondFactor', { personId, sealed, step, codeHashes, now, by });
      return on ? codes : undefined;
    },
    async newCodes(act) {
      const { codes, codeHashes } = newOneTimeCodes();
      return (await write('replaceOneTimeCodes', { ...act, codeHashes })) ? codes : undefined;
    },
    remove: (act) => write('removeSecondFactor', act),
    async reseal() {
      let lost = 0;
      for (const { person_id: personId, sealed: from } of reader.all<Row>(selectFactors)) {
        const opened = seal.open(from, String(personId));
        if (!opened) lost += 1;
        if (opened?.isOld)
          await write('resealSecondFactor', {
            personId,
            from,
            to: seal.seal(opened.bytes, String(personId)),
          });
      }
      return lost;
    },
  };
}

/** Opens the second factors, with what a session secret of before has sealed sealed anew. */
export async function openSecondFactors(
  storage: Storage<typeof accountProcedures>,
  { secrets, log }: { secrets: readonly string[]; log: { warn(fields: object, text: string): void } },
): Promise<SecondFactors> {
  const factors = createSecondFactors(storage, createSeal(secrets, 'second factor'));
  const lost = await factors.reseal();
  if (lost > 0) log.warn({ lost }, 'no SESSION_SECRET opens some second factors: only one-time codes work');
  return factors;
}

/** Codes as they are shown, `abcd-efgh-ijkl-mnop`, and what is kept of each: the hash of it without the dashes. */
function newOneTimeCodes(): { codes: string[]; codeHashes: string[] } {
  const plain = Array.from({ length: oneTimeCodes }, () =>
    base32(randomBytes(oneTimeCodeBytes)).toLowerCase(),
  );
  return {
    codes: plain.map((code) => code.replace(/(.{4})(?=.)/g, '$1-')),
    codeHashes: plain.map((code) => hashSecret(code)),
  };
}
