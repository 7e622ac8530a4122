import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CookieOptions, Request, Response } from 'express';

const deviceCookie = 'relevo-equipo';

/** Browsers keep no cookie for longer. */
const keptMs = 400 * 24 * 60 * 60 * 1_000;
/** A tablet that is shared; who signed in first on it is forgotten first. */
const mostPeople = 20;

/** A browser, and the ids of the people who have signed in on it, the last first. */
type Device = { id: string; people: readonly number[] };

export type KnownDevices = ReturnType<typeof createKnownDevices>;

/**
 * Remembers in a browser who has signed in on it, by a cookie that only this service can have made. It lets nobody in: it
 * only tells a device that an account has used before from all the others, so that those who guess passwords elsewhere
 * shut nobody out. The first secret signs, all of them are believed.
 */
export function createKnownDevices(secrets: readonly string[]) {
  function deviceOf({ headers }: Pick<IncomingMessage, 'headers'>): Device | undefined {
    const [, text = '', signature = ''] = cookiePattern.exec(headers.cookie ?? '') ?? [];
    if (!secrets.some((secret) => isSame(signature, sign(text, secret)))) return undefined;
    const [id = '', people = ''] = text.split('.');
    return { id, people: people.split('-').map(Number) };
  }
  return {
    /** The browser that makes a request, whoever uses it; undefined if nobody has signed in on it. */
    nameOf: (request: Pick<IncomingMessage, 'headers'>): string | undefined => deviceOf(request)?.id,
    /** The browser that makes a request, if this person has signed in on it. */
    nameFor(request: Pick<IncomingMessage, 'headers'>, personId: number | null): string | undefined {
      const device = deviceOf(request);
      return personId !== null && device?.people.includes(personId) ? device.id : undefined;
    },
    /** Has the browser remember that this person has signed in on it. */
    remember(request: Pick<Request, 'headers' | 'secure'>, response: Response, personId: number): void {
      const { id = newId(), people = [] } = deviceOf(request) ?? {};
      const kept = [personId, ...people.filter((one) => one !== personId)].slice(0, mostPeople);
      const text = `${id}.${kept.join('-')}`;
      const options: CookieOptions = {
        httpOnly: true,
        sameSite: 'lax',
        secure: request.secure,
        maxAge: keptMs,
      };
      response.cookie(deviceCookie, `${text}.${sign(text, secrets[0] ?? '')}`, options);
    },
  };
}

const cookiePattern = new RegExp(
  `(?:^|;\\s*)${deviceCookie}=([\\w-]{16}\\.[\\d-]{1,320})\\.([\\w-]{43})(?:;|$)`,
);

function newId(): string {
  return randomBytes(12).toString('base64url');
}

// Not what a session's cookie is signed with: neither can stand for the other.
function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(`${deviceCookie}:${text}`).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
