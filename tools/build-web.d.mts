/** One app after `buildWeb`. */
export interface BuiltApp {
  app: string;
  state: 'unchanged' | 'built' | 'absent';
  dist: string;
  ms: number;
}

/** Builds every web app whose sources changed since its last build. */
export function buildWeb(options?: {
  apps?: string[];
  force?: boolean;
  onProgress?: (p: {
    app: string;
    state: 'unchanged' | 'building' | 'built' | 'absent';
    done: number;
    total: number;
    ms?: number;
  }) => void;
}): Promise<BuiltApp[]>;
