import { atLeast, exactly, type Figure } from './report.ts';
import { missing, orderNumbers, soundness, ticketNumbers } from './stored.ts';

/** What must hold after any trouble: everything acknowledged is in the file, and the file is sound. */
export function storedSoundly(
  what: string,
  name: 'store' | 'tickets',
  file: string,
  acknowledged: readonly string[],
): Figure[] {
  const numbers = name === 'store' ? orderNumbers : ticketNumbers;
  const lost = missing(file, numbers, acknowledged);
  return [
    // Without any there would be nothing to lose.
    atLeast(`${what}: acknowledged before it`, acknowledged.length, 1),
    exactly(`${what}: of ${acknowledged.length} acknowledged orders not stored`, lost, 0),
    exactly(`${what}: the database`, soundness(file), 'ok'),
  ];
}
