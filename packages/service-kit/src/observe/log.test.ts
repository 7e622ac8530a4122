import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';

it('writes one JSON object a line with the service, the level by name and the time in UTC', () => {
  const { log, lines } = recordingLogNow();
  log.info({ intento: 2 }, 'delivery postponed');
  expect(lines()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      service: 'relevo-test',
      intento: 2,
      msg: 'delivery postponed',
    },
  ]);
});

it('redacts keys, cookies and customer data at any depth, whatever the case of the name', () => {
  const { log, text } = recordingLogNow();
  log.info({
    'x-api-key': 'SECRET',
    req: {
      headers: { 'X-API-Key': 'SECRET', Authorization: 'SECRET', cookie: 'SECRET', 'Set-Cookie': ['SECRET'] },
    },
    cliente_nombre: 'SECRET',
    lista: [{ pedido: { cliente_telefono: 'SECRET', notas: 'SECRET', numero: 'A-1' } }],
  });
  log.child({ cliente_email: 'SECRET', numero: 'A-1' }).info('child');
  expect(text()).not.toContain('SECRET');
  expect(text().match(/"numero":"A-1"/g)).toHaveLength(2);
});

it('writes only the type, message, code, stack and cause of an error', () => {
  const { log, lines, text } = recordingLogNow();
  const cause = Object.assign(new Error('inner'), { code: 'E_INNER', params: ['SECRET'] });
  const error = Object.assign(new Error('outer', { cause }), {
    config: { headers: { 'X-API-Key': 'SECRET' } },
    response: { data: { cliente_nombre: 'SECRET' } },
  });
  log.error({ err: error }, 'failed');
  log.error(error);
  expect(text()).not.toContain('SECRET');
  expect(lines()[0]?.err).toMatchObject({ type: 'Error', message: 'outer', cause: { code: 'E_INNER' } });
});

it('leaves out what nests too deep instead of failing on a cycle', () => {
  const { log, lines } = recordingLogNow();
  const round: Record<string, unknown> = { numero: 'A-1' };
  round.self = round;
  log.info({ round }, 'cycle');
  expect(lines()[0]?.msg).toBe('cycle');
});

function recordingLogNow() {
  const recorded = recordingLog();
  return { log: recorded.log, lines: () => recorded.lines, text: recorded.text };
}
