import './audit.css';
import { useComputed, useSignal } from '@preact/signals';
import type { AuditAction, AuditEntry, Member } from '@relevo/contract';
import { useEffect, useMemo } from 'preact/hooks';
import { problemText } from '../../api/problem.ts';
import { perLanguage } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import type { Router } from '../../ui/router.ts';
import {
  type AuditList,
  type AuditQuery,
  auditApi,
  createAuditList,
  parseAuditQuery,
  writeAuditQuery,
} from './audit-list.ts';
import { describeDetails, describeEntry } from './describe-entry.ts';
import { auditPageWords as words } from './words.ts';

/** The admin's page: who did what to whom, from where, the newest first. */
export function AuditPage({ router }: { router: Router }) {
  const list = useMemo(() => createAuditList(auditApi), []);
  const query = useComputed(() => parseAuditQuery(router.search('/auditoria').value));
  useEffect(() => {
    list.ask(query.peek());
    return list.stop;
  }, [list, query]);
  const change = (part: Partial<AuditQuery>) => {
    const next = { ...query.peek(), ...part };
    router.put('/auditoria', writeAuditQuery(next));
    list.ask(next);
  };
  return (
    <div class="audit">
      <PageHead title={words().title} router={router} />
      <main class="audit-main">
        <p class="audit-note">{words().explained}</p>
        <Filters query={query.value} change={change} />
        <h2 class="visually-hidden">{words().entries}</h2>
        <ol class="audit-list" aria-busy={list.status.value === 'loading'}>
          {list.entries.value.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
        <Foot list={list} />
      </main>
    </div>
  );
}

type FilterProps = { query: AuditQuery; change: (part: Partial<AuditQuery>) => void };

function Filters({ query, change }: FilterProps) {
  const members = useSignal<readonly Member[]>([]);
  useEffect(() => {
    void auditApi.members().then((reply) => {
      if (reply.ok) members.value = reply.value.personas;
    });
  }, [members]);
  const names = words().actions;
  return (
    <search class="audit-filters" aria-label={words().filters}>
      <label class="field">
        {words().person}
        <select
          name="persona"
          value={query.persona}
          onChange={({ currentTarget }) => change({ persona: currentTarget.value })}
        >
          <option value="">{words().everybody}</option>
          {members.value.map(({ id, nombre }) => (
            <option key={id} value={String(id)}>
              {nombre}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {words().action}
        <select
          name="accion"
          value={query.accion}
          onChange={({ currentTarget }) => change({ accion: currentTarget.value })}
        >
          <option value="">{words().everything}</option>
          {(Object.keys(names) as AuditAction[]).map((action) => (
            <option key={action} value={action}>
              {names[action]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {words().from}
        <input
          name="desde"
          type="date"
          value={query.desde}
          onChange={({ currentTarget }) => change({ desde: currentTarget.value })}
        />
      </label>
      <label class="field">
        {words().to}
        <input
          name="hasta"
          type="date"
          value={query.hasta}
          onChange={({ currentTarget }) => change({ hasta: currentTarget.value })}
        />
      </label>
    </search>
  );
}

const moment = perLanguage(
  (locale, _, timeZone) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23', timeZone }),
);

function Entry({ entry }: { entry: AuditEntry }) {
  const details = describeDetails(entry);
  return (
    <li class="audit-entry" data-entrada={entry.id} data-accion={entry.accion}>
      <p class="audit-what">
        <bdi>{describeEntry(entry)}</bdi>
      </p>
      <p class="audit-note">
        <time dateTime={entry.en}>{moment().format(new Date(entry.en))}</time>
        {' · '}
        <bdi>{entry.desde ?? words().unknownPlace}</bdi>
      </p>
      {details.map((detail) => (
        <p key={detail} class="audit-note">
          <bdi>{detail}</bdi>
        </p>
      ))}
    </li>
  );
}

/** The outcome of the question, and the button for the next page. */
function Foot({ list }: { list: AuditList }) {
  const status = list.status.value;
  const failure = typeof status === 'object' ? status.failure : null;
  const isLoading = status === 'loading';
  const isEmpty = list.entries.value.length === 0;
  const goesOn = failure !== null || (list.hasMore.value && !isEmpty);
  return (
    <>
      {failure && (
        <p class="loading" role="alert">
          {problemText(failure)}
        </p>
      )}
      {!failure && !goesOn && (
        <p class="loading" role="status">
          {isLoading ? words().loading : isEmpty && words().none}
        </p>
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
