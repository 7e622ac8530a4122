import { isWay, type KeyAction, keyTable, type Needs, stateOf } from './key-table.ts';

/** What the help says of an action; some share a line. */
export type HelpLine =
  | ('walk' | 'ends' | 'move' | 'close')
  | Exclude<KeyAction, `to-${string}` | 'up' | 'down' | 'left' | 'right' | 'first' | 'last'>;
export type HelpGroup = 'walk' | 'ticket' | 'page';
export type HelpRow = { line: HelpLine; keys: string[] };

/** The table of keys as the help shows it: the keys of one line together. */
export function helpRows(): Record<HelpGroup, HelpRow[]> {
  const groups: Record<HelpGroup, HelpRow[]> = { walk: [], ticket: [], page: [] };
  for (const { action, needs, keys } of keyTable) {
    const rows = groups[groupOf[needs]];
    const line = lineOf(action);
    const row = rows.find((known) => known.line === line);
    if (row) row.keys.push(...keys);
    else rows.push({ line, keys: [...keys] });
  }
  // Closing is the browser's own doing: it is in no table.
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
