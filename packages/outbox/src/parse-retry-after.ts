const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850 = /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * Reads a Retry-After header: seconds or an HTTP date.
 * Source: RFC 9110 §10.2.3 and §5.6.7 (the two obsolete date forms must be understood too).
 * @param now epoch ms, what a date is measured from
 * @returns ms to wait, or undefined for nonsense, a negative number or a moment already gone
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const waitMs = parseHttpDate(text) - now;
  return waitMs > 0 ? waitMs : undefined;
}

// Date.parse alone takes "-5" and "1.5" for dates: the form is checked first.
function parseHttpDate(text: string): number {
  if (IMF_FIXDATE.test(text) || RFC_850.test(text)) return Date.parse(text);
  return ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
