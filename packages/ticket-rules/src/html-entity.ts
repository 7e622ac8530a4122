// The page has the browser decode them (apps/board/src/device/html-entity.ts): this table would be loaded for nothing.
const signs = new Map(
  'amp& lt< gt> quot" apos\' ndash– mdash— lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ laquo« raquo» hellip… iexcl¡ iquest¿ deg° ordfª ordmº euro€ pound£ cent¢ frac12½ frac14¼ frac34¾ times× middot· bull• copy© reg® trade™ szligß sup2² sup3³ shy'
    .split(' ')
    .map((one) => {
      const [name = ''] = /^[a-z]+\d*/.exec(one) ?? [];
      return [name, one.slice(name.length)];
    }),
).set('nbsp', ' ');
const marks: Record<string, string> = {
  ...{ acute: '\u0301', grave: '\u0300', circ: '\u0302', tilde: '\u0303', uml: '\u0308', cedil: '\u0327' },
};

/** The sign that an HTML entity stands for; the entity itself where it is none. `&oacute;` → `ó`. */
export function signOf(entity: string): string {
  const name = entity.slice(1, -1);
  if (!name.startsWith('#')) return signs.get(name.toLowerCase()) ?? withAccent(name) ?? entity;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  if (code > 0x10_ff_ff) return entity;
  // Browsers read 128 to 159 as Windows' signs: 146 is ’.
  if (code > 127 && code < 160) return new TextDecoder('windows-1252').decode(Uint8Array.of(code));
  return String.fromCodePoint(code);
}

function withAccent(name: string): string | undefined {
  const mark = marks[name.slice(1)];
  const sign = mark && (name.charAt(0) + mark).normalize('NFC');
  return sign?.length === 1 ? sign : undefined;
}
