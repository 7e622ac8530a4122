/** A field of a form, trimmed; null where nothing was filled in. */
export function textOf(form: FormData, name: string): string | null {
  return String(form.get(name) ?? '').trim() || null;
}
