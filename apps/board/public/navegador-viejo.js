// Says that this browser cannot show the board; tema.js loads it where that is so. In the JavaScript of 2009.
(function () {
  var texts = [
    {
      lang: 'es-AR',
      title: 'Este navegador no puede mostrar el tablero',
      what: 'Hace falta uno de estos, o uno más nuevo: Chrome, Edge u Opera de fines de 2020 (Chrome 87), Safari 14 (iPhone o iPad con iOS 14), Firefox 78.',
      todo: 'Actualizá el navegador o el aparato, o abrí esta dirección en otro. Si ya es más nuevo, recargá la página.',
      again: 'Recargar',
    },
    {
      lang: 'en',
      title: 'This browser cannot show the board',
      what: 'It takes one of these, or a newer one: Chrome, Edge or Opera of late 2020 (Chrome 87), Safari 14 (an iPhone or iPad with iOS 14), Firefox 78.',
      todo: 'Update the browser or the device, or open this address in another one. If it is newer, reload the page.',
      again: 'Reload',
    },
  ];

  function add(to, name, text) {
    var made = document.createElement(name);
    made.appendChild(document.createTextNode(text));
    to.appendChild(made);
    return made;
  }

  function addText(page, text) {
    var part = document.createElement('div');
    var again;
    part.lang = text.lang;
    part.style.cssText = 'margin-bottom:2.5em';
    add(part, 'h1', text.title).style.cssText = 'font-size:1.5em;line-height:1.25;margin:0 0 .5em';
    add(part, 'p', text.what).style.cssText = 'margin:0 0 .75em';
    add(part, 'p', text.todo).style.cssText = 'margin:0 0 .75em';
    again = add(part, 'a', text.again);
    again.href = '';
    again.style.cssText = 'color:inherit';
    page.appendChild(part);
  }

  function show() {
    var app = document.getElementById('app');
    var dark = document.documentElement.getAttribute('data-tema') === 'oscuro';
    var page = document.createElement('div');
    if (!app || document.getElementById('navegador-viejo')) return;
    app.style.display = 'none';
    page.id = 'navegador-viejo';
    page.setAttribute('role', 'alert');
    page.style.cssText =
      'max-width:34em;margin:0 auto;padding:2em 1em;font:18px/1.5 sans-serif;color:' +
      (dark ? '#eee' : '#111');
    document.body.style.background = dark ? '#0f1113' : '#f3f3ef';
    addText(page, texts[0]);
    addText(page, texts[1]);
    // For whoever helps on the phone.
    add(page, 'p', navigator.userAgent).style.cssText = 'font-size:.75em;opacity:.75;word-wrap:break-word';
    document.body.appendChild(page);
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', show);
  else show();
})();
