// Before the first paint: light or dark, as chosen on this device or preferred by its system. A file of its own, as the
// page's policy allows no script inside it. src/features/settings/theme.ts takes over from here.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem('relevo:tema');
  } catch {}
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const known = chosen === 'claro' || chosen === 'oscuro';
  document.documentElement.dataset.tema = known ? chosen : dark ? 'oscuro' : 'claro';
}
