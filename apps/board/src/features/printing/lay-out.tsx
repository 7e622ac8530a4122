import './paper.css';
import type { PrintReply, Ticket } from '@relevo/contract';
import { render } from 'preact';
import { pageRule } from './page-size.ts';
import { Paper } from './paper.tsx';
import { printPage } from './print-page.ts';
import type { PaperWidth } from './print-settings.ts';

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
