import '../ui/code-line.css';
import type { OtherHost } from '../api/request.ts';
import { bilingual } from '../i18n/bilingual.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import type { SessionKeeper } from './session.ts';

type Props = { otherHost: OtherHost; session: Pick<SessionKeeper, 'enter'> };

/**
 * Says why nobody gets in where a proxy hides the page's address from the service, and what to change: people blame their
 * password or their link, which are right.
 */
export function ClosedDoor({ otherHost, session }: Props) {
  return (
    <>
      <div role="alert">
        <h1>{words().title}</h1>
        <p>{words().notYou}</p>
        <p>{words().why[otherHost](location.host)}</p>
        <p>{words().change}</p>
      </div>
      {proxies.map(({ name, line }) => (
        <section key={name} data-proxy={name}>
          <h2>{name}</h2>
          <p>{words().where[name]}</p>
          <Line line={line} />
        </section>
      ))}
      <section data-proxy="otro">
        <h2>{words().other}</h2>
        <p>{words().otherWhere}</p>
        <Line line={`CORS_ALLOWED_ORIGINS=${location.origin}`} />
      </section>
      <p>{words().afterwards}</p>
      <button
        type="button"
        class="button button-main"
        data-accion="probar-de-nuevo"
        onClick={() => void session.enter()}
      >
        {words().again}
      </button>
    </>
  );
}

function Line({ line }: { line: string }) {
  return (
    <div class="code-line">
      <code>{line}</code>
      <CopyButton text={() => line} label={words().copy} done={words().copied} />
    </div>
  );
}

/** The line with which each of them passes the Host on as the browser sent it, port included. */
export const proxies = [
  { name: 'nginx', line: 'proxy_set_header Host $http_host;' },
  { name: 'Caddy', line: 'header_up Host {hostport}' },
  { name: 'Traefik', line: 'traefik.http.services.relevo.loadbalancer.passhostheader=true' },
] as const;

const words = bilingual({
  es: {
    title: 'Falta un ajuste en el servidor',
    notYou:
      'Tu clave y tu enlace están bien. Nadie puede entrar por esta dirección hasta que se corrija esto.',
    why: {
      nombre: (here: string) =>
        `Entre este navegador y Relevo hay un proxy que cambia la cabecera Host: a Relevo no le llega «${here}», y no puede saber que esta página es la suya.`,
      puerto: (here: string) =>
        `Entre este navegador y Relevo hay un proxy que cambia el puerto en la cabecera Host: a Relevo no le llega «${here}», y no puede saber que esta página es la suya.`,
    },
    change: 'Pasale esto a quien cuida el servidor. Alcanza con una línea, la del proxy que usan:',
    where: {
      nginx:
        'En el archivo de este sitio, al lado de proxy_pass (si ya hay un «proxy_set_header Host …», en su lugar). Después: nginx -s reload',
      Caddy:
        'En el Caddyfile, adentro de reverse_proxy { … }, en lugar del «header_up Host …» que está. Después: caddy reload',
      Traefik:
        'En las etiquetas (labels) del contenedor, con el nombre de su servicio en lugar de «relevo»; en un archivo: passHostHeader: true',
    },
    other: 'Si el proxy es otro, o no se puede cambiar',
    otherWhere: 'En las variables de entorno del servicio de tickets, y reiniciarlo:',
    afterwards: 'Cuando esté, tocá el botón: no hace falta otra clave ni otro enlace.',
    again: 'Probar de nuevo',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  en: {
    title: 'One setting is missing on the server',
    notYou:
      'Your password and your link are fine. Nobody can sign in at this address until this is put right.',
    why: {
      nombre: (here) =>
        `Between this browser and Relevo there is a proxy that changes the Host header: “${here}” does not reach Relevo, which cannot tell that this page is its own.`,
      puerto: (here) =>
        `Between this browser and Relevo there is a proxy that changes the port in the Host header: “${here}” does not reach Relevo, which cannot tell that this page is its own.`,
    },
    change: 'Give this to whoever looks after the server. One line is enough, that of the proxy in use:',
    where: {
      nginx:
        'In the file of this site, beside proxy_pass (in place of a “proxy_set_header Host …” that is there). Then: nginx -s reload',
      Caddy:
        'In the Caddyfile, inside reverse_proxy { … }, in place of the “header_up Host …” that is there. Then: caddy reload',
      Traefik:
        'In the labels of the container, with the name of its service in place of “relevo”; in a file: passHostHeader: true',
    },
    other: 'If it is another proxy, or it cannot be changed',
    otherWhere: "In the ticket service's environment, and restart it:",
    afterwards: 'Then tap the button: no other password or link is needed.',
    again: 'Try again',
    copy: 'Copy',
    copied: 'Copied',
  },
});
