import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import * as store from '../apps/store/src/settings.ts';
import * as tickets from '../apps/tickets/src/settings.ts';

type Name = 'store' | 'tickets';
type Variables = Record<string, string>;
type ComposeService = {
  command: string[];
  environment: Variables;
  volumes: string[];
  ports: string[];
  mem_limit: string;
  memswap_limit: string;
  pids_limit: number;
};
type RenderVariable =
  | { key: string; value: string }
  | { key: string; generateValue: true }
  | { key: string; fromService: { name: string; envVarKey?: string } };
type RenderService = {
  name: string;
  dockerCommand: string;
  disk: { mountPath: string };
  envVars: (RenderVariable | { fromGroup: string })[];
};
type Blueprint = { envVarGroups: { name: string; envVars: RenderVariable[] }[]; services: RenderService[] };

const services = { store, tickets };
const readByNode = ['NODE_COMPILE_CACHE'];
// .env.example says so too.
const decidedByCompose = ['NODE_ENV', 'HOST', 'PORT', 'DATABASE_URL', 'TICKETS_URL', 'STORE_URL', 'RENDER'];
const dummySecret = '0123456789abcdef0123456789ABCDEF';

const dockerfile = read('Dockerfile');
const compose: { services: Record<Name, ComposeService> } = parse(read('docker-compose.yml'), {
  merge: true,
});
const blueprint: Blueprint = parse(read('render.yaml'));
const example = sectionsOf(read('.env.example'));
const imageVariables = Object.fromEntries(matches(/^ENV (\w+)=(\S+)$/gm, dockerfile));
const buildArguments = matches(/^ARG (\w+)/gm, dockerfile).map(([name]) => name);

describe.each(['store', 'tickets'] as const)('the deploy files of the %s service', (name) => {
  const { settingsSchema, readSettings } = services[name];
  const known = variablesOf(settingsSchema);
  const fromCompose = { ...imageVariables, ...composeVariables(name) };
  const fromRender = { ...imageVariables, ...renderVariables(name) };

  it('set only variables that the service reads', () => {
    const unknown = (variables: Variables) =>
      Object.keys(variables).filter((key) => !known.includes(key) && !readByNode.includes(key));
    expect(unknown(fromCompose)).toEqual([]);
    expect(unknown(fromRender).filter((key) => !buildArguments.includes(key))).toEqual([]);
  });

  it('list every setting in .env.example, and nothing else', () => {
    expect(Object.keys(example[name]).toSorted()).toEqual(known.toSorted());
  });

  it('show the true defaults in .env.example', () => {
    expect(readSettings(example[name])).toEqual(readSettings({}));
  });

  it('give settings with which the service starts in production', () => {
    for (const variables of [fromCompose, fromRender]) {
      const { production, db, http } = readSettings(variables);
      expect({ production, db, host: http.host }).toEqual({
        production: true,
        db: { url: `file:/data/${name}.db` },
        host: '0.0.0.0',
      });
    }
    expect(readSettings(fromRender).http.trustProxy).toBe(1);
  });

  it('run the service by name and keep its data in a volume', () => {
    const main = `apps/${name}/src/main.ts`;
    expect(compose.services[name].command).toEqual(['node', main]);
    expect(compose.services[name].volumes).toEqual([`${name}-data:/data`]);
    expect(webService(name).dockerCommand).toBe(`as-node node ${main}`);
    expect(webService(name).disk.mountPath).toBe('/data');
    expect(existsSync(at(main))).toBe(true);
  });
});

describe('docker-compose.yml', () => {
  it('refuses to start without the secrets', () => {
    expect(
      matches(/\$\{(\w+):\?/g, read('docker-compose.yml'))
        .flat()
        .toSorted(),
    ).toEqual(['RELAY_API_KEY', 'SESSION_SECRET']);
  });

  it.each(['store', 'tickets'] as const)(
    'passes every setting of the %s service on, unset while it is empty, but for those that Compose decides',
    (name) => {
      const set = Object.entries(compose.services[name].environment);
      const passedOn = set.filter(([key, text]) => text.startsWith(`\${${key}:`)).map(([key]) => key);
      const others = Object.keys(example[name]).filter((key) => !decidedByCompose.includes(key));
      expect(passedOn.toSorted()).toEqual(others.toSorted());
      const secrets = { RELAY_API_KEY: dummySecret, SESSION_SECRET: dummySecret };
      const decided = Object.fromEntries(set.filter(([key]) => decidedByCompose.includes(key)));
      const { readSettings } = services[name];
      expect(readSettings(composeVariables(name))).toEqual(readSettings({ ...decided, ...secrets }));
    },
  );

  it('publishes on this machine alone unless PUBLISH says otherwise, and bounds memory and processes', () => {
    const [settingsOfCompose = ''] = read('.env.example').split(/^# --- .+$/m);
    expect(parseEnv(settingsOfCompose.replace(/^# (?=[A-Z]+=)/gm, ''))).toEqual({ PUBLISH: '127.0.0.1' });
    for (const { ports, environment, ...limits } of Object.values(compose.services)) {
      expect(ports).toEqual([`\${PUBLISH:-127.0.0.1}:${environment.PORT}:${environment.PORT}`]);
      // Without a limit of its own, swap would double it.
      expect(limits.memswap_limit).toBe(limits.mem_limit);
      expect([limits.mem_limit, limits.pids_limit]).toEqual([
        expect.stringMatching(/^\d+[mg]$/),
        expect.any(Number),
      ]);
    }
  });

  it('leads the store to the ticket service by its name and port', () => {
    const target = new URL(composeVariables('store').TICKETS_URL ?? '');
    expect(target.hostname).toBe('tickets');
    expect(target.port).toBe(composeVariables('tickets').PORT);
  });
});

describe('the image', () => {
  it('is installed from the package.json of every workspace', () => {
    const copied = matches(/^COPY (\S+\/package\.json) /gm, dockerfile).flat();
    expect(copied.toSorted()).toEqual(
      globSync('{apps,packages}/*/package.json', { cwd: at('.') }).toSorted(),
    );
  });

  it('copies only files that exist', () => {
    const sources = matches(/^COPY ((?!--)[^<\n]+) \S+$/gm, dockerfile).flatMap(([paths = '']) =>
      paths.split(' '),
    );
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  it('runs as node unless the build is told otherwise', () => {
    expect(dockerfile).toMatch(/^ARG RUN_AS=node\nUSER \$\{RUN_AS\}$/m);
  });
});

/** What Compose hands to the service, secrets filled in and nothing else set. */
function composeVariables(name: Name): Variables {
  const fill = (text: string) =>
    text.replace(/\$\{\w+(:\?[^}]*|:-([^}]*))\}/g, (_all, rule: string, fallback = '') =>
      rule.startsWith(':?') ? dummySecret : fallback,
    );
  const entries = Object.entries(compose.services[name].environment);
  return Object.fromEntries(entries.map(([key, text]) => [key, fill(text)]));
}

/** What Render hands to the service: its own variables, the group's, and the service's. */
function renderVariables(name: Name): Variables {
  const groups = new Map(blueprint.envVarGroups.map((group) => [group.name, group.envVars]));
  const entries = webService(name).envVars.flatMap((entry) =>
    'fromGroup' in entry ? (groups.get(entry.fromGroup) ?? []) : [entry],
  );
  const set = entries.map((entry) => [entry.key, renderValue(entry)]);
  // https://render.com/docs/environment-variables
  return { RENDER: 'true', PORT: '10000', ...Object.fromEntries(set) };
}

function renderValue(entry: RenderVariable): string {
  if ('value' in entry) return entry.value;
  // As Render documents it: 256 bits in base64.
  if ('generateValue' in entry) return Buffer.from(dummySecret).toString('base64');
  const { envVarKey, name } = entry.fromService;
  const target = blueprint.services.find((service) => service.name === name);
  return target && envVarKey === 'RENDER_EXTERNAL_URL' ? `https://${name}.onrender.com` : '';
}

function webService(name: Name) {
  const found = blueprint.services.find((service) => service.name === `relevo-${name}`);
  if (!found) throw new Error(`render.yaml has no relevo-${name}`);
  return found;
}

/** The names of the variables that a settings schema reads. */
function variablesOf(schema: z.ZodType): string[] {
  return Object.keys(z.toJSONSchema(schema, { io: 'input' }).properties ?? {});
}

/** What .env.example shows for each service, commented lines included. */
function sectionsOf(text: string): Record<Name, Variables> {
  const shown = text.replace(/^# (?=[A-Z][A-Z0-9_]*=)/gm, '');
  const [, both = '', forStore = '', forTickets = ''] = shown.split(/^# --- .+$/m);
  return { store: parseVariables(both + forStore), tickets: parseVariables(both + forTickets) };
}

function parseVariables(text: string): Variables {
  return parseEnv(text) as Variables;
}

/** The captured groups of every match. */
function matches(pattern: RegExp, text: string): string[][] {
  return [...text.matchAll(pattern)].map(([, ...groups]) => groups);
}

function read(path: string): string {
  return readFileSync(at(path), 'utf8');
}

function at(path: string): string {
  return join(import.meta.dirname, '..', path);
}
