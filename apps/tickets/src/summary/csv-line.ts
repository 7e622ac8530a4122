/**
 * A line of a CSV file (RFC 4180), its end included. The separator is `;`: where a comma stands in decimals, as in
 * Argentina and most of the Spanish-speaking world, spreadsheets expect it, and a comma would split `1234,50`.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  const text = withoutFormula(value);
  return /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A customer's name that begins like this would be run by the spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection
function withoutFormula(text: string): string {
  return /^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}
