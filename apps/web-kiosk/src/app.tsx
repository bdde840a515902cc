import { DemoRibbon, Waiting } from '@hufu/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { SimPanel } from './demo/sim-panel.tsx';
import { DisconnectedNotice } from './layout/disconnected-notice.tsx';
import { OfflineBanner, TopBar, useMachineClock } from './layout/top-bar.tsx';
import { useAgent } from './link/agent-stream.ts';
import { MachineProvider } from './link/machine-context.tsx';
import { ScreenOf } from './screens/screen-of.tsx';
import { useT } from './texts.ts';

/** A machine that starts answers within this; later somebody should be told what to do. */
const lateMs = 6_000;

/** Nothing came from the machine yet: a wheel, and after a while what may be wrong. */
function Connecting(): ReactNode {
  const text = useT();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), lateMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="k-app">
      {isLate ? <DisconnectedNotice /> : null}
      <Waiting>{text('app.connecting')}</Waiting>
    </div>
  );
}

/** The machine's touch screen: what the agent's state says, and nothing of its own. */
export function App(): ReactNode {
  const { state, isConnected, clockAheadMs } = useAgent();
  const now = useMachineClock(clockAheadMs);
  if (!state) return <Connecting />;
  return (
    <MachineProvider state={state}>
      <div className="k-app" data-version={state.version} data-screen={state.screen.name}>
        <DemoRibbon demo={state.demo} />
        <TopBar state={state} now={now} />
        {isConnected ? <OfflineBanner state={state} now={now} /> : <DisconnectedNotice />}
        <div className="k-body">
          {/* While the machine is away its last screen stays readable but answers nothing. */}
          <div
            className="k-screen"
            ref={(element) => {
              if (element) element.inert = !isConnected;
            }}
          >
            <ScreenOf state={state} />
          </div>
          {state.demo ? <SimPanel /> : null}
        </div>
      </div>
    </MachineProvider>
  );
}
