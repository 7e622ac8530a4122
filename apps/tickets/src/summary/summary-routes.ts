import { once } from 'node:events';
import { summaryCsvQuerySchema, summaryQuerySchema, summarySchema, ticketPaths } from '@relevo/contract';
import { type Auth, parseInput, type Route } from '@relevo/service-kit';
import type { Response } from 'express';
import type { AuditRecord } from '../audit/audit-procedures.ts';
import { authorOf, requireRole } from '../people/access.ts';
import { requireFresh } from '../people/fresh-sign-in.ts';
import type { LateLimits } from './order-history.ts';
import { type OrderReader, readOrders } from './order-reader.ts';
import { columnNames, csvLine, describeOrder } from './orders-csv.ts';
import { daysOf, offsetOf, rangeOf } from './range.ts';
import { createSummary } from './summary.ts';

type Deps = {
  orders: OrderReader;
  lateLimits: () => LateLimits;
  /** The hour at which a day of the shop ends. */
  dayEndsAt: number;
  clock: { now(): number };
  /** Records that orders leave as a file; resolves when it is on disk. */
  recordExport: (entry: AuditRecord) => Promise<unknown>;
};

const responses = {
  400: { description: 'Datos inválidos, con cada campo' },
  403: { description: 'El rol no lo permite' },
};

/** The orders of one or more days: in figures, and order by order for a spreadsheet. */
export function summaryRoutes(deps: Deps, reader: Auth): Route[] {
  const { orders, lateLimits, dayEndsAt, clock, recordExport } = deps;
  const auth = requireRole(reader, 'admin', 'operador');
  return [
    {
      method: 'get',
      path: ticketPaths.summary,
      auth,
      doc: {
        summary: 'El día en números: los pedidos hechos desde un instante y antes de otro',
        description:
          'Las horas se cuentan desde `desde`; un pedido que llegó tarde cuenta en la hora en que se hizo. Los pedidos de la prueba de humo no cuentan.',
        query: summaryQuerySchema,
        responses: { 200: { description: 'El resumen', schema: summarySchema }, ...responses },
      },
      handler: async (request, response) => {
        const range = rangeOf(parseInput(summaryQuerySchema, request.query));
        const summary = createSummary(range, { limits: lateLimits(), now: clock.now() });
        for await (const portion of readOrders(orders, range, untilClosed(response))) summary.add(portion);
        response.json(summary.result());
      },
    },
    {
      method: 'get',
      path: ticketPaths.summaryCsv,
      auth: requireFresh(auth, clock),
      doc: {
        summary: 'Lo mismo pedido por pedido, en CSV para una planilla',
        description: 'UTF-8 con BOM, separado por `;`, con coma decimal; horas según la zona de `desde`.',
        query: summaryCsvQuerySchema,
        responses: { 200: { description: 'Un renglón por pedido' }, ...responses },
      },
      handler: async (request, response) => {
        const query = parseInput(summaryCsvQuerySchema, request.query);
        const offsetMin = offsetOf(query);
        const signal = untilClosed(response);
        await recordExport({
          ...{ ...authorOf(request, response), en: clock.now(), accion: 'exportacion', que: 'resumen.csv' },
          detalle: { desde: query.desde, hasta: query.hasta },
        });
        // Nothing is sent before the first page is read, so that a storage failure is answered as a problem.
        let text = `\uFEFF${csvLine(columnNames(query.idioma, offsetMin))}`;
        for await (const portion of readOrders(orders, rangeOf(query), signal)) {
          if (!response.headersSent) startFile(response, daysOf(query, dayEndsAt));
          text += portion.map((order) => csvLine(describeOrder(order, offsetMin))).join('');
          if (!response.write(text)) await once(response, 'drain', { signal }).catch(() => undefined);
          text = '';
        }
        if (!response.headersSent) startFile(response, daysOf(query, dayEndsAt));
        response.end(text);
      },
    },
  ];
}

function startFile(response: Response, [first, last]: [first: string, last: string]): void {
  response.set({
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="relevo-${first === last ? first : `${first}-${last}`}.csv"`,
    'Cache-Control': 'no-store',
  });
}

/** Aborted when the client no longer waits for the answer. */
function untilClosed(response: Response): AbortSignal {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return closed.signal;
}
