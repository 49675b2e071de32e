import { parseDuration } from './duration.ts';
import type { AdminView } from './view.ts';

/** A request, as far as it matters here. */
export interface AdminRequest {
  readonly method: string;
  /** Slashes collapsed. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The headers `origin` and `host`. */
  readonly origin: string | undefined;
  readonly host: string | undefined;
}

/** What is sent back. */
export interface AdminAnswer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Route = (request: AdminRequest, view: AdminView) => AdminAnswer | Promise<AdminAnswer>;

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/admin', () => text(index())],
  ['/admin/index.txt', () => text(index())],
  ['/admin/ping', () => text('pong')],
  ['/admin/shutdown', shutdown],
  ['/config.json', (_, view) => json(200, view.config())],
  ['/ready', ready],
  ['/state', (_, view) => json(200, { watches: view.watches() })],
]);

/** Answers a request to the admin server: by the exact path, else 404. */
export function answer(request: AdminRequest, view: AdminView): AdminAnswer | Promise<AdminAnswer> {
  return routes.get(request.path)?.(request, view) ?? { status: 404 };
}

/** Whether to send work here: interfaces listen. The state of the store is told, not judged: it may be down and names still served. */
async function ready(_: AdminRequest, view: AdminView): Promise<AdminAnswer> {
  const status = view.phase();
  const body = { status, store: await view.storeState(), interfaces: view.addresses() };
  return json(status === 'ready' ? 200 : 503, body);
}

function shutdown({ method, query, origin, host }: AdminRequest, view: AdminView): AdminAnswer {
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  // A page of another site, open in the operator's browser, could post this too; browsers then say where it comes from.
  if (origin !== undefined && URL.parse(origin)?.host !== host) return { status: 403 };
  const grace = query.get('grace');
  const graceMs = grace === null ? undefined : parseDuration(grace);
  if (grace !== null && graceMs === undefined) {
    return text(`could not parse 'grace' parameter: ${grace} is not a valid duration`, 400);
  }
  view.shutdown(graceMs);
  return text('quitting\n');
}

function index(): string {
  return `${[...routes.keys()].filter((path) => !path.startsWith('/admin/index') && path !== '/admin').join('\n')}\n`;
}

function text(body: string, status = 200): AdminAnswer {
  return { status, type: 'text/plain;charset=UTF-8', body };
}

function json(status: number, body: unknown): AdminAnswer {
  return { status, type: 'application/json;charset=UTF-8', body: `${JSON.stringify(body)}\n` };
}
