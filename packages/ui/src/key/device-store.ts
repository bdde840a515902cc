import { HufuError } from '@hufu/contract';

/** A keyed store on this device: keys, drafts, statements on their way. */
export interface DeviceStore<T> {
  get(key: string): Promise<T | undefined>;
  list(): Promise<T[]>;
  put(key: string, value: T): Promise<void>;
  remove(key: string): Promise<void>;
}

const names = ['keys', 'drafts', 'outbox', 'pins'] as const;
/** The tables of the device's database. */
export type DeviceTable = (typeof names)[number];

let opened: Promise<IDBDatabase> | undefined;

/** Opens a table of IndexedDB. Structured clone keeps CryptoKeys and files, which localStorage cannot. */
export function openDeviceStore<T>(table: DeviceTable): DeviceStore<T> {
  const run = async <R>(mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<R>): Promise<R> => {
    opened ??= openDatabase();
    const database = await opened.catch((cause: unknown) => {
      opened = undefined;
      throw cause;
    });
    return new Promise<R>((resolve, reject) => {
      const transaction = database.transaction(table, mode, { durability: 'strict' });
      const request = act(transaction.objectStore(table));
      // Resolved only when the transaction is on disk: a key that was shown as saved must be there.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () =>
        reject(new HufuError('KEY_STORE_UNAVAILABLE', { cause: transaction.error ?? request.error }));
    });
  };
  return {
    get: (key) => run<T | undefined>('readonly', (s) => s.get(key)),
    list: () => run<T[]>('readonly', (s) => s.getAll()),
    put: async (key, value) => void (await run('readwrite', (s) => s.put(value, key))),
    remove: async (key) => void (await run('readwrite', (s) => s.delete(key))),
  };
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new HufuError('KEY_STORE_UNAVAILABLE', { cause }));
    if (typeof indexedDB === 'undefined') return fail(undefined);
    const request = indexedDB.open('hufu', 1);
    request.onupgradeneeded = () => {
      for (const name of names) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => fail(request.error);
    request.onblocked = () => fail(new Error('another tab holds an older version'));
  });
}
