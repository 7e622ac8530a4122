import './settings.css';
import type { Person } from '@relevo/contract';
import type { Shell } from '../../shell.ts';
import { SoundSection } from '../alerts/sound-section.tsx';
import { PrintSection } from '../printing/print-section.tsx';
import { LanguageSection } from './language-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { ThemeSection } from './theme-section.tsx';

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
