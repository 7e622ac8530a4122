import { useEffect, useRef } from 'preact/hooks';

/** The field for a code of the second factor: of the app, or one of those that work once. It takes the focus. */
export function CodeField({ label, hint }: { label: string; hint: string }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label class="field">
      {label} <small>{hint}</small>
      <input
        ref={field}
        name="codigo"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        required
        maxLength={40}
      />
    </label>
  );
}
