import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { launchBrowser } from './support/browser.ts';

/** A proxy as somebody has it in front of the board: wrong at first, then with the line that the page shows. */
type Proxy = AsyncDisposable & { url: string; change(line: string): Promise<void> };

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const target = new URL(service.url).host;

const has = (program: string) => spawnSync(program, ['version']).error === undefined;
const proxies: [name: string, there: boolean, open: () => Promise<Proxy>][] = [
  ['nginx', true, () => likeNginx()],
  ['nginx', has('nginx'), () => running('nginx', nginx, '')],
  ['nginx', has('nginx'), () => running('nginx', nginx, 'proxy_set_header Host tablero:$server_port;')],
  ['Caddy', has('caddy'), () => running('caddy', caddy, 'header_up Host {upstream_hostport}')],
];

describe.for(proxies.filter(([, there]) => there))('behind %s that changes Host', ([name, , open]) => {
  it('says so instead of blaming the link, and is open with the line that it shows', async () => {
    await using proxy = await open();
    await using door = await visit(proxy.url + (await linkPath()));
    const { page } = door;
    await page.getByRole('heading', { name: 'Falta un ajuste en el servidor' }).waitFor();
    await expect.poll(() => page.locator('main').innerText()).toContain(new URL(proxy.url).host);
    for (const blame of ['ya no sirve', 'no son correctos'])
      expect(await page.locator('main').innerText()).not.toContain(blame);
    await proxy.change(await lineFor(page, name));
    await page.locator('[data-accion="probar-de-nuevo"]').click();
    await page.locator('[data-conexion="live"]').waitFor();
  });
});

it('says so to whoever has typed the right password, in English, and keeps the axe quiet', async () => {
  await using proxy = await likeNginx();
  await using door = await visit(proxy.url, 'en');
  const { page } = door;
  await page.locator('input[name="email"]').fill('ana@example.com');
  await page.locator('input[name="clave"]').fill('una clave larga 2026');
  await page.locator('button[type="submit"]').click();
  await page.getByRole('heading', { name: 'One setting is missing on the server' }).waitFor();
  expect(await lineFor(page, 'otro')).toBe(`CORS_ALLOWED_ORIGINS=${proxy.url}`);
  expect(await violationsOf(page)).toEqual([]);
});

it.runIf(has('nginx'))('lets everybody in behind nginx with $host:$server_port', async () => {
  await using proxy = await running('nginx', nginx, 'proxy_set_header Host $host:$server_port;');
  await using door = await visit(proxy.url + (await linkPath()));
  await door.page.locator('[data-conexion="live"]').waitFor();
});

it.runIf(has('caddy'))('lets everybody in behind Caddy as it comes', async () => {
  await using proxy = await running('caddy', caddy, '');
  await using door = await visit(proxy.url + (await linkPath()));
  await door.page.locator('[data-conexion="live"]').waitFor();
});

async function linkPath(): Promise<string> {
  const { pathname, hash } = new URL(await service.signInLink());
  return pathname + hash;
}

async function lineFor(page: Page, proxy: string): Promise<string> {
  return page.locator(`[data-proxy="${proxy}"] code`).innerText();
}

async function visit(url: string, locale = 'es-AR') {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale });
  const page = await context.newPage();
  await page.goto(url);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

/** What a bare `proxy_pass` of nginx does, for a machine without nginx: the Host becomes the target's name. */
async function likeNginx(): Promise<Proxy> {
  let line = '';
  // Nor does it let the protocol change: the board falls back to polling.
  const headersFor = ({ headers: { upgrade: _, connection: _hop, ...headers } }: http.IncomingMessage) => ({
    ...headers,
    host: line === 'proxy_set_header Host $http_host;' ? headers.host : target,
  });
  const server = http.createServer((request, response) => {
    const { method, url: path } = request;
    const onward = http.request(
      `http://${target}`,
      { method, path, headers: headersFor(request) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    change: async (next) => {
      line = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Program = (at: { dir: string; port: number; line: string }) => { config: string; args: string[] };

const nginx: Program = ({ dir, port, line }) => ({
  config: `daemon off; master_process off; pid ${dir}/pid; error_log ${dir}/log; events {}
    http { access_log off; client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f;
      uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
      server { listen 127.0.0.1:${port}; location / { proxy_pass http://${target}; ${line} } } }`,
  args: ['-p', dir, '-c', join(dir, 'config')],
});

const caddy: Program = ({ dir, port, line }) => ({
  config: `{\n admin off\n storage file_system ${dir}\n}\nhttp://127.0.0.1:${port} {\n reverse_proxy ${target} {\n ${line}\n }\n}\n`,
  args: ['run', '--adapter', 'caddyfile', '--config', join(dir, 'config')],
});

/** A real proxy in front of the service. A new line takes the place of the one before, by a restart. */
async function running(name: string, program: Program, first: string): Promise<Proxy> {
  const dir = tempDir();
  const port = await freePort();
  let child: ChildProcess | undefined;
  const end = async () => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const change = async (line: string) => {
    await end();
    const { config, args } = program({ dir: dir.path, port, line });
    writeFileSync(join(dir.path, 'config'), config);
    const env = { ...process.env, HOME: dir.path, XDG_CONFIG_HOME: dir.path, XDG_DATA_HOME: dir.path };
    child = spawn(name, args, { env, stdio: 'ignore' });
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(answers, Boolean);
  };
  await change(first);
  const close = async () => {
    await end();
    dir[Symbol.dispose]();
  };
  return { url: `http://127.0.0.1:${port}`, change, [Symbol.asyncDispose]: close };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
