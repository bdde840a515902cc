import { createHash } from 'node:crypto';
import { pageStyle } from './status-page.ts';

/*
 * A lost phone whose server does not answer, or pretends to: the phone (or a computer) opens this page of the witness's own
 * with the signed revocation behind '#', which no server sees on the way. The page of the seal's server could not call a
 * witness on its own if that server forbade it; this page comes from the witness itself.
 */
const script = `(async () => {
  const say = (t) => { document.getElementById('answer').textContent = t; };
  const text = location.hash.slice(1);
  if (!/^[A-Za-z0-9_-]{40,}$/.test(text)) return say('链接里没有作废声明 · no revocation in the link');
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  try {
    const reply = await fetch('/revocation', { method: 'POST', body: bytes });
    const said = await reply.json();
    say(reply.ok ? '✓ 已收到，从现在起生效 · taken, in force from now on（' + said.epoch + '）' : '✗ ' + said.zh.join('。'));
  } catch { say('✗ 没有送到，请再打开一次 · not delivered, open the link again'); }
})();`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page, and the policy that lets it run this script and nothing else. */
export const revocationPage = {
  html: `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>作废钥匙</title>
<style>${pageStyle}</style>
<h1>把作废声明送到见证方<br><small>Bring a revocation to this witness</small></h1>
<p id="answer" data-testid="answer">正在送… · on its way</p>
<script>${script}</script></html>`,
  policy: `default-src 'none'; connect-src 'self'; script-src ${hashOf(script)}; style-src ${hashOf(pageStyle)}; frame-ancestors 'none'`,
};
