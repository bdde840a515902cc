import { demoDistrict, demoPassword, demoPin, demoStampPin, demoTown, dutyNames } from './township.ts';

/** A door of the demo: one person at one device. */
export interface PortalDoor {
  readonly who: string;
  readonly duty: string;
  readonly device: string;
  readonly login: string;
  readonly url: string;
}

/** What the portal shows. */
export interface PortalModel {
  readonly villages: readonly { name: string; doors: readonly PortalDoor[]; kiosk: string | null }[];
  readonly officials: readonly PortalDoor[];
  readonly verifyUrl: string;
  readonly historyDone: number;
  readonly historyTotal: number;
}

const asText = (s: string) =>
  s.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
  );

function door(d: PortalDoor): string {
  return `<a class="door" href="${asText(d.url)}" target="_blank" rel="noopener">
    <b>${asText(d.who)}</b><span>${asText(d.duty)}</span><small>${asText(d.device)}</small><code>${asText(d.login)}</code></a>`;
}

/** The first page of the demo: who is who, and a door to each device. Marked as demo throughout. */
export function portalPage(model: PortalModel): string {
  const villages = model.villages
    .map(
      (v) =>
        `<section><h2>${asText(v.name)}</h2><div class="doors">${v.doors.map(door).join('')}${
          v.kiosk
            ? `<a class="door machine" href="${asText(v.kiosk)}" target="_blank" rel="noopener"><b>印章机</b><span>触摸屏 Machine</span><small>PIN ${demoStampPin}</small></a>`
            : ''
        }</div></section>`,
    )
    .join('');
  const history =
    model.historyDone < model.historyTotal
      ? `<p class="note">正在补建半年的用印历史 ${model.historyDone}/${model.historyTotal} · building six months of history</p>`
      : '';
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>虎符演示 · Hufu demo</title><style>
:root{color-scheme:light;font:18px/1.6 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1f2328;background:#f6f4ef}
body{margin:0 auto;max-width:1080px;padding:0 16px 48px}
.ribbon{background:#b3261e;color:#fff;text-align:center;margin:0 -16px;padding:6px;font-weight:600}
h1{font-size:30px;margin:24px 0 4px}h2{font-size:22px;margin:28px 0 10px;border-left:6px solid #b3261e;padding-left:10px}
ol{padding-left:1.3em;margin:8px 0}.doors{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px}
.door{display:flex;flex-direction:column;background:#fff;border:1px solid #d8d3c8;border-radius:10px;padding:14px;text-decoration:none;color:inherit;min-height:88px}
.door:hover,.door:focus{border-color:#b3261e;outline:3px solid #b3261e33}.door b{font-size:20px}.door span{color:#5b4a3f}.door small{color:#6a6f76}
.door code{font-size:13px;color:#6a6f76}.machine{background:#fff4e0}.note{background:#fff;border:1px dashed #b98;border-radius:8px;padding:10px 14px}
</style></head><body><div class="ribbon">演示 DEMO：人名、村名、印章都是虚构的 · every name and seal is invented</div>
<h1>虎符 Hufu · ${asText(demoTown)}</h1><p>${asText(demoDistrict)}。一张纸从申请到验证，照下面走一遍：</p>
<ol><li>打开<b>印章保管人</b>的手机，填一份用印申请，传上材料（可用“示例材料”）。<br><small>Open the custodian’s phone and file a request.</small></li>
<li>打开<b>书记</b>的手机，逐页看完，点“同意用印”，输入 PIN 码 <b>${demoPin}</b>。<br><small>Approve on the secretary’s phone.</small></li>
<li>打开<b>印章机</b>，选这件事，拍照、输 PIN 码 <b>${demoStampPin}</b>、放纸、盖章。右侧“手边的纸”可以换纸、改字，看它怎么拒绝。<br><small>Stamp at the machine; swap the paper and see it refuse.</small></li>
<li>打开<b>镇纪委</b>的电脑看全过程，再用<b>核验页</b>验证回执或证据包。<br><small>Look as an inspector; verify as an outsider.</small></li></ol>
<p class="note">所有演示账号的密码 Password：<code>${demoPassword}</code>　审批钥匙 PIN：<code>${demoPin}</code>　盖章 PIN：<code>${demoStampPin}</code><br>
示例材料 Sample papers：<a href="/sample/residence.pdf">居住情况说明.pdf</a>　<a href="/sample/lease.pdf">土地流转合同.pdf</a>　<a href="/sample/payment.pdf">资金拨付单.pdf</a></p>${history}
${villages}
<section><h2>监督与管理 Supervision</h2><div class="doors">${model.officials.map(door).join('')}
<a class="door" href="${asText(model.verifyUrl)}" target="_blank" rel="noopener"><b>核验页</b><span>任何人 Anybody</span><small>不用登录 no account</small></a></div></section>
</body></html>`;
}

/** Duty as the portal names it. */
export const dutyLabel = (duty: keyof typeof dutyNames): string => dutyNames[duty];
