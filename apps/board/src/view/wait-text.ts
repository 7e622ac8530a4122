/** When it is worth another try: `Probá de nuevo en 40 s.` Times in milliseconds. */
export function waitText(until: number, now: number): string {
  const seconds = Math.ceil((until - now) / 1_000);
  if (seconds <= 0) return 'Ya podés probar de nuevo.';
  if (seconds < 100) return `Probá de nuevo en ${seconds} s.`;
  return `Probá de nuevo en ${Math.ceil(seconds / 60)} minutos.`;
}
