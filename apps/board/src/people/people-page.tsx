import type { Person } from '@relevo/contract';
import type { Router } from '../route.ts';
import '../styles/people.css';
import { Brand, follow } from '../view/top-bar.tsx';
import { MembersSection } from './members-section.tsx';
import { TvLinksSection } from './tv-links-section.tsx';

/** Where the admin says who works here, and which screens may look on. */
export function PeoplePage({ person, router }: { person: Person; router: Router }) {
  return (
    <div class="people">
      <header class="top-bar">
        <Brand>Personas</Brand>
        <div class="who">
          <a class="button" href="/" onClick={follow(router, '/')}>
            Volver al tablero
          </a>
        </div>
      </header>
      <main class="people-main">
        <MembersSection ownId={person.id} />
        <TvLinksSection />
      </main>
    </div>
  );
}
