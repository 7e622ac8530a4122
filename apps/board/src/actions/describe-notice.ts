import { nextStates, type State } from '@relevo/contract';
import { problemText } from '../api/problem.ts';
import { labels } from '../i18n/labels.ts';
import type { Notice } from './command-queue.ts';
import { noticeWords } from './notice-words.ts';
import type { QueuedCommand } from './queued-command.ts';
import { commandWords } from './words.ts';

/** What happened, and what it means for what the person had done. */
type NoticeText = { what: string; so: string };

/** A notice in words; a conflict names the colleague: «María ya lo pasó a En camino». */
export function describeNotice(notice: Notice): NoticeText {
  const mine = describeWork(notice.queued);
  const more = others(notice);
  switch (notice.kind) {
    case 'stale':
      return { what: whatColleagueDid(notice), so: noticeWords().notDone(mine, more) };
    case 'refused':
      return { what: noticeWords().refused(mine, more), so: problemText(notice) };
    case 'expired':
      return { what: noticeWords().expired(mine, more), so: noticeWords().lookFirst };
  }
}

function whatColleagueDid({ queued, author, ticket }: Extract<Notice, { kind: 'stale' }>): string {
  const who = author ?? noticeWords().somebody;
  if (!ticket || ticket.estado === queued.estado) return noticeWords().changedIt(who);
  if (ticket.estado === 'cancelado') return noticeWords().cancelledIt(who);
  return noticeWords().movedIt(who, labels().states[ticket.estado]);
}

function others({ dropped }: Notice): string {
  if (dropped.length === 0) return '';
  return dropped.length === 1 ? noticeWords().norTheNext : noticeWords().norTheOthers(dropped.length);
}

/** A command as it goes on after «No se pudo …»: `pasar a En camino`. */
function describeWork({ command, estado, driver }: QueuedCommand): string {
  switch (command.accion) {
    case 'avanzar':
      return moveText(nextStates[estado][0] ?? estado);
    case 'mover':
      return moveText(command.estado);
    case 'cancelar':
      return commandWords().cancel;
    case 'deshacer':
      return commandWords().undo;
    case 'asignar':
      return driver ? commandWords().give(driver.nombre) : commandWords().giveNobody;
    case 'priorizar':
      return commandWords().priority(labels().priorities[command.prioridad].toLowerCase());
    case 'anotar':
      return commandWords().notes;
    case 'reconocer':
      return commandWords().seen;
    case 'marcar_item':
      return command.hecho ? commandWords().tick : commandWords().untick;
  }
}

function moveText(to: State): string {
  return commandWords().move(labels().states[to]);
}
