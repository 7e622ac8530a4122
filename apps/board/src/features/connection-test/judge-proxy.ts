import type { Here, Measurements } from './measurements.ts';
import type { Verdict } from './verdict.ts';

type Known = Pick<Measurements, 'diagnosis'>;

/** Whether the service takes the page for its own: by the host that the proxy passes on, or by the allowed origins. */
export function judgeOrigin({ diagnosis }: Known, here: Here): Verdict {
  const check = 'origin';
  if (!diagnosis) return { check, level: 'waiting', finding: 'waiting' };
  const { value } = diagnosis;
  if (!value) return { check, level: 'skipped', finding: 'skipped' };
  const { host, origen_admitido: admitted } = value;
  if (host === here.host || admitted !== false)
    return admitted === false
      ? { check, level: 'bad', finding: 'origin-refused', setting: 'cors-origin', value: here.origin }
      : { check, level: 'ok', finding: 'origin-fits', amount: here.host };
  const told = { check, level: 'bad', amount: host ?? '' } as const;
  // nginx's $host has no port.
  if (host === here.hostname) return { ...told, finding: 'port-lost', setting: 'host-port' };
  return { ...told, finding: 'other-host', setting: 'host', value: here.origin };
}

/** Whether the service believes the proxies in front, and no more than there are. */
export function judgeProxy({ diagnosis }: Known, here: Here): Verdict {
  const check = 'proxy';
  if (!diagnosis) return { check, level: 'waiting', finding: 'waiting' };
  const { value } = diagnosis;
  if (!value) return { check, level: 'skipped', finding: 'skipped' };
  const { saltos: hops, de_confianza: trusted, protocolo: forwardedProto } = value.proxy;
  const isSecure = here.protocol === 'https:';
  const believes = (hopCount: number) => ({ setting: 'trust-proxy', value: hopCount }) as const;

  if (hops > 0 && trusted === 0)
    return { check, level: 'bad', finding: 'proxy-not-believed', amount: hops, ...believes(hops) };
  if (hops > trusted)
    return { check, level: 'bad', finding: 'too-few-believed', amount: hops, ...believes(hops) };
  // https came in and http arrived: somebody in between has taken the TLS off, and says nothing of it.
  const hides = hops === 0 && isSecure && value.protocolo === 'http' && forwardedProto === null;
  if (hides || (hops < trusted && hops === 0 && isSecure))
    return { check, level: 'bad', finding: 'proxy-hides', setting: 'forwarded-for' };
  if (hops < trusted)
    return { check, level: 'bad', finding: 'too-many-believed', amount: trusted, ...believes(hops) };
  if (isSecure && value.protocolo === 'http') {
    return forwardedProto === null
      ? { check, level: 'bad', finding: 'proto-missing', setting: 'forwarded-proto' }
      : { check, level: 'bad', finding: 'proto-not-believed', ...believes(Math.max(1, hops)) };
  }
  if (hops === 0) return { check, level: 'ok', finding: 'direct' };
  return { check, level: 'ok', finding: 'proxies-fit', amount: hops };
}
