import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import { options } from './options.ts';

/** What the server was told at start; frozen. */
export interface ServerConfig {
  readonly dataDir: string;
  readonly isDemo: boolean;
  readonly logLevel: string;
  readonly database: { readonly url: string | undefined };
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl: string | undefined };
  readonly machines: {
    readonly host: string;
    readonly httpsPort: number;
    readonly mqttPort: number;
    readonly mqttUrl: string | undefined;
  };
  readonly session: { readonly lifetimeMs: number; readonly loginAttempts: number };
  readonly webDir: string;
  readonly soffice: string;
  readonly paperWorkers: number;
  readonly log: {
    readonly origin: string;
    readonly keyFile: string;
    readonly witnessesFile: string | undefined;
    readonly quorum: number;
    readonly timestampsFile: string | undefined;
  };
  readonly pkiDir: string;
  /** How many days pictures of each retention class are kept. */
  readonly keepDays: { readonly person: number; readonly paper: number; readonly material: number };
}

/** The environment as one flat object; unknown variables are not ours to judge. */
const zEnvironment = z.object({
  HUFU_DATA_DIR: options.HUFU_DATA_DIR.schema,
  DATABASE_URL: options.DATABASE_URL.schema,
  HUFU_HTTP_HOST: options.HUFU_HTTP_HOST.schema,
  HUFU_HTTP_PORT: options.HUFU_HTTP_PORT.schema,
  HUFU_PUBLIC_URL: options.HUFU_PUBLIC_URL.schema,
  HUFU_MACHINE_HOST: options.HUFU_MACHINE_HOST.schema,
  HUFU_MACHINE_PORT: options.HUFU_MACHINE_PORT.schema,
  HUFU_MQTT_PORT: options.HUFU_MQTT_PORT.schema,
  HUFU_MQTT_URL: options.HUFU_MQTT_URL.schema,
  HUFU_DEMO: options.HUFU_DEMO.schema,
  HUFU_SESSION_HOURS: options.HUFU_SESSION_HOURS.schema,
  HUFU_LOGIN_ATTEMPTS: options.HUFU_LOGIN_ATTEMPTS.schema,
  HUFU_LOG_LEVEL: options.HUFU_LOG_LEVEL.schema,
  HUFU_WEB_DIR: options.HUFU_WEB_DIR.schema,
  HUFU_SOFFICE: options.HUFU_SOFFICE.schema,
  HUFU_PAPER_WORKERS: options.HUFU_PAPER_WORKERS.schema,
  HUFU_LOG_ORIGIN: options.HUFU_LOG_ORIGIN.schema,
  HUFU_LOG_KEY_FILE: options.HUFU_LOG_KEY_FILE.schema,
  HUFU_PKI_DIR: options.HUFU_PKI_DIR.schema,
  HUFU_WITNESSES_FILE: options.HUFU_WITNESSES_FILE.schema,
  HUFU_WITNESS_QUORUM: options.HUFU_WITNESS_QUORUM.schema,
  HUFU_TIMESTAMPS_FILE: options.HUFU_TIMESTAMPS_FILE.schema,
  HUFU_KEEP_PERSON_DAYS: options.HUFU_KEEP_PERSON_DAYS.schema,
  HUFU_KEEP_PAPER_DAYS: options.HUFU_KEEP_PAPER_DAYS.schema,
  HUFU_KEEP_MATERIAL_DAYS: options.HUFU_KEEP_MATERIAL_DAYS.schema,
});

/** The folder `apps/` of this repository: where the built web apps lie. */
const bundledApps = path.resolve(import.meta.dirname, '../../..');

/**
 * Reads the settings from an environment; refuses with all problems at once, each with name, value seen and value wanted.
 * @example const config = loadConfig({ HUFU_DATA_DIR: '/tmp/hufu', HUFU_HTTP_PORT: '0' });
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const problems: string[] = [];
  const seen = fromFiles(env, problems);
  const read = zEnvironment.safeParse(seen);
  if (!read.success)
    for (const issue of read.error.issues) {
      const name = String(issue.path[0] ?? '');
      const isSecret = name === 'DATABASE_URL';
      problems.push(`${name}=${isSecret ? '***' : JSON.stringify(seen[name] ?? '')}: ${issue.message}`);
    }
  if (!read.success || problems.length > 0)
    throw new HufuError('CONFIG_INVALID', { context: { problems: problems.join('; ') } });
  const v = read.data;
  return Object.freeze({
    dataDir: path.resolve(v.HUFU_DATA_DIR),
    isDemo: v.HUFU_DEMO,
    logLevel: v.HUFU_LOG_LEVEL,
    database: Object.freeze({ url: v.DATABASE_URL }),
    http: Object.freeze({ host: v.HUFU_HTTP_HOST, port: v.HUFU_HTTP_PORT, publicUrl: v.HUFU_PUBLIC_URL }),
    machines: Object.freeze({
      host: v.HUFU_MACHINE_HOST,
      httpsPort: v.HUFU_MACHINE_PORT,
      mqttPort: v.HUFU_MQTT_PORT,
      mqttUrl: v.HUFU_MQTT_URL,
    }),
    session: Object.freeze({
      lifetimeMs: Math.round(v.HUFU_SESSION_HOURS * 3_600_000),
      loginAttempts: v.HUFU_LOGIN_ATTEMPTS,
    }),
    webDir: path.resolve(v.HUFU_WEB_DIR ?? bundledApps),
    soffice: v.HUFU_SOFFICE,
    paperWorkers: v.HUFU_PAPER_WORKERS,
    log: Object.freeze({
      origin: v.HUFU_LOG_ORIGIN,
      keyFile: path.resolve(v.HUFU_LOG_KEY_FILE ?? path.join(v.HUFU_DATA_DIR, 'keys/log.seed')),
      witnessesFile: v.HUFU_WITNESSES_FILE === undefined ? undefined : path.resolve(v.HUFU_WITNESSES_FILE),
      quorum: v.HUFU_WITNESS_QUORUM,
      timestampsFile: v.HUFU_TIMESTAMPS_FILE === undefined ? undefined : path.resolve(v.HUFU_TIMESTAMPS_FILE),
    }),
    pkiDir: path.resolve(v.HUFU_PKI_DIR ?? path.join(v.HUFU_DATA_DIR, 'pki')),
    keepDays: Object.freeze({
      person: v.HUFU_KEEP_PERSON_DAYS,
      paper: v.HUFU_KEEP_PAPER_DAYS,
      material: v.HUFU_KEEP_MATERIAL_DAYS,
    }),
  });
}

/** Empty counts as absent; `<NAME>_FILE` names the file a secret stands in. */
function fromFiles(env: Readonly<Record<string, string | undefined>>, problems: string[]) {
  const seen: Record<string, string | undefined> = {};
  for (const name of Object.keys(options)) {
    seen[name] = env[name] === '' ? undefined : env[name];
    const file = env[`${name}_FILE`];
    if (!file) continue;
    if (seen[name]) problems.push(`${name}, ${name}_FILE: both are set; choose one`);
    try {
      seen[name] = readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE=${JSON.stringify(file)}: cannot be read`);
    }
  }
  return seen;
}
