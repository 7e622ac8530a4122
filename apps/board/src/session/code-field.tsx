import { useEffect, useRef } from 'preact/hooks';

/** The field for a code of the second factor: of the app, or one of those that work once. It takes the focus, unless a field before it has it. */
export function CodeField({ label, hint, focus = true }: { label: string; hint: string; focus?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, [focus]);
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
