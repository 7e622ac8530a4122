const money = new Intl.NumberFormat('es-AR', {
  style: 'currency',
  currency: 'ARS',
  trailingZeroDisplay: 'stripIfInteger',
});
const quantity = new Intl.NumberFormat('es-AR', { maximumFractionDigits: 3 });
const timeOfDay = new Intl.DateTimeFormat('es-AR', { hour: '2-digit', minute: '2-digit', hour12: false });
const dayAndTime = new Intl.DateTimeFormat('es-AR', {
  day: 'numeric',
  month: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** `12500` → `$ 12.500`. @param pesos the amount in pesos */
export function formatMoney(pesos: number): string {
  return money.format(pesos);
}

/** `0.5` → `0,5`. */
export function formatQuantity(amount: number): string {
  return quantity.format(amount);
}

/** `2026-07-30T12:05:00Z` → `09:05`, in the time zone of the device. */
export function formatTime(wireTime: string): string {
  return timeOfDay.format(new Date(wireTime));
}

/** `2026-07-30T12:05:00Z` → `30/7, 09:05`, in the time zone of the device. */
export function formatDayTime(wireTime: string): string {
  return dayAndTime.format(new Date(wireTime));
}

/** How old an order is, coarse enough to be read at a glance: `recién`, `12 min`, `1 h 05`, `2 d`. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return 'recién';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d`;
}

/** For how long something has lasted: `12 s`, `3 min`, `1 h 5 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
