import { readFileSync } from 'node:fs';

/** Why nobody may have this password: too many people choose it first, or it is the person's own name in disguise. */
export type PasswordFault = 'too-common' | 'own-words';

/**
 * Judges a new password. Its length is the contract's business; here is what those who guess try first.
 * @param own the person's name and email, as they are
 */
export function judgePassword(password: string, own: readonly (string | null)[]): PasswordFault | undefined {
  const text = folded(password).replace(/[\s\p{P}]+/gu, '');
  const guesses = [folded(password), text, ...[text, plainLetters(inner(text))].map(inner)];
  if (guesses.some((guess) => commonPasswords().has(guess))) return 'too-common';
  if (repeatsPiece(text) || isRun(text)) return 'too-common';
  const rest = ownWords(own).reduce((left, word) => left.replaceAll(word, ''), text);
  return rest.length < text.length && rest.length < leftOver ? 'own-words' : undefined;
}

const shortest = 10;
/** So many characters have to be there beside one's own words. */
const leftOver = 8;

/** Lower case and without accents: `Contraseña` is `contrasena`. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Without the digits and signs that people put around a word to please a rule: `¡margarita2026!` is `margarita`. */
function inner(text: string): string {
  return text.replace(/^[^a-z]+|[^a-z]+$/g, '');
}

const lookalikes: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
};

/** With the letters that digits and signs stand for: `p4ssw0rd` is `password`. */
function plainLetters(text: string): string {
  return text.replace(/[013457@$]/g, (sign) => lookalikes[sign] ?? sign);
}

/** Whether it is a short piece again and again: `trigotrigo`. */
function repeatsPiece(text: string): boolean {
  const length = (text + text).indexOf(text, 1);
  return length < Math.min(text.length, shortest);
}

/** Whether each character follows the one before by one and the same step: `abcdefghij`, `9876543210`. */
function isRun(text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, at) => code - (codes[at] ?? 0)));
  return steps.size <= 1 && Math.abs([...steps][0] ?? 0) <= 1;
}

/** The words of the name and of the email, the longest first, and the name of this very program. */
function ownWords(own: readonly (string | null)[]): string[] {
  const texts = own.map((text) => folded(text ?? ''));
  const words = texts.flatMap((text) => [text.replace(/[^a-z0-9]/g, ''), ...text.split(/[^a-z0-9]+/)]);
  const known = [...new Set([...words, 'relevo'])].filter((word) => word.length >= 3);
  return known.toSorted((a, b) => b.length - a.length);
}

let known: ReadonlySet<string> | undefined;

/** The list is read when the first password is set, which is seldom: a start does not wait for it. */
function commonPasswords(): ReadonlySet<string> {
  known ??= readList(readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8'));
  return known;
}

function readList(text: string): ReadonlySet<string> {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return new Set(lines.flatMap((line) => line.split(' ')).filter((word) => word !== ''));
}
