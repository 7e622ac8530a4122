import './closed.css';
import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import { useEffect, useMemo } from 'preact/hooks';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { problemText } from '../../api/problem.ts';
import type { BoardParts, BoardShell } from '../../board/board-shell.ts';
import { Toasts } from '../../board/toasts.tsx';
import { HistoryStep } from '../../dialog/history-step.tsx';
import { bilingual, plural } from '../../i18n/bilingual.ts';
import { labels } from '../../i18n/labels.ts';
import { TicketDetails } from '../../ticket/ticket-details.tsx';
import { TestFlag, TicketNumber } from '../../ticket/ticket-number.tsx';
import { onlyClick } from '../../ui/click.ts';
import { formatDayTime, formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import {
  type ClosedList,
  type ClosedQuery,
  closedApi,
  createClosedList,
  newlyClosed,
  parseClosedQuery,
  sides,
  writeClosedQuery,
} from './closed-list.ts';
import { createRecallRequests, type RecallRequests, recallStateOf } from './recall.ts';

type Props = { shell: BoardShell; parts: Pick<BoardParts, 'Notes'>; actions: TicketActions };

/** Delivered and cancelled orders: find one, look into it, and take it back within a day. */
export function ClosedPage({ shell, parts, actions }: Props) {
  const { router, clock, view, restored } = shell;
  const list = useMemo(() => createClosedList({ api: closedApi, clock }), [clock]);
  const requests = useMemo(() => createRecallRequests(actions, list), [actions, list]);
  const query = useComputed(() => parseClosedQuery(router.search('/cerrados').value));
  useEffect(() => {
    list.ask(query.peek());
    return () => {
      list.stop();
      requests.stop();
    };
  }, [list, requests, query]);
  const change = (part: Partial<ClosedQuery>, soon = false) => {
    const next = { ...query.peek(), ...part };
    router.put('/cerrados', writeClosedQuery(next));
    list.ask(next, soon);
  };
  const newer = useComputed(() =>
    newlyClosed([...view.columns.entregado.value, ...view.columns.cancelado.value], {
      ...query.value,
      listed: list.tickets.value,
    }),
  ).value;
  return (
    <div class="closed">
      <PageHead title={words().title} router={router} />
      <main class="closed-main">
        <search class="closed-search" aria-label={words().search}>
          <label class="find">
            <Icon name="search" />
            <span class="visually-hidden">{words().search}</span>
            <input
              id="buscar"
              type="search"
              maxLength={200}
              autocomplete="off"
              placeholder={words().searchHint}
              value={query.value.q}
              onInput={({ currentTarget }) => change({ q: currentTarget.value }, true)}
            />
          </label>
          <fieldset class="closed-sides" aria-label={words().which}>
            {sides.map((side) => (
              <button
                key={side}
                type="button"
                class="button"
                data-lado={side}
                aria-pressed={query.value.side === side}
                onClick={() => change({ side })}
              >
                {words().sides[side]}
              </button>
            ))}
          </fieldset>
        </search>
        {newer > 0 && list.status.value === 'ready' && (
          <button
            type="button"
            class="button closed-newer"
            data-accion="ver-nuevos"
            onClick={() => list.ask(query.peek())}
          >
            {words().newer(newer)}
          </button>
        )}
        <h2 class="visually-hidden">{words().which}</h2>
        <ul class="closed-list" aria-busy={list.status.value === 'loading'}>
          {list.tickets.value.map((ticket) => (
            <ClosedRow
              key={ticket.ticket_id}
              listed={ticket}
              serverNow={view.serverNow}
              actions={actions}
              requests={requests}
            />
          ))}
        </ul>
        <Foot list={list} q={query.value.q} />
      </main>
      <Toasts actions={actions} restored={restored} Notes={parts.Notes} />
    </div>
  );
}

/** The outcome of the search, and the button for the next page. */
function Foot({ list, q }: { list: ClosedList; q: string }) {
  const status = list.status.value;
  const failure = typeof status === 'object' ? status.failure : null;
  const isLoading = status === 'loading';
  const isEmpty = list.tickets.value.length === 0;
  const goesOn = failure !== null || (list.hasMore.value && !isEmpty);
  return (
    <>
      {failure && (
        <p class="loading" role="alert">
          {problemText(failure)}
        </p>
      )}
      {isLoading && !goesOn && <p class="loading">{words().loading}</p>}
      {status === 'ready' && isEmpty && (
        <p class="loading">{q.trim() ? words().noneFound(q.trim()) : words().none}</p>
      )}
      {/* The button stays while the next page loads, because the focus is on it. */}
      {goesOn && (
        <button
          type="button"
          class="button"
          data-accion={failure ? 'otra-vez' : 'ver-mas'}
          aria-disabled={isLoading}
          onClick={list.more}
        >
          {isLoading ? words().loading : failure ? words().again : words().more}
        </button>
      )}
    </>
  );
}

type RowProps = {
  listed: Ticket;
  serverNow: ReadonlySignal<number>;
  actions: TicketActions;
  requests: RecallRequests;
};

/** A closed order on one line, with its content and history on demand, and a button that takes it back. */
function ClosedRow({ listed, serverNow, actions, requests }: RowProps) {
  const open = useSignal(false);
  const live = actions.find(listed.ticket_id);
  const ticket = live && live.version >= listed.version ? live : listed;
  const { ticket_id: id, version, numero, estado } = ticket;
  const heading = `cerrado-${id}`;
  const recall = useComputed(
    () =>
      recallStateOf(ticket, {
        offers: actions.offers(ticket),
        asked: requests.asked.value.get(id) === version,
        refused: requests.refused.value.get(id) === version,
        serverNow: serverNow.value,
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
              <HistoryStep ticket={ticket} actions={actions} />
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
          onClick={onlyClick(() => requests.recall(ticket))}
        >
          {words().recall}
        </button>
      )}
      <p class="closed-summary" role="status">
        {recall === 'asked' && words().recalling}
        {recall === 'open' && words().recalled(labels().states[estado])}
      </p>
    </li>
  );
}

export const words = bilingual({
  es: {
    title: 'Entregados y cancelados',
    sides: { todos: 'Todos', entregado: 'Entregados', cancelado: 'Cancelados' },
    which: 'Qué pedidos',
    search: 'Buscar en todos',
    searchHint: 'Número, cliente, teléfono, dirección, producto…',
    loading: 'Buscando…',
    none: 'No hay ninguno.',
    noneFound: (query: string) => `Ninguno coincide con «${query}».`,
    more: 'Ver más',
    again: 'Probar de nuevo',
    newer: (count: number) =>
      plural('es', count, { one: 'Se cerró 1 más: verlo', other: `Se cerraron ${count} más: verlos` }),
    order: 'Pedido',
    recall: 'Recuperar',
    recallOf: (numero: string) => `Recuperar el pedido ${numero}`,
    recalling: 'Recuperando…',
    recalled: (state: string) => `Volvió a ${state}`,
    history: 'Historial',
  },
  en: {
    title: 'Delivered and cancelled',
    sides: { todos: 'All', entregado: 'Delivered', cancelado: 'Cancelled' },
    which: 'Which orders',
    search: 'Search all',
    searchHint: 'Number, customer, phone, address, product…',
    loading: 'Searching…',
    none: 'There are none.',
    noneFound: (query: string) => `None matches “${query}”.`,
    more: 'Show more',
    again: 'Try again',
    newer: (count: number) =>
      plural('en', count, {
        one: '1 more was closed: show it',
        other: `${count} more were closed: show them`,
      }),
    order: 'Order',
    recall: 'Take back',
    recallOf: (numero: string) => `Take back order ${numero}`,
    recalling: 'Taking back…',
    recalled: (state: string) => `Back in: ${state}`,
    history: 'History',
  },
});
