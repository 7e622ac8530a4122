import { useComputed } from '@preact/signals';
import { arrivedAt, cameLate, type Ticket } from '@relevo/contract';
import { formatAge, formatDayTime, formatTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { type AgeLevel, ageLevel, ageMinutes, type CardView } from './age.ts';
import { cardWords as words } from './words.ts';

type Props = {
  ticket: Pick<Ticket, 'estado' | 'fecha_creacion'>;
  view: Pick<CardView, 'serverNow' | 'limits'>;
};

/** Shows an order's age by the server's clock, and whether that is too long: by colour, sign and word. */
export function TicketAge({ ticket, view }: Props) {
  // Counts whole minutes, so that a new second redraws nothing.
  const minutes = useComputed(() => ageMinutes(ticket.fecha_creacion, view.serverNow.value));
  const level = useComputed(() => ageLevel(ticket.estado, minutes.value, view.limits.value));
  return (
    <time
      class="ticket-age"
      dateTime={ticket.fecha_creacion}
      title={words().placedAt(formatTime(ticket.fecha_creacion))}
      data-nivel={level}
    >
      <AgeSign level={level.value} />
      <span class="ticket-age-time">{formatAge(minutes.value * 60_000)}</span>
    </time>
  );
}

type Moments = Pick<Ticket, 'fecha_creacion' | 'llegado_en'>;

/** When an order was placed and when it came in, to be read, if there is news in that; else null. */
export function lateArrival(ticket: Moments): { placed: string; arrived: string } | null {
  if (!cameLate(ticket)) return null;
  const [placed, arrived] = [ticket.fecha_creacion, arrivedAt(ticket)];
  const dayOf = (time: string) => formatDayTime(time).replace(formatTime(time), '');
  const format = dayOf(placed) === dayOf(arrived) ? formatTime : formatDayTime;
  return { placed: format(placed), arrived: format(arrived) };
}

/** Marks an order that came in late, as after an outage: what is old the moment it appears was not overlooked here. */
export function CameLate({ ticket }: { ticket: Moments }) {
  const times = lateArrival(ticket);
  if (!times) return null;
  return (
    <p class="came-late">
      <Icon name="arrived" />
      <span>
        <strong>{words().cameLate}</strong> {words().bothTimes(times.placed, times.arrived)}
      </span>
    </p>
  );
}

/** Says in a sign and a word, beside the colour, that an order takes too long. */
export function AgeSign({ level }: { level: AgeLevel }) {
  if (level === 'on-time') return null;
  return (
    <span class="ticket-level">
      <Icon name={level === 'late' ? 'late' : 'slow'} />
      {words().levels[level]}
    </span>
  );
}
