import { type Action, actions, type Ticket, type Wish } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';

/** Where the board offers an action: on the card alone, or as an entry of the ticket's menu, by a key, or both. */
type Place<A extends Action> =
  | 'card-only'
  | {
      /** `asks`: opens the dialog's step of the same name; a wish: does it at once. */
      does: 'asks' | Wish<A>;
      menu: 'plain' | 'danger' | null;
      /** What its control in the menu is called, if not as the action. */
      control?: string;
      /** With the focus on the ticket, as `KeyboardEvent.key`, letters small. */
      key: string | null;
    };

/** Every action with its place, in the order in which the menu and the help show them. */
export const actionPlaces = {
  // The card's main button, and Enter.
  avanzar: 'card-only',
  // The boxes beside the products.
  marcar_item: 'card-only',
  // The mark of a new order, on its card.
  reconocer: { does: { accion: 'reconocer' }, menu: null, key: 'v' },
  asignar: { does: 'asks', menu: 'plain', key: 'a' },
  // In the menu for the customer who comes to the shop. For every state there is a key, and the drag.
  mover: { does: { accion: 'mover', estado: 'entregado' }, menu: 'plain', control: 'retirar', key: null },
  priorizar: { does: 'asks', menu: 'plain', key: null },
  anotar: { does: 'asks', menu: 'plain', key: null },
  // Its key takes back one's own last move, on whatever ticket: see the table of keys.
  deshacer: { does: { accion: 'deshacer' }, menu: 'plain', key: null },
  // Offered by the step of `devolver`, which asks what becomes of the order.
  posponer: 'card-only',
  devolver: { does: 'asks', menu: 'plain', key: null },
  cancelar: { does: 'asks', menu: 'danger', key: 'x' },
} satisfies { [A in Action]: Place<A> };

type Places = typeof actionPlaces;
type ActionsWith<P> = { [A in Action]: Places[A] extends P ? A : never }[Action];
/** The actions that first ask something, each in a step of the dialog. */
export type AskingAction = ActionsWith<{ does: 'asks' }>;
export type MenuAction = ActionsWith<{ menu: string }>;
export type KeyedAction = ActionsWith<{ key: string }>;
/** The steps of a ticket's dialog. `salida` asks who takes the order, and sends it off with them. */
export type DialogStep = AskingAction | 'menu' | 'salida' | 'historial';

const placed = Object.keys(actionPlaces) as Action[];

/** The entries of the menu that look like this, from top to bottom. */
export function menuActions(look: 'plain' | 'danger'): MenuAction[] {
  return placed.filter((accion): accion is MenuAction => placeOf(accion)?.menu === look);
}

export const keyedActions = placed.filter((accion): accion is KeyedAction => isKeyed(accion));

export function isKeyed(action: string): action is KeyedAction {
  return actions.some((accion) => accion === action && placeOf(accion)?.key);
}

function placeOf(accion: Action): Exclude<Place<Action>, 'card-only'> | undefined {
  const place = actionPlaces[accion];
  return place === 'card-only' ? undefined : place;
}

type Label = string | ((ticket: Ticket) => string);

/** What the board says of its actions: in the menu, in the help of the keys, and when a key cannot do it. */
export const actionWords = bilingual({
  es: {
    menu: {
      asignar: ({ repartidor }: Ticket): string => (repartidor ? 'Cambiar repartidor' : 'Asignar repartidor'),
      mover: 'Retira en el local: ya está entregado',
      priorizar: 'Cambiar prioridad',
      anotar: 'Editar indicaciones',
      deshacer: 'Deshacer el último movimiento',
      devolver: 'No se pudo entregar…',
      cancelar: 'Cancelar el pedido…',
    } satisfies Record<MenuAction, Label>,
    keys: {
      reconocer: 'Visto',
      asignar: 'Repartidor',
      cancelar: 'Cancelar, con motivo',
    } satisfies Record<KeyedAction, string>,
    cannot: {
      reconocer: 'Este pedido ya está visto.',
      asignar: 'A este pedido no se le puede cambiar el repartidor.',
      cancelar: 'Este pedido no se puede cancelar.',
    } satisfies Record<KeyedAction, string>,
  },
  en: {
    menu: {
      asignar: ({ repartidor }) => (repartidor ? 'Change the driver' : 'Assign a driver'),
      mover: 'Picked up at the shop: it is delivered',
      priorizar: 'Change the priority',
      anotar: 'Edit the notes',
      deshacer: 'Undo the last move',
      devolver: 'Could not be delivered…',
      cancelar: 'Cancel the order…',
    },
    keys: { reconocer: 'Seen', asignar: 'Driver', cancelar: 'Cancel, with a reason' },
    cannot: {
      reconocer: 'This order has already been seen.',
      asignar: "This order's driver cannot be changed.",
      cancelar: 'This order cannot be cancelled.',
    },
  },
});
