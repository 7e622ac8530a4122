import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { recordingLog } from '@relevo/testkit/log';
import { describe, expect, it } from 'vitest';

describe('log', () => {
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
        headers: {
          'X-API-Key': 'SECRET',
          Authorization: 'SECRET',
          cookie: 'SECRET',
          'Set-Cookie': ['SECRET'],
        },
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
});

describe('log file', () => {
  const module = new URL('./log.ts', import.meta.url);

  /** Runs a program that has a `file` which writes to stdout, and tells how it ended. */
  async function run(program: string, stdout: 'pipe' | number) {
    const script = `const { createLogFile } = await import('${module}'); const file = createLogFile(1); ${program}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', stdout, 'pipe'],
    });
    const out = child.stdout ? text(child.stdout) : '';
    const err = child.stderr ? text(child.stderr) : '';
    const [code] = await once(child, 'exit');
    return { code, out: await out, err: await err };
  }

  it.each(['process.exit(3)', "throw new Error('boom')"])('loses no line to %s', async (end) => {
    const { out } = await run(`file.write('uno\\n'); file.write('dos\\n'); ${end}`, 'pipe');
    // What is on its way to the disk and what still waits may change places.
    expect(out.split('\n').sort()).toEqual(['', 'dos', 'uno']);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'ends nothing when the disk is full, and goes on with the next line',
    async () => {
      const lines = `for (let n = 0; n < 5; n++) { file.write('una\\n'); await new Promise((r) => setImmediate(r)); }`;
      const { code, err } = await run(
        `${lines} file.write('dos\\n'); file.flushSync(); console.error('alive');`,
        openSync('/dev/full', 'w'),
      );
      expect({ code, err }).toEqual({ code: 0, err: 'alive\n' });
    },
  );
});
