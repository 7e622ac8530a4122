import type { Notice } from '../actions/command-queue.ts';
import { describeNotice } from '../actions/describe-notice.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { labels } from '../i18n/labels.ts';
import type { Restored } from '../live/follow-log.ts';
import { splitNumero } from '../ticket/ticket-number.tsx';
import { cardWords } from '../ticket/words.ts';
import { onlyClick } from '../ui/click.ts';
import type { BoardParts } from './board-shell.ts';
import { boardWords as words } from './words.ts';

const shownAtOnce = 3;

type Props = { actions: TicketActions; restored: Restored; Notes: BoardParts['Notes'] };

/** Shows the commands that failed, and the move that the person can take back. */
export function Toasts({ actions, restored, Notes }: Props) {
  const undoable = actions.undoable.value;
  return (
    <div class="toasts" role="status">
      {restored.noticed.value && <RestoredToast dismiss={restored.dismiss} />}
      <Notes actions={actions} />
      {actions.notices.value.slice(-shownAtOnce).map((notice) => (
        <NoticeToast key={notice.id} notice={notice} dismiss={() => actions.dismiss(notice.id)} />
      ))}
      {undoable && (
        <div class="toast" key={undoable.cmdId} data-aviso="deshacer" data-aviso-ticket={undoable.ticketId}>
          <p>
            <bdi>{splitNumero(undoable.numero).own}</bdi> → {labels().states[undoable.to]}
          </p>
          <button
            type="button"
            class="button button-toast"
            data-accion="deshacer"
            onClick={onlyClick(actions.undo)}
          >
            {words().undo}
          </button>
        </div>
      )}
    </div>
  );
}

function RestoredToast({ dismiss }: { dismiss: () => void }) {
  return (
    <div class="toast toast-notice" data-aviso="restaurado">
      <div>
        <p class="toast-what">{words().restored}</p>
        <p>{words().restoredSo}</p>
      </div>
      <button type="button" class="button button-toast" data-accion="cerrar-aviso" onClick={dismiss}>
        {words().understood}
      </button>
    </div>
  );
}

const kinds = { stale: 'conflicto', refused: 'rechazado', expired: 'vencido' } as const;

function NoticeToast({ notice, dismiss }: { notice: Notice; dismiss: () => void }) {
  const { what, so } = describeNotice(notice);
  return (
    <div
      class="toast toast-notice"
      data-aviso={kinds[notice.kind]}
      data-aviso-ticket={notice.queued.ticketId}
    >
      <div>
        <p class="toast-ticket">
          {cardWords().order} <bdi>{splitNumero(notice.queued.numero).own}</bdi>
        </p>
        <p class="toast-what">
          <bdi>{what}</bdi>
        </p>
        <p>
          <bdi>{so}</bdi>
        </p>
      </div>
      <button type="button" class="button button-toast" data-accion="cerrar-aviso" onClick={dismiss}>
        {words().understood}
      </button>
    </div>
  );
}
