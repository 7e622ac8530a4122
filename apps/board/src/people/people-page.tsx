import type { Person } from '@relevo/contract';
import type { Router } from '../route.ts';
import '../styles/people.css';
import { Brand, follow } from '../view/top-bar.tsx';
import { MembersSection } from './members-section.tsx';
import { TvLinksSection } from './tv-links-section.tsx';
import { peopleWords as words } from './words.ts';

/** Where the admin says who works here, and which screens may look on. */
export function PeoplePage({ person, router }: { person: Person; router: Router }) {
  return (
    <div class="people">
      <header class="top-bar">
        <Brand>{words().title}</Brand>
        <div class="who">
          <a class="button" href="/" onClick={follow(router, '/')}>
            {words().back}
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
