/** One of the demo page's modules, loaded as a browser would. They are plain JavaScript, typed by JSDoc alone. */
export function loadPageModule(file: string) {
  return import(new URL(`../../demo/${file}`, import.meta.url).href);
}
