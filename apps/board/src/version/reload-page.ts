/** Whether the service sends the page now: nobody must end on the browser's page of errors. Never rejects. */
export async function pageIsThere(): Promise<boolean> {
  const page = await fetch('/', { cache: 'no-cache' }).catch(() => null);
  return page?.ok ?? false;
}

/** Loads the page anew, once the service has just sent it. */
export async function reloadPage(): Promise<void> {
  if (await pageIsThere()) location.reload();
}
