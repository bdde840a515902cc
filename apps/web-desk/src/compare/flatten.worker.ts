import { flatten } from './flatten.ts';
import type { FlattenTask, FlattenWord } from './flatten-messages.ts';

/** The part of a dedicated worker's scope that is used here; the page's own types know no workers. */
interface WorkerScope {
  onmessage: ((e: MessageEvent<FlattenTask>) => void) | null;
  postMessage(word: FlattenWord, options?: { transfer: Transferable[] }): void;
}

const scope: WorkerScope = globalThis;

// One task in the life of a worker: whoever looks elsewhere ends it, and nothing is left half done.
scope.onmessage = ({ data: task }) => {
  const flat = flatten(task.approved, task.photo, task.drawn, task.corners, (part) =>
    scope.postMessage({ part }),
  );
  scope.postMessage({ flat }, { transfer: flat ? [flat.data.buffer] : [] });
};
