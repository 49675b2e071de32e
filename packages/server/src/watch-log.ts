import type { Logger, Telemetry } from '@namerd/plugin';

/** Writes a line for each transition of a watch, and none for a retry that changes nothing, until disposed. */
export function logWatches(telemetry: Telemetry, logger: Logger): Disposable {
  const listeners = [
    telemetry.on('watch:started', ({ name }) => logger.debug(`watching ${name}`)),
    telemetry.on('watch:stopped', ({ name }) => logger.debug(`no longer watching ${name}`)),
    telemetry.on('watch:failing', ({ name, error }) => logger.warn(`lost ${name}: ${error.message}`)),
    telemetry.on('watch:recovered', ({ name, afterMs, attempts }) => {
      logger.info(`recovered ${name}`, { afterMs, attempts });
    }),
    telemetry.on('watch:silent', ({ name, afterMs }) => logger.warn(`nothing heard of ${name}: watching it anew`, { afterMs })),
    telemetry.on('watch:regressed', ({ name, epoch }) => logger.warn(`${name} went back in time`, { epoch })),
    telemetry.on('watch:drift', ({ name }) => logger.warn(`a re-read of ${name} found a change that its watch had not told`)),
  ];
  return {
    [Symbol.dispose]() {
      for (const listener of listeners) listener[Symbol.dispose]();
    },
  };
}
