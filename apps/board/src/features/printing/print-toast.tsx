import { problemText } from '../../api/problem.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import { splitNumero } from '../../ticket/ticket-number.tsx';
import type { Printer } from './printer.ts';

/** Says that a paper did not come out: otherwise somebody would wait for it in vain. */
export function PrintToast({ printer }: { printer: Printer }) {
  const failure = printer.failure.value;
  if (!failure) return null;
  return (
    <div class="toast toast-notice" data-aviso="sin-imprimir">
      <div>
        <p class="toast-ticket">
          {printWords().order} <bdi>{splitNumero(failure.numero).own}</bdi>
        </p>
        <p class="toast-what">{printWords().failed}</p>
        <p>{failure.problem ? problemText(failure.problem) : printWords().again}</p>
      </div>
      <button type="button" class="button button-toast" data-accion="cerrar-aviso" onClick={printer.dismiss}>
        {printWords().ok}
      </button>
    </div>
  );
}

export const printWords = bilingual({
  es: {
    print: 'Imprimir',
    order: 'Pedido',
    failed: 'No se pudo imprimir',
    again: 'Probá de nuevo desde el menú del pedido.',
    ok: 'Entendido',
  },
  en: {
    print: 'Print',
    order: 'Order',
    failed: 'It could not be printed',
    again: "Try again from the order's menu.",
    ok: 'OK',
  },
});
