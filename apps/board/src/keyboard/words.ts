import { bilingual } from '../i18n/bilingual.ts';

/** The texts for keys that cannot do anything now. */
export const keyWords = bilingual({
  es: {
    help: 'Atajos',
    noTicket: 'Primero elegí un pedido con las flechas.',
    noTickets: 'No hay pedidos en el tablero.',
    noUndo: 'No hay un movimiento tuyo para deshacer. Los de antes, con M en el pedido.',
    undone: (numero: string, to: string) => `Deshecho: pedido ${numero}, otra vez en ${to}.`,
    movedOn: (numero: string, to: string) => `El pedido ${numero} ya cambió: está en ${to}, y queda así.`,
    noSearch: 'En esta página no hay búsqueda.',
    cannot: {
      next: 'Este pedido no tiene un paso siguiente para vos.',
      menu: 'Sobre este pedido no podés hacer nada.',
      history: 'El historial de este pedido no es para vos.',
      print: 'Este pedido no lo podés imprimir.',
    },
  },
  en: {
    help: 'Shortcuts',
    noTicket: 'First choose an order with the arrow keys.',
    noTickets: 'There are no orders on the board.',
    noUndo: 'There is no move of yours to undo. For earlier ones, press M on the order.',
    undone: (numero: string, to: string) => `Undone: order ${numero}, back in ${to}.`,
    movedOn: (numero: string, to: string) => `Order ${numero} has changed: it is in ${to}, and stays there.`,
    noSearch: 'There is no search on this page.',
    cannot: {
      next: 'There is no next step for you on this order.',
      menu: 'There is nothing you can do to this order.',
      history: 'You cannot see the history of this order.',
      print: 'You cannot print this order.',
    },
  },
});
