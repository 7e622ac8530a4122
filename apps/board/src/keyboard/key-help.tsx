import './key-help.css';
import { actionWords } from '../actions/action-places.ts';
import { bilingual } from '../i18n/bilingual.ts';
import { labels } from '../i18n/labels.ts';
import { isWay, type KeyAction, keyTable, type Needs, stateOf } from './key-table.ts';

const groups: readonly HelpGroup[] = ['ticket', 'walk', 'page'];

/** Lists every key and what it does, and the ways without a keyboard. */
export function KeyHelp() {
  const rows = helpRows();
  const { pointer } = helpWords();
  return (
    <div class="key-help">
      {groups.map((group) => (
        <section key={group}>
          <h3>{helpWords().groups[group]}</h3>
          <dl>
            {rows[group].map((row) => (
              <Row key={row.line} {...row} />
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3>{pointer.title}</h3>
        <ul>
          <li>{pointer.tap}</li>
          <li>{pointer.drag}</li>
          <li>{pointer.undo}</li>
        </ul>
      </section>
    </div>
  );
}

function Row({ line, keys }: HelpRow) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{nameOf(key)}</kbd>
        ))}
      </dt>
      <dd>{line === 'move' ? moves() : helpWords().actions[line]}</dd>
    </div>
  );
}

function moves(): string {
  return `${helpWords().actions.move} ${Object.values(labels().states).join(' · ')}`;
}

const arrows: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

function nameOf(key: string): string {
  const named: Record<string, string> = { ...arrows, ...helpWords().keys, ' ': helpWords().keys.space };
  return named[key] ?? key.toUpperCase();
}

/** The line of the help for each action; some actions share one. */
export type HelpLine =
  | ('walk' | 'ends' | 'move' | 'close')
  | Exclude<KeyAction, `to-${string}` | 'up' | 'down' | 'left' | 'right' | 'first' | 'last'>;
export type HelpGroup = 'walk' | 'ticket' | 'page';
export type HelpRow = { line: HelpLine; keys: string[] };

/** Groups the table of keys for the help: one row for the keys of one line. */
export function helpRows(): Record<HelpGroup, HelpRow[]> {
  const groups: Record<HelpGroup, HelpRow[]> = { walk: [], ticket: [], page: [] };
  for (const { action, needs, keys } of keyTable) {
    const rows = groups[groupOf[needs]];
    const line = lineOf(action);
    const row = rows.find((known) => known.line === line);
    if (row) row.keys.push(...keys);
    else rows.push({ line, keys: [...keys] });
  }
  // The browser itself closes dialogs, so that key is in no table.
  groups.page.push({ line: 'close', keys: ['Escape'] });
  return groups;
}

const groupOf: Record<Needs, HelpGroup> = {
  board: 'walk',
  search: 'page',
  card: 'ticket',
  ticket: 'ticket',
  page: 'page',
};

function lineOf(action: KeyAction): HelpLine {
  if (action === 'first' || action === 'last') return 'ends';
  if (isWay(action)) return 'walk';
  return stateOf(action) ? 'move' : (action as HelpLine);
}

/** The texts of the help. */
export const helpWords = bilingual({
  es: {
    groups: { walk: 'Ir de un pedido a otro', ticket: 'Con un pedido elegido', page: 'En cualquier momento' },
    actions: {
      walk: 'Moverse: arriba y abajo en la columna, a los lados entre columnas',
      ends: 'Primero y último de la columna',
      next: 'Paso siguiente (en los cerrados: ver el detalle)',
      menu: 'Todas las acciones del pedido',
      move: 'Pasar a',
      ...actionWords.both.es.keys,
      history: 'Historial',
      print: 'Imprimir',
      undo: 'Deshacer tu último movimiento; otra vez, el anterior',
      search: 'Buscar',
      found: 'En la búsqueda: ir al primero que aparece',
      help: 'Estos atajos',
      close: 'Cerrar lo que esté abierto; soltar lo que se arrastra',
    },
    keys: { Enter: 'Enter', space: 'Espacio', Home: 'Inicio', End: 'Fin', Escape: 'Esc' },
    pointer: {
      title: 'Con el mouse o el dedo',
      tap: 'El botón grande de cada pedido es su paso siguiente; los tres puntos, todo lo demás.',
      drag: 'También podés arrastrar un pedido a otra columna. Con el dedo, mantené apretado el número y arrastralo a la columna o a su pestaña.',
      undo: 'Después de mover un pedido tenés 10 segundos para deshacerlo abajo; más tarde, desde los tres puntos.',
    },
  },
  en: {
    groups: { walk: 'Going from order to order', ticket: 'With an order chosen', page: 'At any time' },
    actions: {
      walk: 'Move: up and down in the column, sideways between columns',
      ends: 'First and last of the column',
      next: 'Next step (on closed ones: see the details)',
      menu: 'Everything that can be done to the order',
      move: 'Move to',
      ...actionWords.both.en.keys,
      history: 'History',
      print: 'Print',
      undo: 'Undo your last move; again, the one before',
      search: 'Search',
      found: 'In the search: go to the first one found',
      help: 'These shortcuts',
      close: 'Close what is open; let go of what is being dragged',
    },
    keys: { Enter: 'Enter', space: 'Space', Home: 'Home', End: 'End', Escape: 'Esc' },
    pointer: {
      title: 'With the mouse or a finger',
      tap: 'The big button of each order is its next step; the three dots, everything else.',
      drag: 'You can also drag an order to another column. With a finger, hold its number down and drag it to the column or to its tab.',
      undo: 'After moving an order you have 10 seconds to undo it below; later, from the three dots.',
    },
  },
});
