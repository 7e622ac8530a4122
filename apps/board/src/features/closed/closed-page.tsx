import './closed.css';
import { useComputed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { problemText } from '../../api/problem-text.ts';
import type { Shell } from '../../shell.ts';
import { Icon } from '../../view/icons.tsx';
import { PageHead } from '../../view/page-head.tsx';
import { Toasts } from '../../view/toasts.tsx';
import type { Workbench } from '../../work/workbench.ts';
import { type ClosedQuery, parseClosedQuery, sides, writeClosedQuery } from './closed-address.ts';
import { closedApi } from './closed-api.ts';
import { type ClosedList, createClosedList } from './closed-list.ts';
import { ClosedRow } from './closed-row.tsx';
import { newlyClosed } from './newly-closed.ts';
import { createRecallDesk } from './recall-desk.ts';
import { closedWords as words } from './words.ts';

type Props = { shell: Shell; work: Workbench };

/** What was delivered and cancelled: looked up, looked into, and taken back within a day. */
export function ClosedPage({ shell, work }: Props) {
  const { router, clock, view, restored, printer } = shell;
  const list = useMemo(() => createClosedList({ api: closedApi, clock }), [clock]);
  const desk = useMemo(() => createRecallDesk(work, list), [work, list]);
  const query = useComputed(() => parseClosedQuery(router.search('/cerrados').value));
  useEffect(() => {
    list.ask(query.peek());
    return () => {
      list.stop();
      desk.stop();
    };
  }, [list, desk, query]);
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
            <ClosedRow key={ticket.ticket_id} listed={ticket} shell={shell} work={work} desk={desk} />
          ))}
        </ul>
        <Foot list={list} q={query.value.q} />
      </main>
      <Toasts work={work} restored={restored} printer={printer} ring={shell.ring} />
    </div>
  );
}

/** What came of the search, and the way on. */
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
      {/* It stays where it is while the next page comes: the focus is on it. */}
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
