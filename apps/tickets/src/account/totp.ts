import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * Time-based one-time passwords as every authenticator app makes them: RFC 6238 with SHA-1, 6 digits and steps of 30 s
 * (the apps take nothing else for granted), over HOTP of RFC 4226.
 */

const stepMs = 30_000;
const digits = 6;
/** The clocks of phone and service may be apart by one step. */
const tolerance = 1;

/** The step that a moment belongs to. @param now epoch ms */
export function stepOf(now: number): number {
  return Math.floor(now / stepMs);
}

/** The code of one step. */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** Which step a code is of, among those that it may be of now; undefined: none, or not one after `lastStep`. */
export function matchingStep(
  code: string,
  { secret, now, lastStep }: { secret: Uint8Array; now: number; lastStep: number },
): number | undefined {
  const here = stepOf(now);
  const steps = [here, here - tolerance, here + tolerance].filter((step) => step > lastStep && step >= 0);
  return steps.find((step) => isSame(codeOf(secret, step), code));
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Writes bytes in base32 (RFC 4648) without padding, as apps read them. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** A QR code holds only so much, and every letter that is no ASCII takes six or more. */
function short(account: string): string {
  const letters = [...account.toWellFormed()].slice(0, 60);
  while (encodeURIComponent(letters.join('')).length > 180) letters.pop();
  return letters.join('');
}

/** The address that a QR code holds: an app that scans it knows the secret, and whose it is. */
export function otpauthUri(secret: Uint8Array, account: string): string {
  const label = encodeURIComponent(`Relevo:${short(account)}`);
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Relevo`;
}
