import { toHex } from '@hufu/contract';
import type { WitnessConfig } from './config.ts';
import type { WitnessMemory } from './state.ts';

const asText = (s: string) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Plain enough for the oldest browser of an archive, and readable on a phone. */
export const pageStyle =
  'body{font:18px/1.6 system-ui,sans-serif;max-width:900px;margin:24px auto;padding:0 16px}h1{font-size:26px;line-height:1.3}h2{font-size:21px}small{color:#555;font-weight:normal}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:6px;text-align:left}code,td{overflow-wrap:anywhere}.demo{background:#fff4e0;border:1px solid #b98;padding:8px}';

/** What a visitor of the witness sees: who it is and how far it has seen each log. */
export function statusPage(config: WitnessConfig, vkey: string, memory: WitnessMemory): string {
  const rows = [...memory.trees]
    .map(([o, t]) => `<tr><td>${asText(o)}</td><td>${t.size}</td><td><code>${toHex(t.root)}</code></td></tr>`)
    .join('');
  const villages = [...memory.villages.values()]
    .map((v) => {
      const newest = v.rosters.at(-1);
      return `<tr><td>${asText(newest?.roster.villageName ?? '')}</td><td>${newest?.roster.version ?? 0}</td><td>${v.revocations.length}</td></tr>`;
    })
    .join('');
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${asText(config.organisation)} 见证方</title>
<style>${pageStyle}</style>
<h1>${asText(config.organisation)} · 见证方<br><small>Witness</small></h1>${config.demo ? '<p class="demo">演示 DEMO：与服务器在同一台电脑上，不能算独立见证 · on the same host as the operator</p>' : ''}
<p>我们各自独立地看着用印日志：只许往后加，不许改、不许删。下面是我们见过的最新状态，谁都可以拿来核对。<br>
<small>We watch the log of seal use on our own: it may only grow. Below is the newest state we have seen, for anybody to compare.</small></p>
<p>${asText(config.name)}<br><code>${asText(vkey)}</code></p>
<h2>日志 Logs</h2><table><tr><th>来源 origin</th><th>条数 size</th><th>根 root</th></tr>${rows || '<tr><td colspan=3>还没有 none yet</td></tr>'}</table>
<h2>村 Villages</h2><table><tr><th>村</th><th>名册版本 roster</th><th>作废 revocations</th></tr>${villages || '<tr><td colspan=3>还没有 none yet</td></tr>'}</table></html>`;
}
