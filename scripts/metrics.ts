import { apiKey } from '@relevo/testkit/http';

/** Reads one value of a service's `/metrics`. @param name with its labels where it has some. @throws Error without it */
export async function metric(url: string, name: string, key = apiKey): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { 'X-API-Key': key } })).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`));
  if (line === undefined) throw new Error(`the metrics of ${url} have no ${name}`);
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** The resident memory of a service as it says so itself, MiB. */
export async function residentMemory(url: string): Promise<number> {
  return (await metric(url, 'process_resident_memory_bytes')) / 2 ** 20;
}

/** The heap that a service uses, MiB. */
export async function usedHeap(url: string): Promise<number> {
  return (await metric(url, 'nodejs_heap_size_used_bytes')) / 2 ** 20;
}
