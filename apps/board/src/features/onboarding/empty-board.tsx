import type { Person } from '@relevo/contract';
import { boardWords as words } from '../../board/words.ts';
import { lazy } from '../../ui/lazy.tsx';
import { type FirstMinutes, mayTry } from './onboarding.ts';

const Welcome = lazy(() => import('./welcome.tsx').then((part) => part.Welcome));
const TryAgain = lazy(() => import('./welcome.tsx').then((part) => part.TryAgain));

/** A board without any order: what happens next, and for who runs the shop a way to try it. */
export function EmptyBoard({ first, person }: { first: FirstMinutes; person: Person }) {
  const tries = mayTry(person);
  if (tries && first.inviting.value) return <Welcome first={first} />;
  return (
    <div class="quiet">
      <h2>{words().quiet}</h2>
      <p>{person.rol === 'repartidor' ? words().quietDriver : words().quietShop}</p>
      {tries && <TryAgain first={first} />}
    </div>
  );
}
