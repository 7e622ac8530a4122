/** Loads the page anew, once the service has just sent it: nobody must end on the browser's page of errors. */
export async function reloadPage(): Promise<void> {
  const page = await fetch('/', { cache: 'no-cache' }).catch(() => null);
  if (page?.ok) location.reload();
}
