/** The size of each page of a PDF that Chromium has made, in points. Its page objects are not compressed. */
export function readPdfPages(pdf: Uint8Array): { width: number; height: number }[] {
  const text = Buffer.from(pdf).toString('latin1');
  const objects = text.match(/\d+ 0 obj\s*<<(?:(?!endobj)[\s\S])*?endobj/g) ?? [];
  return objects
    .filter((object) => /\/Type\s*\/Page\b(?!s)/.test(object))
    .map((object) => {
      const [, x0, y0, x1, y1] =
        /\/MediaBox\s*\[\s*(\S+)\s+(\S+)\s+(\S+)\s+([^\s\]]+)\s*\]/.exec(object) ?? [];
      return { width: Number(x1) - Number(x0), height: Number(y1) - Number(y0) };
    });
}
