import { bilingual } from '../i18n/bilingual.ts';

/** What came of a command that was not done. `mine` is the command, `more` what was not done with it. */
export const noticeWords = bilingual({
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
