import { bilingual } from '../words/bilingual.ts';
import type { Updates } from './updates.ts';

const updateWords = bilingual({
  es: { there: 'Hay una versión nueva de Relevo.', take: 'Actualizar' },
  en: { there: 'There is a new version of Relevo.', take: 'Update' },
});

/** Says quietly that there is a new version. */
export function UpdateNote({ updates }: { updates: Updates }) {
  if (!updates.offered.value) return null;
  return (
    <p class="update-note" role="status" data-aviso="version">
      {updateWords().there}
      <button type="button" class="button" data-accion="actualizar" onClick={updates.take}>
        {updateWords().take}
      </button>
    </p>
  );
}
