// Before the first paint: light or dark, as chosen on this device or preferred by its system. A file of its own, as the
// page's policy allows no script inside it. src/features/settings/theme.ts takes over from here.
// In the JavaScript of 2009, as it also has to tell browsers that are too old for everything else.
(function () {
  var root = document.documentElement;
  var chosen = null;
  try {
    chosen = localStorage.getItem('relevo:tema');
  } catch (_) {}
  var known = chosen === 'claro' || chosen === 'oscuro';
  var dark = window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches;
  root.setAttribute('data-tema', known ? chosen : dark ? 'oscuro' : 'claro');

  function explain() {
    var script = document.createElement('script');
    script.src = '/navegador-viejo.js';
    document.head.appendChild(script);
  }
  // The oldest that docs/board.md lists are the first that have it.
  if (!root.replaceChildren) explain();
  // Whatever else it cannot do: an empty page says nothing.
  else
    addEventListener('error', function () {
      setTimeout(function () {
        var app = document.getElementById('app');
        if (app && !app.textContent) explain();
      }, 1000);
    });
})();
