// @ts-check

const pesos = new Intl.NumberFormat('es-AR', { style: 'currency', currency: 'ARS' });
const numbers = new Intl.NumberFormat('es-AR', { maximumFractionDigits: 2 });
const clockTime = new Intl.DateTimeFormat('es-AR', { timeStyle: 'medium', hourCycle: 'h23' });
// A no-break space keeps a number on the same line as its unit.
const gap = '\u00a0';

/** @param {number} centavos */
export function formatMoney(centavos) {
  return pesos.format(centavos / 100);
}

/**
 * Formats a quantity: `2`, `0,5 kg`.
 * @param {number} cantidad
 * @param {'u' | 'kg'} unidad
 */
export function formatQuantity(cantidad, unidad) {
  return unidad === 'kg' ? `${numbers.format(cantidad)} kg` : numbers.format(cantidad);
}

/**
 * Formats an instant as a time on the buyer's clock.
 * @param {string} iso
 */
export function formatTime(iso) {
  return clockTime.format(new Date(iso));
}

/**
 * Formats a duration: `350 ms`, `12,4 s`.
 * @param {number} ms
 */
export function formatDuration(ms) {
  return ms < 1_000 ? `${numbers.format(ms)}${gap}ms` : `${numbers.format(Math.round(ms / 100) / 10)}${gap}s`;
}

/**
 * Formats a wait in words: `en 12 s`, `en 4 min 10 s`, `en 1 h 5 min`.
 * @param {number} ms
 */
export function formatWait(ms) {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds <= 0) return 'ahora';
  if (seconds < 60) return `en ${seconds}${gap}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `en ${minutes}${gap}min ${seconds % 60}${gap}s`;
  return `en ${Math.floor(minutes / 60)}${gap}h ${minutes % 60}${gap}min`;
}
