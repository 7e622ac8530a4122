import { problemText } from '../../api/problem-text.ts';
import { splitNumero } from '../../view/split-numero.ts';
import type { Printer } from './printer.ts';
import { printWords as words } from './words.ts';

/** That a paper did not come out: whoever waits for it would wait for ever. */
export function PrintToast({ printer }: { printer: Printer }) {
  const failure = printer.failure.value;
  if (!failure) return null;
  return (
    <div class="toast toast-notice" data-aviso="sin-imprimir">
      <div>
        <p class="toast-ticket">
          {words().order} <bdi>{splitNumero(failure.numero).own}</bdi>
        </p>
        <p class="toast-what">{words().failed}</p>
        <p>{failure.problem ? problemText(failure.problem) : words().again}</p>
      </div>
      <button type="button" class="button button-toast" data-accion="cerrar-aviso" onClick={printer.dismiss}>
        {words().ok}
      </button>
    </div>
  );
}
