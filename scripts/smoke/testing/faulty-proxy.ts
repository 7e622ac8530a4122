import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export type Faults = {
  /** So many connections get a page of HTML before the service is there. */
  asleepFor?: number;
  upgrades?: 'refused';
  /** What happens to the frames that carry a `nuevo_ticket`. */
  events?: 'dropped' | 'doubled';
};

/** For tests: a TCP proxy on a free loopback port before the service at `target`, with the faults of a bad one. */
export async function faultyProxy(target: string, { asleepFor = 0, upgrades, events }: Faults) {
  const { port } = new URL(target);
  const sockets = new Set<net.Socket>();
  let asleep = asleepFor;
  const server = net.createServer((client) => {
    keep(client);
    client.once('data', (first) => {
      if (asleep-- > 0) return void client.end(sleepingPage);
      const upgrade = /^upgrade: *websocket/im.test(first.toString('latin1'));
      if (upgrade && upgrades === 'refused') return void client.destroy();
      const service = keep(net.connect(Number(port), '127.0.0.1'));
      service.write(first);
      client.pipe(service);
      service.on('data', (data) => {
        const copies =
          !upgrade || !events || !data.includes('nuevo_ticket') ? 1 : events === 'doubled' ? 2 : 0;
        for (let copy = 0; copy < copies; copy++) client.write(data);
      });
      service.on('end', () => client.end());
    });
  });
  function keep(socket: net.Socket): net.Socket {
    sockets.add(socket);
    socket.on('error', () => {});
    return socket.on('close', () => sockets.delete(socket));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

const page = '<!doctype html><title>Starting</title>';
const sleepingPage = `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`;
