/**
 * Resolves with the first SIGTERM or SIGINT, so that `main` can leave its scope and everything closes in order. To be
 * called first and awaited last: until it is called a signal ends the process on the spot. A second signal means that
 * nobody wants to wait: the process ends at once with code 130.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(130);
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
