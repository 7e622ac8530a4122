import type { Person } from '@relevo/contract';
import { SoundSection } from '../ring/sound-section.tsx';
import type { Shell } from '../shell.ts';
import { LanguageSection } from './language-section.tsx';

export type SectionProps = { shell: Shell; person: Person };

/** What can be set: first for this device, then, for who may, for the whole shop. Each part brings its own section. */
export function Settings(props: SectionProps) {
  return (
    <div class="settings">
      <SoundSection {...props} />
      <LanguageSection {...props} />
    </div>
  );
}
