import { problemText } from '../api/problem-text.ts';
import type { Notice } from '../commands/notice.ts';
import { labels } from '../view/labels.ts';
import { describeWork } from './describe-work.ts';
import { noticeWords as words } from './notice-words.ts';

/** What happened, and what it means for what the person had done. */
export type NoticeText = { what: string; so: string };

/** A notice in words; a conflict names the colleague: «María ya lo pasó a En camino». */
export function describeNotice(notice: Notice): NoticeText {
  const mine = describeWork(notice.queued);
  const more = others(notice);
  switch (notice.kind) {
    case 'stale':
      return { what: whatColleagueDid(notice), so: words().notDone(mine, more) };
    case 'refused':
      return { what: words().refused(mine, more), so: problemText(notice) };
    case 'expired':
      return { what: words().expired(mine, more), so: words().lookFirst };
  }
}

function whatColleagueDid({ queued, author, ticket }: Extract<Notice, { kind: 'stale' }>): string {
  const who = author ?? words().somebody;
  if (!ticket || ticket.estado === queued.estado) return words().changedIt(who);
  if (ticket.estado === 'cancelado') return words().cancelledIt(who);
  return words().movedIt(who, labels().states[ticket.estado]);
}

function others({ dropped }: Notice): string {
  if (dropped.length === 0) return '';
  return dropped.length === 1 ? words().norTheNext : words().norTheOthers(dropped.length);
}
