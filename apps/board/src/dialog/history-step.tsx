import { useSignal } from '@preact/signals';
import { cameLate, type HistoryEntry } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { describeChange } from '../actions/describe-history.ts';
import { type Problem, problemText } from '../api/problem.ts';
import { formatDayTime } from '../ui/format.ts';
import type { StepProps } from './steps.tsx';
import { dialogWords as words } from './words.ts';

type Loaded = { entries: HistoryEntry[] } | { failure: Problem } | null;

/** Shows who did what to the order and when, the latest first. */
export function HistoryStep({ ticket, actions }: Omit<StepProps, 'print'>) {
  const loaded = useSignal<Loaded>(null);
  // Load again when the ticket changes while the dialog is open.
  const { ticket_id: id, version } = ticket;
  useEffect(() => {
    void version;
    void actions.history(id).then((reply) => {
      loaded.value = reply.ok ? { entries: [...reply.value.historial].reverse() } : { failure: reply };
    });
  }, [actions, id, version, loaded]);

  if (!loaded.value) return <p class="modal-text">{words().historyLoading}</p>;
  if ('failure' in loaded.value) return <p class="modal-text">{problemText(loaded.value.failure)}</p>;
  return (
    <ol class="history" data-historial={id}>
      {loaded.value.entries.map((entry) => (
        <li key={entry.seq}>
          <p class="history-what">
            <bdi>{describeChange(entry)}</bdi>
          </p>
          <p class="history-who">
            <bdi>{entry.autor}</bdi> · <time dateTime={entry.en}>{formatDayTime(entry.en)}</time>
          </p>
          {entry.accion === 'crear' && cameLate(ticket) && (
            <p class="history-who">{words().placedBefore(formatDayTime(ticket.fecha_creacion))}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
