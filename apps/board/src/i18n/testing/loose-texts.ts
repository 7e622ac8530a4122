import { parseSync } from 'vite';

/** A text that stands in the code as it is. */
export type LooseText = { text: string; line: number };

/** Where people see or hear the value of an attribute. */
const spokenAttributes =
  /^(aria-(label|description|roledescription|valuetext)|title|placeholder|alt|label|note)$/;
const letters = /\p{L}{2}/u;
// Two words side by side, a Spanish sign, or a word with a capital: nothing that only the code reads looks like that.
const prose = /\p{L}[.,:;]? \p{L}|[¿¡…áéíóúñ]|^\p{Lu}\p{Ll}+[.:]?$/u;

// A selector, a media query, or a name of the wire.
const forTheBrowser = /\[|(^|, )[(.]\p{Ll}|^[\p{Ll}-]+-[\p{Ll}-]+$/u;

type Node = { type: string; start: number; [key: string]: unknown };
/** In which place of the page the code stands: `shown` is what is drawn, `spoken` an attribute that is read out. */
type Place = 'code' | 'shown' | 'spoken' | 'unseen';

/**
 * The texts in a source file that people would see although they are in one language only: what stands between tags
 * or in an attribute that is shown, and everything else that reads like prose. What `bilingual` is given is not loose.
 */
export function looseTexts(file: string, source: string): LooseText[] {
  const found: LooseText[] = [];
  const note = (text: string, { start }: Node) => {
    const before = source.slice(0, start) + text.slice(0, text.search(/\S/));
    found.push({ text: text.trim(), line: before.split('\n').length });
  };

  function visit(node: Node, place: Place): void {
    const text = textOf(node);
    if (text !== null && isLoose(text, place)) note(text, node);
    for (const [child, its] of childrenOf(node, place)) visit(child, its);
  }
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  visit(program as unknown as Node, 'code');
  return found;
}

function isLoose(text: string, place: Place): boolean {
  if (place === 'unseen') return false;
  return place === 'code' ? prose.test(text.trim()) && !forTheBrowser.test(text) : letters.test(text);
}

function textOf(node: Node): string | null {
  if (node.type === 'JSXText') return String(node.value);
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  return node.type === 'TemplateElement' ? (node.value as { cooked: string }).cooked : null;
}

function* childrenOf(node: Node, place: Place): Iterable<[Node, Place]> {
  if (isWords(node) || isForDevelopers(node) || /^(Import|Export(All|Named)|TS)/.test(node.type)) {
    if (node.type === 'ExportNamedDeclaration' && node.declaration) yield [node.declaration as Node, 'code'];
    if (node.type.startsWith('TS') && node.expression) yield [node.expression as Node, place];
    return;
  }
  for (const [key, value] of Object.entries(node)) {
    for (const child of [value].flat()) {
      if (isNode(child)) yield [child, placeOf(node, key, place)];
    }
  }
}

function placeOf(node: Node, key: string, place: Place): Place {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return key === 'children' ? 'shown' : 'code';
    case 'JSXAttribute':
      return spokenAttributes.test((node.name as { name: string }).name) ? 'spoken' : 'unseen';
    // What is compared, called or looked up is not what is shown; what a handler does is code again.
    case 'ConditionalExpression':
      return key === 'test' && place !== 'unseen' ? 'code' : place;
    case 'BinaryExpression':
    case 'CallExpression':
    case 'MemberExpression':
    case 'JSXOpeningElement':
      return place === 'unseen' ? 'unseen' : 'code';
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'code';
    default:
      return place;
  }
}

function isWords({ type, callee }: Node): boolean {
  return type === 'CallExpression' && (callee as { name?: string }).name === 'bilingual';
}

function isForDevelopers({ type, callee }: Node): boolean {
  return type === 'NewExpression' && /Error$/.test((callee as { name?: string }).name ?? '');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
