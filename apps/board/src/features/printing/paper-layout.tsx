import './paper.css';
import type { PrintReply, Ticket } from '@relevo/contract';
import { render } from 'preact';
import { Paper } from './paper.tsx';
import type { PaperWidth } from './printer.ts';

/** What goes on one paper. */
export type Sheet = { ticket: Ticket; record: PrintReply };

/** A paper that is in the document, seen by the printer only. */
export type LaidOut = {
  /** Prints it and takes it out of the document. */
  print(): Promise<void>;
};

/** Puts a paper of this width into the document, with a page of its height. One at a time. */
export function layOut({ ticket, record }: Sheet, width: PaperWidth): LaidOut {
  const root = document.documentElement;
  const paper = document.createElement('div');
  paper.className = 'paper';
  paper.dataset.ancho = width;
  paper.dataset.pedido = String(ticket.ticket_id);
  document.body.append(paper);
  render(<Paper ticket={ticket} record={record} />, paper);
  const page = new CSSStyleSheet();
  page.replaceSync(pageRule(width, paper.getBoundingClientRect().height));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, page];
  root.classList.add('with-paper');
  return {
    async print() {
      try {
        await printPage();
      } finally {
        root.classList.remove('with-paper');
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== page);
        render(null, paper);
        paper.remove();
      }
    },
  };
}

const mmPerPx = 25.4 / 96;
/** White paper below the last line: the cutter is above the print head. It also takes a line that breaks otherwise. */
const feedMm = 8;
/** Drivers of receipt printers take no longer page; what does not fit goes on on the next. */
const longestMm = 3_000;

/** The rule that makes a page as wide as the paper and as high as what is on it. @param contentPx its height */
export function pageRule(width: PaperWidth, contentPx: number): string {
  const content = Math.ceil(contentPx * mmPerPx) + feedMm;
  // A page wider than high counts as landscape, and a driver would turn it.
  const height = Math.min(Math.max(content, Number(width) + 1), longestMm);
  return `@page { size: ${width}mm ${height}mm;margin:0 }`;
}

const silentMs = 60_000;

/** Prints the page. Resolves when the browser says that it is done, or has not said so for a minute. */
function printPage(): Promise<void> {
  return new Promise((resolve) => {
    const told = new AbortController();
    const done = () => {
      told.abort();
      clearTimeout(limit);
      resolve();
    };
    const limit = setTimeout(done, silentMs);
    addEventListener('afterprint', done, { signal: told.signal });
    window.print();
  });
}
