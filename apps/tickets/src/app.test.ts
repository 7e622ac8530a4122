import { mkdirSync, writeFileSync } from 'node:fs';
import { recordingLog } from '@relevo/testkit/log';
import { ticketsApp } from '@relevo/testkit/services';
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

it('sends the service worker anew each time, and says itself where it has none', async () => {
  using dir = tempDir();
  await using tickets = await ticketsApp();
  const built = express();
  writeFileSync(`${dir.path}/index.html`, '<title>Tablero</title>');
  writeFileSync(`${dir.path}/sin-conexion.js`, '');
  mountBoard(built, record().log, dir.path);
  const there = await supertest(built).head('/sin-conexion.js');
  expect([there.status, there.headers['cache-control'], there.type]).toEqual([
    ...[200, 'no-cache', 'text/javascript'],
  ]);
  const gone = await supertest(tickets.app).head('/no-hay-tal.js');
  expect([gone.status, gone.type]).toEqual([404, 'application/problem+json']);
});

function record() {
  const recorded = recordingLog();
  return { log: recorded.log, lines: () => recorded.lines };
}
