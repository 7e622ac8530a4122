import { mkdirSync, writeFileSync } from 'node:fs';
import { recordingLog } from '@relevo/testkit/log';
import { tempDir } from '@relevo/testkit/temp-dir';
import express from 'express';
import supertest from 'supertest';
import { expect, it } from 'vitest';
import { mountBoard } from './app.ts';

it('says in the log and at / that the board is not built, and serves it once it is', async () => {
  using dir = tempDir();
  const folder = `${dir.path}/dist`;
  mkdirSync(folder);
  const { log, lines } = record();
  const app = express();
  mountBoard(app, log, folder);
  expect(lines()).toMatchObject([{ level: 'error', folder }]);
  for (const path of ['/', '/entrar', '/tv']) {
    const answer = await supertest(app).get(path);
    expect([answer.status, answer.type]).toEqual([503, 'text/html']);
    expect(answer.text).toContain('npm run build');
    expect(answer.text).toContain('The board is not built');
  }
  writeFileSync(`${folder}/index.html`, '<title>Tablero</title>');
  expect((await supertest(app).get('/entrar')).text).toBe('<title>Tablero</title>');
  expect((await supertest(app).post('/')).status).not.toBe(503);
});

function record() {
  const recorded = recordingLog();
  return { log: recorded.log, lines: () => recorded.lines };
}
