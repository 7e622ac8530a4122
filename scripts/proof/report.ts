/** One figure of a fault: what was measured, what came out, and whether that is what was promised. */
export type Figure = { what: string; value: string; ok: boolean };
export type Report = Figure[];

/** A figure that must be at most `limit`. */
export function atMost(what: string, value: number, limit: number, unit: string): Figure {
  return { what, value: `${round(value)} ${unit} (at most ${limit})`, ok: value <= limit };
}

/** A figure that must be exactly this. */
export function exactly<T extends string | number | boolean | null>(
  what: string,
  value: T,
  wanted: T,
): Figure {
  const ok = value === wanted;
  return { what, value: ok ? String(value) : `${value}, not ${wanted}`, ok };
}

/** A figure that must be at least `limit`. */
export function atLeast(what: string, value: number, limit: number, unit = ''): Figure {
  return { what, value: `${round(value)}${unit && ` ${unit}`} (at least ${limit})`, ok: value >= limit };
}

/** A fact that nothing depends on. */
export function fact(what: string, value: string | number): Figure {
  return { what, value: String(value), ok: true };
}

export function formatReport(name: string, report: Report): string {
  const width = Math.max(...report.map(({ what }) => what.length));
  const lines = report.map(
    ({ what, value, ok }) => `  ${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(width)}  ${value}`,
  );
  return `${name}\n${lines.join('\n')}\n`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
