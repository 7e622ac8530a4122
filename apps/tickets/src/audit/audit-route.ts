import { auditActions, auditPageSchema, ticketPaths } from '@relevo/contract';
import { type Auth, optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import { z } from 'zod';
import { requireRole } from '../people/access.ts';
import type { Audit, AuditCursor } from './audit-log.ts';

const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'debe ser una fecha ISO 8601')
  .transform((time) => Date.parse(time));

const querySchema = z.object({
  persona: optionalParameter(z.coerce.number('debe ser un número').int().positive()).meta({
    description: 'Lo que hizo o se le hizo a esta persona, por su número',
    example: 7,
  }),
  accion: optionalParameter(z.enum(auditActions, `debe ser una de: ${auditActions.join(', ')}`)).meta({
    description: 'Sólo lo de esta clase',
    example: 'clave-api-creada',
  }),
  desde: optionalParameter(instant),
  hasta: optionalParameter(instant),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(200)),
  cursor: optionalParameter(z.string().regex(/^\d{1,15}-\d{1,15}$/, 'no es válido')).meta({
    description: 'El `cursor` de la página anterior',
    example: '1763654700000-311',
  }),
});

/** `GET /api/auditoria`: who did what to whom, from where. For the admin alone; a key has no say here. */
export function auditRoute(audit: Pick<Audit, 'page'>, reader: Auth): Route {
  return {
    method: 'get',
    path: ticketPaths.audit,
    auth: requireRole(reader, 'admin'),
    doc: {
      summary: 'La auditoría: quién hizo qué, a quién, desde dónde; lo último primero',
      description:
        '`persona`: lo que hizo y lo que se le hizo. `desde` y `hasta`: instantes, sin el último. ' +
        'Las direcciones se borran a los 90 días, las entradas a los dos años.',
      query: querySchema,
      responses: {
        200: { description: 'Una página', schema: auditPageSchema },
        400: { description: 'Datos inválidos, con cada campo' },
        401: { description: 'Sin sesión' },
        403: { description: 'Sólo para administradores' },
      },
    },
    handler: (request, response) => {
      const query = parseInput(querySchema, request.query);
      const { entries, next } = audit.page({
        ...{ action: query.accion, personId: query.persona, from: query.desde, to: query.hasta },
        ...{
          limit: query.limite ?? 50,
          before: query.cursor === undefined ? undefined : cursorOf(query.cursor),
        },
      });
      response.set('Cache-Control', 'no-store');
      response.json({ entradas: entries, cursor: next && `${next.at}-${next.id}` });
    },
  };
}

function cursorOf(text: string): AuditCursor {
  const [at, id] = text.split('-').map(Number);
  return { at: at ?? 0, id: id ?? 0 };
}
