import './onboarding.css';
import { useEffect } from 'preact/hooks';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { Icon } from '../../ui/icon.tsx';
import { follow, type Router } from '../../ui/router.ts';
import { type GuideStep, guideSteps, progressOf } from './guide-steps.ts';
import type { Onboarding } from './onboarding.ts';
import { onboardingWords as words } from './words.ts';

type Props = { onboarding: Onboarding; actions: TicketActions; router: Router };

/** Guides somebody through a test order, beside the board and not in front of it. */
export function Guide({ onboarding, actions, router }: Props) {
  const ticket = onboarding.guided.value;
  useEffect(() => void actions.loadDrivers(), [actions]);
  if (!ticket) return null;
  const { done, now, end } = progressOf(ticket);
  const noDrivers = actions.drivers.value?.length === 0 && !ticket.repartidor;
  const titleOf = (step: GuideStep) =>
    step === 'leave' && noDrivers ? words().pickUp : words().steps[step].title;
  return (
    <section class="guide" aria-label={words().guide} data-paso={now ?? end}>
      <p class="guide-name">{words().guideOf(ticket.numero)}</p>
      <ol class="guide-steps">
        {guideSteps.map((step) => (
          <li
            key={step}
            data-hecho={done.has(step) ? 'si' : 'no'}
            aria-current={step === now ? 'step' : undefined}
          >
            {done.has(step) && <Icon name="done" />}
            {titleOf(step)}
            {done.has(step) && <span class="visually-hidden"> ({words().stepDone})</span>}
          </li>
        ))}
      </ol>
      <div class="guide-now" role="status">
        {now && (
          <p>
            <strong>{words().progress(guideSteps.indexOf(now) + 1, guideSteps.length)}</strong>{' '}
            {now === 'leave' && noDrivers ? words().pickUpHint : words().steps[now].hint}
          </p>
        )}
        {end && <End end={end} />}
      </div>
      <div class="guide-do">
        {now === 'leave' && noDrivers && actions.person.rol === 'admin' && (
          <a class="button" href="/personas" onClick={follow(router, '/personas')}>
            {words().addDrivers}
          </a>
        )}
        {end && (
          <button
            type="button"
            class="button"
            data-accion="pedido-de-prueba"
            aria-disabled={onboarding.sending.value}
            onClick={() => void onboarding.send()}
          >
            {onboarding.sending.value ? words().sending : words().again}
          </button>
        )}
        <button type="button" class="button" data-accion="cerrar-guia" onClick={onboarding.closeGuide}>
          {words().close}
        </button>
      </div>
    </section>
  );
}

function End({ end }: { end: 'entregado' | 'cancelado' }) {
  const done = end === 'entregado';
  return (
    <p>
      <strong>{done ? words().finished : words().cancelled}</strong>{' '}
      {done ? words().finishedMore : words().cancelledMore}
    </p>
  );
}
