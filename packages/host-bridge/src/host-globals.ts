/** A function of a host's JSAPI: one object of options with callbacks. */
export type HostCall = (options: Record<string, unknown>) => unknown;

/** Reads a path of nested objects, as `biz.navigation.setTitle`, without trusting that any of it is there. */
export function hostCall(host: unknown, path: string): HostCall | undefined {
  let owner: unknown;
  let value: unknown = host;
  for (const part of path.split('.')) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
    owner = value;
    value = Reflect.get(value, part);
  }
  if (typeof value !== 'function') return undefined;
  const call = value;
  return (options) => Reflect.apply(call, owner, [options]);
}

/** The first of several names under which a host offers the same thing: names differ between its generations. */
export function firstHostCall(host: unknown, paths: readonly string[]): HostCall | undefined {
  for (const path of paths) {
    const call = hostCall(host, path);
    if (call) return call;
  }
  return undefined;
}

/** Calls a JSAPI that answers by callback or by promise, whichever comes first. */
export function answered(call: HostCall, options: Record<string, unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const result = call({
      ...options,
      success: () => resolve(true),
      onSuccess: () => resolve(true),
      fail: () => resolve(false),
      onFail: () => resolve(false),
    });
    if (result instanceof Promise)
      result.then(
        () => resolve(true),
        () => resolve(false),
      );
  });
}
