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

/** One step of the path for somebody who sees it for the first time: where to go, what to do there. */
function step(goal: string, to: { url: string; label: string } | undefined, zh: string, en: string): string {
  const link = to
    ? `<a class="go" href="${asText(to.url)}" target="_blank" rel="noopener">${asText(to.label)}</a>`
    : '';
  return `<li><div><b>${asText(goal)}</b><p>${zh}</p><small lang="en">${asText(en)}</small></div>${link}</li>`;
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
  const first = model.villages[0];
  const phoneOf = (duty: keyof typeof dutyNames) => {
    const found = first?.doors.find((d) => d.duty === dutyNames[duty]);
    return found && { url: found.url, label: `打开${found.who}的手机` };
  };
  const inspector = model.officials[0];
  const path = [
    step(
      '一、报申请',
      phoneOf('custodian'),
      '先下载一份<a href="/sample/residence.pdf">居住情况说明</a>。在保管人的手机上点“申请用印”，选“居住情况说明”，一步一步填，传上这份文件，签名提交。',
      'Download the sample, then file a request on the custodian’s phone: one question per screen.',
    ),
    step(
      '二、批',
      phoneOf('secretary'),
      `书记点开“等我办理”里的那一件，把每一页看过，再点“同意用印”。演示已替您填好 PIN 码 <b>${demoPin}</b>。`,
      'The secretary opens every page and approves with his own key. The PIN is filled in.',
    ),
    step(
      '三、盖',
      first?.kiosk ? { url: first.kiosk, label: '打开印章机的屏幕' } : undefined,
      `点“开始盖章”，拍照，输盖章 PIN 码 <b>${demoStampPin}</b>，再用右边“手边的纸”放纸。先试试“改一个数字再放上”，看机器怎么拒绝；再放对的那份，盖章。`,
      'At the machine: try a changed digit first and see it refuse; then lay the approved paper and seal it.',
    ),
    step(
      '四、查',
      inspector && { url: inspector.url, label: `打开${inspector.who}的电脑` },
      '镇纪委在“用印登记簿”里点开这一件：批准的、盖前、盖后的图并排看，不同之处逐处看，预警也在这里。',
      'The inspector sees approved page and photographs side by side, and every difference.',
    ),
    step(
      '五、验',
      { url: model.verifyUrl, label: '打开核验页' },
      '回到保管人的手机，点“出示回执码”。任何人扫这个码，或者把证据包放到核验页上，都能查这张纸，不用登录。',
      'Anybody checks the paper by its receipt or its evidence pack, without an account.',
    ),
  ].join('');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>虎符演示 · Hufu demo</title><style>
:root{color-scheme:light;font:18px/1.6 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#1f2328;background:#f6f4ef}
body{margin:0 auto;max-width:1080px;padding:0 16px 48px}
.ribbon{background:#5b2a86;color:#fff;text-align:center;margin:0 -16px;padding:6px;font-weight:600}
h1{font-size:30px;margin:24px 0 4px}h2{font-size:22px;margin:28px 0 10px;border-left:6px solid #b3261e;padding-left:10px}
.all{font-size:26px;font-weight:700;margin:32px 0 0}.path{list-style:none;padding:0;display:grid;gap:12px}.path li{display:flex;flex-wrap:wrap;gap:12px;align-items:center;background:#fff;border:1px solid #d8d3c8;border-radius:10px;padding:14px 18px}.path div{flex:1 1 320px}.path p{margin:2px 0}.path b{font-size:20px}.path p b{font-size:inherit}small{color:#5c6168}.go{background:#0b57a4;color:#fff;border-radius:10px;padding:12px 20px;text-decoration:none;font-weight:600}.go:hover,.go:focus{outline:3px solid #0b57a455}.doors{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px}
.door{display:flex;flex-direction:column;background:#fff;border:1px solid #d8d3c8;border-radius:10px;padding:14px;text-decoration:none;color:inherit;min-height:88px}
.door:hover,.door:focus{border-color:#b3261e;outline:3px solid #b3261e33}.door b{font-size:20px}.door span{color:#5b4a3f}.door small{color:#5c6168}
.door code{font-size:13px;color:#5c6168}.machine{background:#fff4e0}.note{background:#fff;border:1px dashed #b98;border-radius:8px;padding:10px 14px}
</style></head><body><div class="ribbon">演示 DEMO：人名、村名、印章都是虚构的 · every name and seal is invented</div>
<h1>虎符 Hufu · ${asText(demoDistrict)} ${asText(demoTown)}</h1>
<p>公章锁在机器里。先审批，再比对，对上了才盖；每一步都有签名和照片。下面五步，走完一张纸的一生（约十分钟）：<br>
<small lang="en">Official seals stay locked in a machine: approved first, compared, then stamped. Five steps, about ten minutes.</small></p>
<ol class="path">${path}</ol>
<p class="note">从这一页进去不用登录。要自己登录时，所有演示账号的密码 Password：<code>${demoPassword}</code>　审批钥匙 PIN：<code>${demoPin}</code>　盖章 PIN：<code>${demoStampPin}</code><br>
更多示例材料 More sample papers：<a href="/sample/residence.pdf">居住情况说明.pdf</a>　<a href="/sample/lease.pdf">土地流转合同.pdf</a>　<a href="/sample/payment.pdf">资金拨付单.pdf</a></p>${history}
<p class="all">所有人、所有设备 Everybody, every device</p>
${villages}
<section><h2>监督与管理 Supervision</h2><div class="doors">${model.officials.map(door).join('')}
<a class="door" href="${asText(model.verifyUrl)}" target="_blank" rel="noopener"><b>核验页</b><span>任何人 Anybody</span><small>不用登录 no account</small></a></div></section>
</body></html>`;
}

/** Duty as the portal names it. */
export const dutyLabel = (duty: keyof typeof dutyNames): string => dutyNames[duty];
