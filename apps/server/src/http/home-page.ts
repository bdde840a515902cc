const doors = [
  { href: '/m/', zh: '手机端', en: 'Phone', who: '填报、审批、复核 / file, approve, review' },
  { href: '/desk/', zh: '监督台', en: 'Desk', who: '登记簿、预警、统计 / register, alarms, statistics' },
  { href: '/verify/', zh: '验证', en: 'Verify', who: '人人可查，不用登录 / for anybody, no account' },
  { href: '/api/openapi.json', zh: '接口说明', en: 'API', who: 'OpenAPI' },
] as const;

/** The page at `/`: a choice of doors, without script, marked when this is a demo. */
export function homePage(isDemo: boolean): string {
  const items = doors
    .map(
      (d) =>
        `<li><a href="${d.href}"><b>${d.zh}</b> <span lang="en">${d.en}</span><small>${d.who}</small></a></li>`,
    )
    .join('');
  const demo = isDemo
    ? '<p class="demo">演示系统 DEMO：村名、人名、文件都是编造的 / all names and papers are invented</p>'
    : '';
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>虎符 Hufu${isDemo ? '（演示 DEMO）' : ''}</title>
<style>body{font:18px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;max-width:34rem;margin:8vh auto;padding:0 1rem;color:#222}
h1{font-size:2rem;margin:0}ul{list-style:none;padding:0}li{margin:.8rem 0}
a{display:block;padding:1rem 1.2rem;border:1px solid #bbb;border-radius:.6rem;text-decoration:none;color:inherit}
a:hover,a:focus{border-color:#a11;outline:2px solid #a11}small{display:block;color:#555}
.demo{background:#fff3cd;border:1px solid #b58900;border-radius:.4rem;padding:.6rem 1rem}</style></head>
<body><h1>虎符</h1><p>村级公章智慧监管 / the open smart-seal system</p>${demo}<ul>${items}</ul></body></html>`;
}
