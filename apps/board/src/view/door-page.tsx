import type { ReadonlySignal } from '@preact/signals';
import type { Outside, Session, SessionKeeper } from '../session/session.ts';
import { SignInForm } from './sign-in-form.tsx';
import { waitText } from './wait-text.ts';

type Props = {
  state: Exclude<Session, { kind: 'adentro' }>;
  session: SessionKeeper;
  now: ReadonlySignal<number>;
};

/** What somebody sees who is not signed in: how to get in. */
export function DoorPage({ state, session, now }: Props) {
  const { title, line } = doorText(state, now.value);
  return (
    <main class="door" data-sesion={state.kind === 'afuera' ? state.motivo : state.kind}>
      <div class="door-card">
        <p class="brand">
          <img src="/favicon.svg" alt="" width="36" height="36" />
          <span>Relevo</span>
        </p>
        <div role="status">
          <h1>{title}</h1>
          {line && <p>{line}</p>}
        </div>
        {state.kind === 'afuera' && <SignInForm session={session} now={now} />}
        {state.kind === 'afuera' && (
          <p class="door-hint">
            ¿No tenés clave? Pedile un enlace a quien administra y abrilo en este dispositivo: sirve una sola
            vez. El primero lo muestra <code>npm start</code> al arrancar.
          </p>
        )}
      </div>
    </main>
  );
}

type Text = { title: string; line?: string };

function doorText(state: Props['state'], now: number): Text {
  if (state.kind === 'comprobando') return { title: 'Un momento…', line: 'Estamos viendo quién sos.' };
  if (state.kind === 'sin-servicio') {
    return { title: 'El servicio no responde', line: 'Seguimos intentando; cuando vuelva, entrás solo.' };
  }
  if (state.motivo === 'demasiados-intentos' && state.until) {
    return { title: 'Demasiados intentos', line: waitText(state.until, now) };
  }
  return outsideTexts[state.motivo];
}

const outsideTexts: Record<Outside, Text> = {
  'sin-sesion': { title: 'Entrá al tablero' },
  'enlace-vencido': {
    title: 'Este enlace ya no sirve',
    line: 'Ya se usó, venció o fue revocado. Pedí otro o entrá con tu clave.',
  },
  'demasiados-intentos': {
    title: 'Demasiados intentos',
    line: 'Esperá un minuto y volvé a abrir el enlace.',
  },
  vencida: { title: 'Tu sesión terminó', line: 'Para seguir viendo el tablero entrá de nuevo.' },
  cerrada: { title: 'Saliste del tablero' },
};
