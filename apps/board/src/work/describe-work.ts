import { nextStates, type State } from '@relevo/contract';
import type { QueuedCommand } from '../commands/queued-command.ts';
import { labels } from '../view/labels.ts';
import { commandWords as words } from './words.ts';

/** A command as it goes on after «No se pudo …»: `pasar a En camino`. */
export function describeWork({ command, estado, driver }: QueuedCommand): string {
  switch (command.accion) {
    case 'avanzar':
      return moveText(nextStates[estado][0] ?? estado);
    case 'mover':
      return moveText(command.estado);
    case 'cancelar':
      return words().cancel;
    case 'deshacer':
      return words().undo;
    case 'asignar':
      return driver ? words().give(driver.nombre) : words().giveNobody;
    case 'priorizar':
      return words().priority(labels().priorities[command.prioridad].toLowerCase());
    case 'anotar':
      return words().notes;
    case 'reconocer':
      return words().seen;
    case 'marcar_item':
      return command.hecho ? words().tick : words().untick;
  }
}

function moveText(to: State): string {
  return words().move(labels().states[to]);
}
