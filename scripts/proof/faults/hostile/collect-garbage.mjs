/* Loaded into a service whose memory is measured: collects garbage when it is told to, so that what is left is kept. */
process.on('SIGUSR2', () => globalThis.gc?.());
