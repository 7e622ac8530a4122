import '../styles/settings.css';
import type { Person } from '@relevo/contract';
import { PrintSection } from '../print/print-section.tsx';
import { SoundSection } from '../ring/sound-section.tsx';
import type { Shell } from '../shell.ts';
import { LimitsSection } from '../shop-settings/limits-section.tsx';
import { ThemeSection } from '../theme/theme-section.tsx';
import { LanguageSection } from './language-section.tsx';

export type SectionProps = { shell: Shell; person: Person };

/** What can be set: first for this device, then, for who may, for the whole shop. Each part brings its own section. */
export function Settings(props: SectionProps) {
  return (
    <div class="settings">
      <SoundSection {...props} />
      <LanguageSection {...props} />
      <ThemeSection {...props} />
      <PrintSection {...props} />
      {mayChangeShop(props.person) && <LimitsSection {...props} />}
    </div>
  );
}

function mayChangeShop({ rol }: Person): boolean {
  return rol === 'admin' || rol === 'operador';
}
