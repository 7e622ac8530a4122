import { problemText } from '../../api/problem-text.ts';
import type { Failure } from '../../api/request-json.ts';
import { faultWords as words } from './fault-words.ts';

/** Why the service did not take it: each bad field with its fault, or what it says. */
export function faultText(failure: Failure): string {
  if (failure.errores.length === 0) return problemText(failure);
  const names: Record<string, string> = words().names;
  return failure.errores
    .map(({ campo, mensaje }) => `${names[campo] ?? campo} ${inOurWords(mensaje)}.`)
    .join(' ');
}

// What is not known is better read in Spanish than not at all.
function inOurWords(mensaje: string): string {
  const faults: Record<string, string> = words().faults;
  const [name] = Object.entries(words.both.es.faults).find(([, text]) => text === mensaje) ?? [];
  return (name && faults[name]) ?? mensaje;
}
