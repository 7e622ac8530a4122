import { type BoardSettings, boardSettingsSchema, ticketPaths } from '@relevo/contract';
import { HttpProblem, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { authorOf, requireRole } from '../people/access.ts';
import type { ShopSettingsRepository } from './shop-settings.ts';

type Deps = { settings: Pick<ShopSettingsRepository, 'now' | 'change'>; clock: { now(): number } };

/** The settings of the whole shop. */
export function settingsRoutes({ settings, clock }: Deps, reader: RequestHandler): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.boardSettings,
      auth: reader,
      doc: {
        summary: 'Los ajustes del local: desde qué edad un pedido está demorado o tarde, en minutos',
        responses: { 200: { description: 'Los que valen ahora', schema: boardSettingsSchema } },
      },
      handler: (_request, response) => response.json(settings.now()),
    },
    {
      method: 'put',
      path: ticketPaths.boardSettings,
      auth: requireRole(reader, 'admin', 'operador'),
      body: true,
      doc: {
        summary: 'Cambia los ajustes del local; todos los tableros los reciben en el momento',
        description: '`version` es la que se estaba mirando. Pedir lo que ya vale no cambia nada.',
        request: boardSettingsSchema,
        responses: {
          200: { description: 'Los que valen ahora', schema: boardSettingsSchema },
          400: { description: 'Datos inválidos, con cada campo' },
          403: { description: 'El rol no lo permite' },
          409: { description: 'Otra persona los cambió mientras tanto; trae los actuales en `ajustes`' },
        },
      },
      handler: async (request, response) => {
        const wish = parseInput(boardSettingsSchema, request.body);
        const outcome = await settings.change(wish, authorOf(request, response), clock.now());
        if (outcome.kind === 'stale') throw stale(outcome.settings);
        response.json(outcome.settings);
      },
    },
  ];
}

function stale(ajustes: BoardSettings): HttpProblem {
  return new HttpProblem('ajustes-en-conflicto', 'Otra persona cambió los ajustes mientras tanto.', {
    extra: { ajustes },
  });
}
