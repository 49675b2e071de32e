import type { Logger } from '@namerd/plugin';
import type { ZkSessionEvent } from '@namerd/zk-client';

/** Logs what becomes of the session: a line for each transition. */
export function logSession(logger: Logger): (event: ZkSessionEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'connected': {
        const { address, sessionId, resumed } = event;
        logger.info(resumed ? 'ZooKeeper session resumed' : 'ZooKeeper session began', { address, sessionId });
        return;
      }
      case 'disconnected':
        logger.warn('ZooKeeper connection lost', { address: event.address, error: event.error.message });
        return;
      case 'unreachable':
        logger.warn('ZooKeeper cannot be reached', { code: event.error.code, error: event.error.message });
        return;
      case 'expired':
        logger.warn('ZooKeeper session expired', { sessionId: event.sessionId, by: event.by });
        return;
      default:
        event satisfies never;
    }
  };
}
