import type { BrowserContext } from 'playwright-core';

/**
 * What the oldest browsers of `docs/board.md` (Chrome 87, Safari 14, Firefox 78) do not all have, by where it stands:
 * JavaScript's own, from MDN's compatibility data of November 2026, ...
 */
export const newerBuiltIns: Record<string, readonly string[]> = {
  window: [
    ...['AggregateError', 'AsyncDisposableStack', 'DisposableStack', 'FinalizationRegistry', 'Float16Array'],
    ...['Iterator', 'SuppressedError', 'WeakRef', 'Temporal'],
  ],
  Array: ['fromAsync'],
  'Array.prototype': ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with'],
  'ArrayBuffer.prototype': ['resize', 'transfer', 'transferToFixedLength'],
  'DataView.prototype': [
    'getBigInt64',
    'getBigUint64',
    'getFloat16',
    'setBigInt64',
    'setBigUint64',
    'setFloat16',
  ],
  Error: ['isError'],
  Intl: ['DisplayNames', 'DurationFormat', 'ListFormat', 'Segmenter', 'supportedValuesOf'],
  'Intl.DateTimeFormat.prototype': ['formatRange', 'formatRangeToParts'],
  'Intl.NumberFormat.prototype': ['formatRange', 'formatRangeToParts'],
  'Intl.PluralRules.prototype': ['selectRange'],
  'Iterator.prototype': [
    ...[
      'chunks',
      'concat',
      'drop',
      'every',
      'filter',
      'find',
      'flatMap',
      'forEach',
      'includes',
      'join',
      'map',
    ],
    ...['reduce', 'some', 'take', 'toArray', 'windows'],
  ],
  JSON: ['isRawJSON', 'rawJSON'],
  Map: ['groupBy'],
  'Map.prototype': ['getOrInsert', 'getOrInsertComputed'],
  Math: ['f16round', 'sumPrecise'],
  Object: ['groupBy', 'hasOwn'],
  Promise: ['allKeyed', 'allSettledKeyed', 'any', 'try', 'withResolvers'],
  RegExp: ['escape'],
  'Set.prototype': [
    ...['difference', 'intersection', 'isDisjointFrom', 'isSubsetOf', 'isSupersetOf'],
    ...['symmetricDifference', 'union'],
  ],
  'String.prototype': ['at', 'isWellFormed', 'toWellFormed'],
  Uint8Array: ['fromBase64', 'fromHex'],
  'Uint8Array.prototype': ['setFromBase64', 'setFromHex', 'toBase64', 'toHex'],
  'WeakMap.prototype': ['getOrInsert', 'getOrInsertComputed'],
};

/** ... and the browser's. What the board uses of it where it is there says so in `test/old-browsers.test.ts`. */
export const newerPlatform: Record<string, readonly string[]> = {
  window: [
    ...['AudioContext', 'BroadcastChannel', 'CompressionStream', 'DecompressionStream', 'Notification'],
    ...['TransformStream', 'URLPattern', 'WebTransport', 'cookieStore', 'navigation', 'reportError'],
    ...['requestIdleCallback', 'scheduler', 'structuredClone'],
  ],
  AbortSignal: ['abort', 'any', 'timeout'],
  'AbortSignal.prototype': ['reason', 'throwIfAborted'],
  CSS: ['registerProperty'],
  'CSSStyleSheet.prototype': ['replace', 'replaceSync'],
  'Crypto.prototype': ['randomUUID'],
  'Document.prototype': ['adoptedStyleSheets', 'moveBefore', 'startViewTransition'],
  'Element.prototype': ['ariaHidden', 'ariaLabel', 'getHTML', 'moveBefore', 'role', 'setHTMLUnsafe'],
  'HTMLDialogElement.prototype': [
    'close',
    'closedBy',
    'open',
    'requestClose',
    'returnValue',
    'show',
    'showModal',
  ],
  'HTMLElement.prototype': ['hidePopover', 'inert', 'popover', 'showPopover', 'togglePopover'],
  'HTMLFormElement.prototype': ['requestSubmit'],
  'HTMLInputElement.prototype': ['showPicker'],
  'Navigator.prototype': ['clearAppBadge', 'locks', 'setAppBadge', 'userActivation', 'wakeLock'],
  Response: ['json'],
  'SubmitEvent.prototype': ['submitter'],
  URL: ['canParse', 'parse'],
};

/** Selectors that older browsers throw at. */
export const newerSelectors = [':focus-visible', ':has(', ':is(', ':modal', ':popover-open', ':where('];

/**
 * Makes a real browser as poor as the oldest ones of the list. It runs in the page before the page's own code.
 * No database either: private windows refuse to open one.
 */
export const oldBrowser = `(() => {
  const throwSyntaxError = () => { throw new SyntaxError('not a selector here'); };
  for (const type of [Element, Document, DocumentFragment]) {
    for (const name of ['matches', 'closest', 'querySelector', 'querySelectorAll']) {
      const known = type.prototype[name];
      if (known) type.prototype[name] = function (selector) {
        if (${JSON.stringify(newerSelectors)}.some((newer) => selector.includes(newer))) throwSyntaxError();
        return known.call(this, selector);
      };
    }
  }
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, run, how) {
    const { signal, ...known } = typeof how === 'object' && how ? how : { capture: how === true };
    return listen.call(this, type, run, known);
  };
  window.webkitAudioContext = window.AudioContext;
  IDBFactory.prototype.open = () => { throw new DOMException('a private window', 'InvalidStateError'); };
  // Named before anything is deleted, as one stands within another.
  const found = ${JSON.stringify([...Object.entries(newerBuiltIns), ...Object.entries(newerPlatform)])}
    .map(([path, names]) => [path.split('.').reduce((from, name) => from?.[name], window), names]);
  for (const [owner, names] of found) for (const name of names) if (owner) delete owner[name];
})();`;

/** What of a style sheet the oldest browsers would not take, in words that none takes. */
export function oldStyles(css: string): string {
  return css
    .replace(/@container[^{]*\{/g, '@media not all{')
    .replace(/@(layer|starting-style|scope|property)\b/g, '@x-$1')
    .replace(/:(has|is|where)\(/g, ':x-$1(')
    .replace(/:(focus-visible|modal|popover-open|user-invalid|user-valid)\b/g, ':x-$1')
    .replace(/(\d)(dvh|svh|lvh|dvw|svw|lvw|cqi|cqw|cqh|cqb)\b/g, '$1x$2')
    .replace(/\b(subgrid|anywhere)\b/g, 'x-$1')
    .replace(/\b(color-mix|light-dark|oklch|oklab)\(/g, 'x-$1(')
    .replace(newerProperties, '$1x-$2');
}

const newerProperties =
  /([{;(]\s*)((?:container(?:-type|-name)?|inset(?:-[a-z-]+)?|aspect-ratio|accent-color|content-visibility|contain-intrinsic-size|text-wrap|rotate|scale|translate|overscroll-behavior(?:-[xy])?|scrollbar-(?:gutter|color|width)|scroll-behavior)\s*:)/g;

/** Gives a context's pages the styles that the oldest browsers would take. */
export async function withOldStyles(context: BrowserContext): Promise<void> {
  await context.route('**/*.css', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: oldStyles(await response.text()) });
  });
}
