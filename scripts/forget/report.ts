/** What came of it, as `--json` prints it. Counts only: nothing of a customer, but for numbers like theirs. */
export type Report = {
  accion: 'simular' | 'olvidar' | 'exportar';
  /** The store's orders. `en_camino` and `rechazados`: those that are left as they are. */
  tienda?: { encontrados: number; olvidados?: number; en_camino: number; rechazados: number };
  tickets?: { encontrados: number; abiertos: number; olvidados?: number };
  /** Other numbers that end in the same eight digits. */
  parecidos?: string[];
  archivo?: string;
  /** Whether the databases were written anew, and their write-ahead logs emptied. */
  compactado?: boolean;
  wal_vaciado?: boolean;
  /** How many texts of the customer are still found in the bytes of the files. */
  restos?: number;
  completo: boolean;
};

/** Writes the report for who typed the command. */
export function tell(report: Report): string {
  const { accion, tienda, tickets, parecidos = [], archivo } = report;
  const lines = [
    ...(tienda ? [`Store: ${orders(tienda.encontrados)} of this customer.`] : []),
    ...(tickets ? [`Ticket service: ${orders(tickets.encontrados)}, ${tickets.abiertos} of them open.`] : []),
    ...(tienda || tickets ? missing(report) : []),
    ...(archivo === undefined ? [] : [`Written to ${archivo}, which only you can read.`]),
    ...(accion === 'exportar' ? [] : left(report)),
    ...(parecidos.length === 0
      ? []
      : [
          `Other numbers like it, perhaps the same person: ${parecidos.join(', ')}. Give them as --telefono too.`,
        ]),
    ...(accion === 'olvidar' ? forgotten(report) : []),
    ...(accion === 'simular' ? ['Nothing was changed (--simular).'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function orders(count: number): string {
  return count === 1 ? '1 order' : `${count} orders`;
}

function missing({ tienda, tickets }: Report): string[] {
  if (tienda && tickets) return [];
  const [here, there] = tienda ? ['store', 'ticket service'] : ['ticket service', 'store'];
  const audit = tickets ? '' : ' The audit log is there, too: this was not recorded.';
  return [`Only the ${here}'s database is here. Run this where the ${there}'s is, as well.${audit}`];
}

function left({ accion, tienda, tickets }: Report): string[] {
  const lines = [];
  if (tickets && tickets.abiertos > 0 && accion === 'simular')
    lines.push('Who prepares and delivers the open ones would no longer see whose they are, nor where to.');
  if (tienda && tienda.en_camino > 0)
    lines.push(
      `${orders(tienda.en_camino)} not delivered to the ticket service yet: left as is. Run this again later.`,
    );
  if (tienda && tienda.rechazados > 0)
    lines.push(
      `${orders(tienda.rechazados)} refused by the ticket service: left as is, because nobody could send it again. See`,
      'them at GET /api/entregas?estado=rechazada, or forget them too with --con-rechazados.',
    );
  return lines;
}

function forgotten({ compactado, wal_vaciado, restos = 0, tienda, tickets }: Report): string[] {
  const lines = [];
  if (tienda || tickets)
    lines.push(
      `Forgotten: ${tienda?.olvidados ?? 0} in the store, ${tickets?.olvidados ?? 0} in the ticket service.`,
    );
  if (!wal_vaciado)
    lines.push(
      'A write-ahead log could not be emptied: somebody reads the database (a backup?). Run this again with --compactar.',
    );
  if (compactado && restos > 0)
    lines.push(
      'What is known of the customer is still in orders of others (the same name or address), or in those left.',
    );
  if (!compactado && restos > 0)
    lines.push(
      'Parts of it are still in the free space of a large database, or in orders of others: run this again with',
      '--compactar when no orders come in.',
    );
  lines.push('Copies made before still hold it: see "Forgetting a customer" in docs/operations.md.');
  return lines;
}
