import type { WatchEvent } from '@namerd/activity';
import type { NamingErrorCode } from '@namerd/errors';
import { EventEmitter } from 'eventemitter3';

/** Watch events as telemetry has them: `failing` is `watch:failing`. */
export type WatchTelemetry = WatchEvent extends infer E
  ? E extends { readonly kind: infer K extends string }
    ? Omit<E, 'kind'> & { readonly kind: `watch:${K}` }
    : never
  : never;

/** Something that happened, for metrics and logs. Data only, free of secrets; names with user input are bounded by whoever counts them. */
export type TelemetryEvent =
  | WatchTelemetry
  | {
      readonly kind: 'store:write';
      readonly operation: 'create' | 'update' | 'put' | 'delete';
      readonly namespace: string;
      /** Absent when it succeeded. */
      readonly code?: NamingErrorCode;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'http:request';
      readonly method: string;
      /** The pattern of the route, not the path of the request. */
      readonly route: string;
      readonly status: number;
      readonly durationMs: number;
    };

/** The event of a kind; of `*`, any event. */
export type TelemetryOf<K extends TelemetryEvent['kind'] | '*'> = K extends '*'
  ? TelemetryEvent
  : Extract<TelemetryEvent, { readonly kind: K }>;

/** Hands events from where they happen to whoever counts or logs them. */
export interface Telemetry {
  /** Calls the listeners at once. One that throws harms neither the caller nor another listener: its error goes to the process. */
  emit(event: TelemetryEvent): void;
  /** Listens to one kind of event, or to all (`*`), until disposed. */
  on<K extends TelemetryEvent['kind'] | '*'>(kind: K, listener: (event: TelemetryOf<K>) => void): Disposable;
}

/** A telemetry without listeners. */
export function createTelemetry(): Telemetry {
  const emitter = new EventEmitter<string>();
  return {
    emit(event) {
      emitter.emit(event.kind, event);
      emitter.emit('*', event);
    },
    on(kind, listener) {
      const guarded = (event: Parameters<typeof listener>[0]): void => {
        try {
          listener(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      };
      emitter.on(kind, guarded);
      return { [Symbol.dispose]: () => void emitter.off(kind, guarded) };
    },
  };
}

/** What a {@link WatchEvent} is called in telemetry. */
export function watchTelemetry(event: WatchEvent): WatchTelemetry {
  return { ...event, kind: `watch:${event.kind}` } as WatchTelemetry;
}
