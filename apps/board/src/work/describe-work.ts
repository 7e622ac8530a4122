import { nextStates, type State } from '@relevo/contract';
import type { QueuedCommand } from '../commands/queued-command.ts';
import { labels } from '../view/labels.ts';

/** A command as it goes on after «No se pudo …»: `pasar a En camino`. */
export function describeWork({ command, estado, driver }: QueuedCommand): string {
  switch (command.accion) {
    case 'avanzar':
      return moveText(nextStates[estado][0] ?? estado);
    case 'mover':
      return moveText(command.estado);
    case 'cancelar':
      return 'cancelar';
    case 'deshacer':
      return 'deshacer el último movimiento';
    case 'asignar':
      return driver ? `asignar a ${driver.nombre}` : 'dejar sin repartidor';
    case 'priorizar':
      return `poner prioridad ${labels().priorities[command.prioridad].toLowerCase()}`;
    case 'anotar':
      return 'guardar las indicaciones';
    case 'reconocer':
      return 'marcar como visto';
    case 'marcar_item':
      return command.hecho ? 'marcar un producto' : 'desmarcar un producto';
  }
}

function moveText(to: State): string {
  return `pasar a ${labels().states[to]}`;
}
