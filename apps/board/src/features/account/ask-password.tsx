import { useSignal } from '@preact/signals';
import { createTabMemory } from '../../device/storage.ts';
import { Modal } from '../../ui/modal.tsx';
import { PasswordForm } from './password-form.tsx';
import { accountWords as words } from './words.ts';

const memory = createTabMemory('relevo:clave-luego');

/**
 * Asks an admin who came by a link for an email and a password: without them only another link lets them in again. It
 * can be put off, until the board is opened in a new tab.
 */
export function AskPassword() {
  const open = useSignal(memory.recall() === null);
  const close = () => {
    memory.remember('1');
    open.value = false;
  };
  if (!open.value) return null;
  return (
    <Modal title={words().ask} onClose={close}>
      <div class="form">
        <p>{words().askWhy}</p>
        <PasswordForm account={{ email: null, tiene_clave: false }} onSet={close} />
        <button type="button" class="button" data-accion="clave-luego" onClick={close}>
          {words().later}
        </button>
      </div>
    </Modal>
  );
}
