import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HufuError } from '@hufu/contract';
import { expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { configDocs, exampleEnv } from './config-docs.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

it('needs no setting at all for a demo', () => {
  const config = loadConfig({});
  expect(config.http).toEqual({ host: '127.0.0.1', port: 7480, publicUrl: undefined });
  expect(Object.isFrozen(config) && Object.isFrozen(config.http)).toBe(true);
});

it('refuses wrong settings all at once, with name and value, but never shows a secret', () => {
  const load = () =>
    loadConfig({
      HUFU_HTTP_PORT: 'many',
      HUFU_DEMO: 'maybe',
      DATABASE_URL: 'mysql://u:geheim@h/d',
      HUFU_SESSION_HOURS: '',
    });
  expect(load).toThrow(HufuError);
  try {
    load();
  } catch (fault) {
    const { problems } = (fault as HufuError).context;
    expect(problems).toMatch(/HUFU_HTTP_PORT="many"/);
    expect(problems).toMatch(/HUFU_DEMO="maybe"/);
    expect(problems).toMatch(/DATABASE_URL=\*\*\*/);
    expect(problems).not.toMatch(/geheim|HUFU_SESSION_HOURS/);
  }
});

it('keeps docs/config.md and example.env in step with the settings', () => {
  expect(readFileSync(path.join(root, 'docs/config.md'), 'utf8')).toBe(configDocs());
  expect(readFileSync(path.join(root, 'example.env'), 'utf8')).toBe(exampleEnv());
});
