import { type Action, type Command, nextStates, type State } from '@relevo/contract';
import { problemText } from '../api/problem.ts';
import { bilingual } from '../i18n/bilingual.ts';
import { labels } from '../i18n/labels.ts';
import type { Notice } from './command-queue.ts';
import type { QueuedCommand } from './queued-command.ts';

/** The two parts of a notice: what happened, and what it means for the person's command. */
type NoticeText = { what: string; so: string };

/** Puts a notice into words. A conflict names the colleague: «María ya lo pasó a En camino». */
export function describeNotice(notice: Notice): NoticeText {
  const mine = describeWish(notice.queued);
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

/** Names a command so that it fits after «No se pudo …»: `pasar a En camino`. */
function describeWish({ command, ...seen }: QueuedCommand): string {
  return wishTexts[command.accion](command as never, seen);
}

type Seen = Omit<QueuedCommand, 'command'>;
const wishTexts: { [A in Action]: (command: Command<A>, seen: Seen) => string } = {
  avanzar: (_command, { estado }) => moveText(nextStates[estado][0] ?? estado),
  mover: ({ estado }) => moveText(estado),
  cancelar: () => commandWords().cancel,
  posponer: () => commandWords().postpone,
  devolver: () => commandWords().giveBack,
  deshacer: () => commandWords().undo,
  asignar: (_command, { driver }) =>
    driver ? commandWords().give(driver.nombre) : commandWords().giveNobody,
  priorizar: ({ prioridad }) => commandWords().priority(labels().priorities[prioridad].toLowerCase()),
  anotar: () => commandWords().notes,
  reconocer: () => commandWords().seen,
  marcar_item: ({ hecho }) => (hecho ? commandWords().tick : commandWords().untick),
};

function moveText(to: State): string {
  return commandWords().move(labels().states[to]);
}

/** The texts about a command that failed. `mine` is the command, `more` the commands dropped with it. */
const noticeWords = bilingual({
  es: {
    somebody: 'Alguien',
    changedIt: (who: string) => `${who} lo cambió mientras tanto.`,
    cancelledIt: (who: string) => `${who} ya lo canceló.`,
    movedIt: (who: string, to: string) => `${who} ya lo pasó a ${to}.`,
    notDone: (mine: string, more: string) => `No se hizo lo tuyo: ${mine}${more}.`,
    refused: (mine: string, more: string) => `No se pudo ${mine}${more}.`,
    expired: (mine: string, more: string) => `No se pudo enviar en 10 minutos: ${mine}${more}.`,
    lookFirst: 'Fijate cómo está el pedido antes de repetirlo.',
    norTheNext: ', ni lo que seguía',
    norTheOthers: (count: number) => `, ni los ${count} cambios que seguían`,
  },
  en: {
    somebody: 'Somebody',
    changedIt: (who) => `${who} changed it meanwhile.`,
    cancelledIt: (who) => `${who} has cancelled it already.`,
    movedIt: (who, to) => `${who} has moved it to ${to} already.`,
    notDone: (mine, more) => `Yours was not done: ${mine}${more}.`,
    refused: (mine, more) => `Could not ${mine}${more}.`,
    expired: (mine, more) => `Could not be sent within 10 minutes: ${mine}${more}.`,
    lookFirst: 'Check the order before you do it again.',
    norTheNext: ', nor what came after it',
    norTheOthers: (count) => `, nor the ${count} changes after it`,
  },
});

/** Commands as they fit after «No se pudo …», «Could not …». */
const commandWords = bilingual({
  es: {
    move: (to: string) => `pasar a ${to}`,
    cancel: 'cancelar',
    postpone: 'dejar para más tarde',
    giveBack: 'devolver al local',
    undo: 'deshacer el último movimiento',
    give: (driver: string) => `asignar a ${driver}`,
    giveNobody: 'dejar sin repartidor',
    priority: (priority: string) => `poner prioridad ${priority}`,
    notes: 'guardar las indicaciones',
    seen: 'marcar como visto',
    tick: 'marcar un producto',
    untick: 'desmarcar un producto',
  },
  en: {
    move: (to) => `move to ${to}`,
    cancel: 'cancel',
    postpone: 'leave for later',
    giveBack: 'take back to the shop',
    undo: 'undo the last move',
    give: (driver) => `give to ${driver}`,
    giveNobody: 'leave without a driver',
    priority: (priority) => `set priority ${priority}`,
    notes: 'save the notes',
    seen: 'mark as seen',
    tick: 'tick an item',
    untick: 'untick an item',
  },
});
