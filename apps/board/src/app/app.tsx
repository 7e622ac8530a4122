import type { ReadonlySignal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import type { ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { SessionKeeper } from '../session/session.ts';
import { SignInPage } from '../session/sign-in-page.tsx';
import type { Page, Router } from '../ui/router.ts';

/** A page for somebody who is signed in. */
export type PageComponent = ComponentType<{ actions: TicketActions }>;

type Props = {
  session: SessionKeeper;
  /** Milliseconds since 1970 by this device, once a second. */
  now: ReadonlySignal<number>;
  router: Router;
  openTicketActions(person: Person): TicketActions;
  /** Which page this person sees at an address: theirs, or else the board. */
  pageFor(page: Page, person: Person): PageComponent;
};

/** A page for who is signed in, the sign-in page for everybody else. */
export function App({ session, now, ...inside }: Props) {
  const { value } = session.state;
  if (value.kind !== 'signed-in') return <SignInPage state={value} session={session} now={now} />;
  return <SignedIn person={value.person} {...inside} />;
}

type SignedInProps = Omit<Props, 'session' | 'now'> & { person: Person };

function SignedIn({ person, router, openTicketActions, pageFor }: SignedInProps) {
  const actions = useMemo(() => openTicketActions(person), [person, openTicketActions]);
  const Page = pageFor(router.page.value, person);
  return <Page actions={actions} />;
}
