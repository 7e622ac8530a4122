/**
 * Resolves with the first reason to stop, so that `main` can leave its scope and everything closes in order: SIGTERM,
 * SIGINT, SIGHUP (the terminal was closed) or `disconnect` (the parent process has ended, perhaps killed).
 *
 * Call it first and await it last: until it is called, a signal ends the process on the spot. A second SIGTERM or SIGINT
 * means that nobody wants to wait: the process exits at once with code 130.
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
    // A closing terminal sends more than one SIGHUP, and a dead parent cannot ask twice: neither is a request to hurry.
    process.on('SIGHUP', resolve);
    process.once('disconnect', () => resolve('disconnect'));
    // Listening for the parent's end must not keep the process alive.
    process.channel?.unref();
  });
}
