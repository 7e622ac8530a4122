/**
 * Resolves with the first reason to stop, so that `main` can leave its scope and everything closes in order: SIGTERM,
 * SIGINT, SIGHUP (the terminal was closed) or `disconnect` (whoever started the process has ended, killed perhaps). To be
 * called first and awaited last: until it is called a signal ends the process on the spot. A second SIGTERM or SIGINT
 * means that nobody wants to wait: the process ends at once with code 130.
 */
export function stopSignal(): Promise<NodeJS.Signals | 'disconnect'> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(130);
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    // A terminal that closes says so more than once, and whoever has ended cannot ask: neither means haste.
    process.on('SIGHUP', resolve);
    process.once('disconnect', () => resolve('disconnect'));
    // To listen for its end must not keep the process.
    process.channel?.unref();
  });
}
