/** Makes a random UUID (version 4). Over plain http, as in a shop's own network, `crypto.randomUUID` is missing. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, at) =>
    ((byte & mask(at)) | mark(at)).toString(16).padStart(2, '0'),
  ).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// RFC 9562: byte 6 holds the version, byte 8 the variant.
const mask = (at: number) => (at === 6 ? 0x0f : at === 8 ? 0x3f : 0xff);
const mark = (at: number) => (at === 6 ? 0x40 : at === 8 ? 0x80 : 0);
