import { problemText } from '../api/problem-text.ts';
import type { Notice } from '../commands/notice.ts';
import { labels } from '../view/labels.ts';
import { describeWork } from './describe-work.ts';

/** What happened, and what it means for what the person had done. */
export type NoticeText = { what: string; so: string };

/** A notice in words; a conflict names the colleague: «María ya lo pasó a En camino». */
export function describeNotice(notice: Notice): NoticeText {
  const mine = describeWork(notice.queued);
  switch (notice.kind) {
    case 'stale':
      return { what: `${whatColleagueDid(notice)}.`, so: `No se hizo lo tuyo: ${mine}${others(notice)}.` };
    case 'refused':
      return { what: `No se pudo ${mine}${others(notice)}.`, so: problemText(notice) };
    case 'expired':
      return {
        what: `No se pudo enviar en 10 minutos: ${mine}${others(notice)}.`,
        so: 'Fijate cómo está el pedido antes de repetirlo.',
      };
  }
}

function whatColleagueDid({ queued, author, ticket }: Extract<Notice, { kind: 'stale' }>): string {
  const who = author ?? 'Alguien';
  if (!ticket || ticket.estado === queued.estado) return `${who} lo cambió mientras tanto`;
  if (ticket.estado === 'cancelado') return `${who} ya lo canceló`;
  return `${who} ya lo pasó a ${labels().states[ticket.estado]}`;
}

function others({ dropped }: Notice): string {
  if (dropped.length === 0) return '';
  return dropped.length === 1 ? ', ni lo que seguía' : `, ni los ${dropped.length} cambios que seguían`;
}
