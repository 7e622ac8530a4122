type Language = 'es' | 'en';

const names: Record<Language, (utc: string) => string[]> = {
  es: (utc) => [
    ...['Número', `Entró (${utc})`, 'Estado', 'Cliente', 'Repartidor', 'Pago', 'Total'],
    ...['Pendiente (min)', 'En preparación (min)', 'En camino (min)', 'Hasta el final (min)'],
    'Motivo de cancelación',
  ],
  en: (utc) => [
    ...['Number', `Came in (${utc})`, 'State', 'Customer', 'Driver', 'Payment', 'Total'],
    ...['Pending (min)', 'In the kitchen (min)', 'On the way (min)', 'Until the end (min)'],
    'Reason for cancelling',
  ],
};

/** The headings of the CSV. Times in a state are in minutes; when an order came in is told by the shop's clock. */
export function columnNames(language: Language, offsetMin: number): string[] {
  return names[language](`UTC${offsetText(offsetMin)}`);
}

function offsetText(offsetMin: number): string {
  if (offsetMin === 0) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  const size = Math.abs(offsetMin);
  return `${offsetMin < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
