/** The simulator's web panel: one page without any library, for loopback only. A real machine has nothing like it. */
export const panelPage = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>模拟机 Simulated machine</title>
<style>
  body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 0; background: #f4f1ec; color: #222; }
  header { background: #7c2d12; color: #fff; padding: 10px 16px; }
  main { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 12px; padding: 12px; }
  section { background: #fff; border: 1px solid #ddd5ca; border-radius: 8px; padding: 12px; }
  h2 { font-size: 16px; margin: 0 0 8px; }
  button, textarea, select { font: inherit; min-height: 44px; margin: 0 6px 6px 0; padding: 6px 12px; }
  textarea { width: 100%; box-sizing: border-box; min-height: 132px; font-family: monospace; }
  img { width: 100%; background: #333; border-radius: 4px; }
  p, pre { overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; margin: 0; }
  #problem { color: #b00020; min-height: 1.5em; }
</style>
<header><b>模拟机 · Simulated machine</b>　故障在这里放进去，真机没有这一页</header>
<main>
  <section>
    <h2>人手 Hands</h2>
    <div data-do='{"do":"placeBlank"}'>放白纸 Blank sheet</div>
    <div data-do='{"do":"removePaper"}'>拿走纸 Take the paper</div>
    <div data-do='{"do":"person","faces":1}'>一人到场 One person</div>
    <div data-do='{"do":"person","faces":0}'>人离开 Nobody</div>
    <div data-do='{"do":"lid","open":true}'>开盖 Open the lid</div>
    <div data-do='{"do":"lid","open":false}'>合盖 Close it</div>
  </section>
  <section>
    <h2>放打印好的 Lay approved pages</h2>
    <textarea id="pages" spellcheck="false" aria-label="digests of pages" placeholder="一行一页的摘要（触摸屏 /state 里 jobs[].pageDigests）&#10;one digest of a page on each line (pageDigests of the touch screen’s /state)"></textarea>
    <button id="lay">放第一张 Lay the first</button><button id="fan">错开铺好（骑缝章）Fan them out</button>
  </section>
  <section>
    <h2>立刻出故障 Faults now</h2>
    <div data-do='{"do":"inject","fault":"powerCut"}'>断电 Power cut</div>
    <div data-do='{"do":"inject","fault":"jamAbove"}'>下压前卡住 Jam above</div>
    <div data-do='{"do":"inject","fault":"jamInZone"}'>接触区卡住 Jam in the zone</div>
    <div data-do='{"do":"inject","fault":"slip"}'>盖章打滑 Slip</div>
    <div data-do='{"do":"inject","fault":"cameraFrozen"}'>摄像头停住 Frozen camera</div>
    <div data-do='{"do":"inject","fault":"cameraDark"}'>摄像头变黑 Dark camera</div>
    <div data-do='{"do":"inject","fault":"cameraReplay"}'>摄像头播旧画面 Replayed camera</div>
    <div data-do='{"do":"ink","level":0.05}'>墨快用完 Hardly any ink</div>
    <div data-do='{"do":"ink","level":0.85}'>加墨 Refill</div>
  </section>
  <section>
    <h2>网络 Network</h2>
    <div data-do='{"do":"network","up":true}'>恢复 As it should be</div>
    <div data-do='{"do":"network","up":false}'>断网 Cut</div>
    <div data-do='{"do":"network","up":true,"bytesPerSecond":2000}'>每秒 2 kB · 2 kB/s</div>
    <div data-do='{"do":"network","up":true,"loss":0.3}'>丢包三成 Loss 30 %</div>
    <div data-do='{"do":"network","up":true,"halfOpen":true}'>假连接 Half-open</div>
    <div data-do='{"do":"network","up":true,"double":1}'>消息重发 Doubled messages</div>
    <div data-do='{"do":"network","up":true,"reorder":0.5}'>消息乱序 Reordered messages</div>
  </section>
  <section>
    <h2>故障脚本 Fault script</h2>
    <textarea id="script" spellcheck="false" aria-label="fault script" placeholder="at press.contact inject power cut&#10;at press.descend#2 inject paper move {&quot;dxMm&quot;:6}&#10;at press.zone inject motor jam"></textarea>
    <button id="run">装入脚本 Load</button><button id="clear">清空 Clear</button>
    <p>步骤 steps: press.select · press.unlock · press.descend · press.zone · press.contact · press.retract · press.lock<br>
    故障 faults: power cut · motor jam · stamp slip · paper swap|remove|move · lid open|close · case open · camera freeze|dark|replay|recover · ink level · person come|leave · network cut|slow|lossy|halfOpen|double|reorder|restore</p>
  </section>
  <section>
    <h2>现在 Now</h2>
    <p id="problem" role="status"></p>
    <pre id="state"></pre>
    <p><a href="/sim/recording" download="recording.json">下载录像脚本 Recording</a>　<a href="/sim/truth">真实落纸 Truth</a></p>
  </section>
  <section><h2>俯拍 Overhead</h2><img id="overhead" alt="overhead camera"></section>
</main>
<script>
  const $ = (id) => document.getElementById(id);
  async function act(action) {
    try {
      const reply = await fetch('/sim/do', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(action) });
      const body = await reply.json();
      $('problem').textContent = reply.ok ? '' : [body.code, body.problem, JSON.stringify(body.context ?? {})].filter(Boolean).join(' ');
    } catch { $('problem').textContent = '模拟机没有应答，可能刚断电 no answer: its power may be cut'; }
    look();
  }
  for (const place of document.querySelectorAll('[data-do]')) {
    const button = document.createElement('button');
    button.textContent = place.textContent;
    button.onclick = () => act(JSON.parse(place.dataset.do));
    place.replaceWith(button);
  }
  const pages = () => $('pages').value.split(/\\s+/).filter(Boolean);
  $('lay').onclick = () => act({ do: 'placePrinted', digest: pages()[0] ?? '', alter: 'none', turnDeg: 0, copy: 0 });
  $('fan').onclick = () => act({ do: 'placeFan', digests: pages() });
  $('run').onclick = () => act({ do: 'script', lines: $('script').value.split('\\n').filter((l) => l.trim()) });
  $('clear').onclick = () => act({ do: 'script', lines: [] });
  async function look() {
    try { $('state').textContent = JSON.stringify(await (await fetch('/sim/state')).json(), null, 2); } catch { $('state').textContent = '—'; }
    $('overhead').src = '/camera/overhead.jpg?size=preview&t=' + Date.now();
  }
  look();
  setInterval(look, 2000);
</script>
</html>
`;
