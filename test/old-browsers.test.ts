import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, parseAst, type Rollup } from 'vite';
import { beforeAll, expect, it, vi } from 'vitest';
import { root } from '../scripts/root.ts';
import { newerBuiltIns, newerPlatform, newerSelectors, oldStyles } from './support/old-browser.ts';

type File = Rollup.RollupOutput['output'][number];
type Node = { type: string; [part: string]: unknown };

let sheets: string[];
/** Every node of every script that a browser may be sent, with the nodes around it, the closest last. */
const nodes: { node: Node; around: readonly Node[] }[] = [];

beforeAll(async () => {
  vi.stubEnv('NODE_ENV', 'production');
  const board = join(root, 'apps', 'board');
  const built = await build({ root: board, logLevel: 'warn', build: { write: false } });
  vi.unstubAllEnvs();
  const files: File[] = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  sheets = files.flatMap((file) =>
    file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : [],
  );
  for (const file of files) if (file.type === 'chunk') walk(parseAst(file.code) as unknown as Node, []);
});

function walk(node: Node, around: readonly Node[]): void {
  nodes.push({ node, around });
  const inside = [...around, node];
  for (const part of Object.values(node).flat()) if (isNode(part)) walk(part, inside);
}

function isNode(part: unknown): part is Node {
  return typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string';
}

const nameOf = (node: unknown) => (isNode(node) && node.type === 'Identifier' ? String(node.name) : null);

const last = (around: readonly Node[]) => around[around.length - 1];
const asList = <T>(parts: unknown) => (Array.isArray(parts) ? (parts as T[]) : []);

/** What the page uses where it is there. That it goes on without is what `old-browsers.browser.test.ts` tries. */
const asksFirst = [
  ...['BroadcastChannel', 'formatRange', 'moveBefore', 'setAppBadge', 'showModal'],
  // In what Engine.IO would use for WebTransport, which the board does not turn on.
  ...['TransformStream', 'WebTransport', 'setBigUint64'],
];
/** Names that much else has, older or the board's own. The browser without them shows that they are not meant. */
const alsoOlder = ['replace', 'close', 'open', 'role', 'show'];

it('calls nothing that the oldest browsers of the list do not have', () => {
  const all = Object.entries({ ...newerBuiltIns, ...newerPlatform });
  const globals = new Set([...(newerBuiltIns.window ?? []), ...(newerPlatform.window ?? [])]);
  const ofObjects = new Set(
    all.flatMap(([owner, names]) =>
      owner.endsWith('.prototype') && owner !== 'Iterator.prototype' ? [...names] : [],
    ),
  );
  const ofClasses = new Set(all.flatMap(([owner, names]) => names.map((name) => `${owner}.${name}`)));
  const found = nodes.flatMap(({ node, around }) => {
    const made = node.type === 'NewExpression' ? nameOf(node.callee) : null;
    if (made !== null) return globals.has(made) ? [made] : [];
    const name = node.type === 'MemberExpression' && !node.computed ? nameOf(node.property) : null;
    if (name === null) return [];
    const whole = `${nameOf(node.object)}.${name}`;
    if (ofClasses.has(whole)) return [whole];
    const called = last(around)?.callee === node;
    return called && ofObjects.has(name) ? [name] : [];
  });
  const known = new Set([...asksFirst, ...alsoOlder]);
  expect(found.filter((name) => !known.has(name))).toEqual([]);
  // Else nothing would be looked at, or a name would stay here that is no longer used.
  expect(asksFirst.filter((name) => !found.includes(name))).toEqual([]);
});

it('takes no listener away by a signal, which the oldest browsers would never do', () => {
  const found = nodes.filter(({ node }) => {
    const callee = isNode(node.callee) ? node.callee : null;
    const isListening = [nameOf(callee), nameOf(callee?.property)].includes('addEventListener');
    const how = isListening ? asList<Node>(node.arguments)[2] : undefined;
    return how && how.type === 'ObjectExpression'
      ? asList<Node>(how.properties).some(({ key }) => nameOf(key) === 'signal')
      : false;
  });
  expect(found).toEqual([]);
});

it('has no syntax that the oldest browsers of the list do not read', () => {
  const found = nodes.flatMap(({ node, around }) => {
    switch (node.type) {
      case 'StaticBlock':
      case 'PrivateIdentifier':
        return [node.type];
      case 'AssignmentExpression':
        return ['??=', '||=', '&&='].includes(String(node.operator)) ? [String(node.operator)] : [];
      case 'AwaitExpression':
        return around.some(({ type }) => /Function/.test(type)) ? [] : ['await outside of a function'];
      case 'CallExpression': {
        const inChain = around.some(({ type }) => type === 'ChainExpression');
        const spreads = asList<Node>(node.arguments).some(({ type }) => type === 'SpreadElement');
        // Chrome before 91 compiles this wrong.
        return inChain && spreads && hasOptional(node) ? ['a?.(...b)'] : [];
      }
      case 'Literal': {
        const { pattern = '', flags = '' } = (node.regex ?? {}) as { pattern?: string; flags?: string };
        return /\(\?<[=!]|\(\?[a-z-]+:/.test(pattern) || /[dv]/.test(flags) ? [`/${pattern}/${flags}`] : [];
      }
      default:
        return [];
    }
  });
  expect(found).toEqual([]);
});

function hasOptional(node: Node): boolean {
  if (node.optional === true) return true;
  const inner = node.callee ?? node.object;
  return isNode(inner) && hasOptional(inner);
}

it('asks for elements by selectors that the oldest browsers of the list know', () => {
  const texts = nodes.flatMap(({ node }) => {
    if (node.type === 'TemplateElement') return [(node.value as { cooked: string }).cooked];
    return node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
  });
  const newer = texts.filter((text) => newerSelectors.some((selector) => text.includes(selector)));
  // In a `try`: the one older browsers throw at.
  expect(newer).toEqual([':focus-visible']);
});

const declaration = /([\w-]+)\s*:\s*([^;{}]+)/g;

it('gives older browsers a value to take in the place of each that they do not know', () => {
  const found = sheets.flatMap((sheet) =>
    [...sheet.matchAll(/\{([^{}]*)\}/g)].flatMap(([, block = '']) => {
      const before = new Set<string>();
      return [...block.matchAll(declaration)].flatMap(([whole, property = '', value = '']) => {
        const alone = `{${property}:${value}}`;
        const isNewer = oldStyles(alone) !== alone;
        if (!isNewer) before.add(property);
        return isNewer && !before.has(property) && !mayBeMissed.test(whole) ? [whole] : [];
      });
    }),
  );
  expect(found).toEqual([]);
});

/** What only adds to a page that is whole without it; and `anywhere`, which base.css has a rule for. */
const mayBeMissed =
  /^(accent-color|contain-intrinsic-size|container-type|content-visibility|overscroll-behavior(-[xy])?|scroll-behavior|scrollbar-(color|width)|text-wrap):|^overflow-wrap:anywhere$/;

it('has no rule that an older browser would leave out without another in its place', () => {
  const css = sheets.join('\n');
  // Nesting, layers, newer colours, popovers: none of them has a fallback.
  expect(
    css.match(/&|@layer|@scope|@starting-style|color-mix\(|light-dark\(|ok(lch|lab)\(|popover|:modal/g),
  ).toBe(null);
  expect(css).not.toMatch(/:(has|where)\(/);
  // What a narrow column shows is what a browser shows that cannot tell.
  const queried = css.match(/@container/g) ?? [];
  expect(queried).toHaveLength(2);
  expect(css).toContain('@supports not (container-type:inline-size)');
  expect(css).toContain('@supports not (overflow-wrap:anywhere)');
  expect(css).toContain('dialog:not([open])');
});

it.each(['tema.js', 'navegador-viejo.js'])('writes %s in JavaScript that any browser reads', (name) => {
  const code = readFileSync(join(root, 'apps', 'board', 'public', name), 'utf8');
  const from = nodes.length;
  walk(parseAst(code) as unknown as Node, []);
  const own = nodes.splice(from).map(({ node }) => node);
  const newer = own.filter(
    ({ type, kind, param, shorthand, method }) =>
      /Arrow|Class|Template|Spread|Chain|Pattern|ForOf|Rest|Await|Yield|Import|Export/.test(type) ||
      (type === 'VariableDeclaration' && kind !== 'var') ||
      (type === 'CatchClause' && param === null) ||
      (type === 'Property' && (shorthand === true || method === true)),
  );
  expect(own.length).toBeGreaterThan(50);
  expect(newer.map(({ type }) => type)).toEqual([]);
});
