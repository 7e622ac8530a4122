import { useComputed, useSignal } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import { HistoryStep } from '../../dialog/history-step.tsx';
import type { Shell } from '../../shell.ts';
import { formatDayTime, formatMoney } from '../../view/format.ts';
import { labels } from '../../view/labels.ts';
import { onlyClick } from '../../view/only-click.ts';
import { TestFlag } from '../../view/test-flag.tsx';
import { TicketDetails } from '../../view/ticket-details.tsx';
import { TicketNumber } from '../../view/ticket-number.tsx';
import type { Workbench } from '../../work/workbench.ts';
import { judgeRecall } from './judge-recall.ts';
import type { RecallDesk } from './recall-desk.ts';
import { closedWords as words } from './words.ts';

type Props = { listed: Ticket; shell: Shell; work: Workbench; desk: RecallDesk };

/** A closed order: one line, what was in it and what happened to it on demand, and the way back. */
export function ClosedRow({ listed, shell, work, desk }: Props) {
  const open = useSignal(false);
  const live = work.find(listed.ticket_id);
  const ticket = live && live.version >= listed.version ? live : listed;
  const { ticket_id: id, version, numero, estado } = ticket;
  const heading = `cerrado-${id}`;
  const recall = useComputed(
    () =>
      judgeRecall(ticket, {
        offers: work.offers(ticket),
        asked: desk.asked.value.get(id) === version,
        refused: desk.refused.value.get(id) === version,
        serverNow: shell.view.serverNow.value,
      }).kind,
  ).value;
  return (
    <li
      class="closed-row"
      data-cerrado={id}
      data-numero={numero}
      data-estado={estado}
      data-recuperar={recall}
    >
      <details
        onToggle={({ currentTarget }) => {
          open.value = currentTarget.open;
        }}
      >
        <summary>
          <h2 id={heading}>
            <span class="visually-hidden">{words().order} </span>
            <TicketNumber numero={numero} />
          </h2>
          <span class="closed-who">
            <bdi>{ticket.cliente_nombre}</bdi> <TestFlag ticket={ticket} />
          </span>
          <span class="closed-state" data-estado={estado}>
            <span class="column-dot" aria-hidden="true" />
            {labels().states[estado]}
          </span>
          <time dateTime={ticket.actualizado_en}>{formatDayTime(ticket.actualizado_en)}</time>
          <span class="closed-total">{formatMoney(ticket.total)}</span>
        </summary>
        {open.value && (
          <div class="closed-more">
            <div>
              <TicketDetails ticket={ticket} />
            </div>
            <section aria-label={words().history}>
              <HistoryStep ticket={ticket} work={work} />
            </section>
          </div>
        )}
      </details>
      {recall === 'offered' && (
        <button
          type="button"
          class="button"
          data-accion="deshacer"
          aria-label={words().recallOf(numero)}
          onClick={onlyClick(() => desk.recall(ticket))}
        >
          {words().recall}
        </button>
      )}
      <p class="closed-told" role="status">
        {recall === 'asked' && words().recalling}
        {recall === 'open' && words().recalled(labels().states[estado])}
      </p>
    </li>
  );
}
