import { type SimAction, type SimState, zSimState } from '@hufu/contract';
import { ProblemNotice, Tag } from '@hufu/ui';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useMachine } from '../link/machine-context.tsx';
import { post } from '../link/send-command.ts';
import { useT } from '../texts.ts';

const pollMs = 1500;
const alterations = ['none', 'digit', 'otherPage', 'handwriting', 'blur', 'dark'] as const;
const crowds = [0, 1, 2] as const;

/** The demo's pair of hands: lays paper down, alters it, stands before the machine. A real machine has no such panel. */
export function SimPanel(): ReactNode {
  const text = useT();
  const [isOpen, setOpen] = useState(() => window.innerWidth >= 1100);
  return (
    <aside className="k-sim" data-open={isOpen ? 'yes' : 'no'} data-testid="sim-panel">
      <button
        type="button"
        className="k-sim-head"
        aria-expanded={isOpen}
        data-testid="sim-toggle"
        onClick={() => setOpen(!isOpen)}
      >
        <span>{text('sim.title')}</span>
        <span aria-hidden="true">{isOpen ? '–' : '+'}</span>
      </button>
      {isOpen ? <Hands /> : null}
    </aside>
  );
}

/** What lies on the platen; the machine names a sheet by its page's number and, after it, the change made to it. */
function platenText(plant: SimState, text: ReturnType<typeof useT>): string {
  if (plant.platen !== 'paper') return text(`sim.platen.${plant.platen}`);
  if (plant.label.startsWith('fan ')) return text('sim.platen.fan');
  if (plant.label === 'other page') return text('sim.platen.otherPage');
  const note = plant.label.split(' ').slice(1).join(' ');
  return note ? text('sim.platen.altered', { note }) : text('sim.platen.paper');
}

function Hands(): ReactNode {
  const text = useT();
  const { state } = useMachine();
  const [plant, setPlant] = useState<SimState | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const look = useCallback(async () => {
    const reply = await fetch('/sim/state').catch(() => null);
    const parsed = zSimState.safeParse(await reply?.json().catch(() => null));
    setPlant(parsed.success ? parsed.data : null);
  }, []);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), pollMs);
    return () => clearInterval(timer);
  }, [look]);
  const act = (name: string, action: SimAction) => {
    setBusy(name);
    setProblem(null);
    post('/sim/do', action)
      .then(look, setProblem)
      .finally(() => setBusy(null));
  };
  const at = placeOf(state);
  const button = (name: string, label: string, action: SimAction, isOn = false) => (
    <button
      key={name}
      type="button"
      className="k-chip"
      data-testid={`sim-${name}`}
      aria-pressed={isOn}
      disabled={busy !== null}
      onClick={() => act(name, action)}
    >
      {label}
    </button>
  );
  return (
    <div className="k-sim-body">
      <p className="k-soft">{text('sim.explain')}</p>
      {plant ? (
        <p className="k-sim-platen" data-testid="sim-platen" data-platen={plant.platen}>
          <Tag tone="quiet">{platenText(plant, text)}</Tag>
          <Tag tone="quiet">{text('sim.made', { n: plant.impressionsMade })}</Tag>
        </p>
      ) : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      <div className="k-chips">
        {at ? (
          <>
            <small className="k-soft">
              {at.fan
                ? text('sim.pagesOf', { pages: at.fan.pages.join(text('list.and')) })
                : text('sim.pageOf', { page: at.page + 1 })}
            </small>
            {at.fan ? button('fan', text('sim.fan'), { do: 'placeFan', digests: at.fan.digests }) : null}
            {at.fan && at.fan.digests.length > 1
              ? button('fan-missing', text('sim.fanMissing'), {
                  do: 'placeFan',
                  digests: at.fan.digests.toSpliced(1, 1),
                })
              : null}
            {at.fan
              ? null
              : alterations.map((alter) =>
                  button(alter, text(`sim.${alter}`), {
                    do: 'placePrinted',
                    digest: at.digest,
                    alter,
                    turnDeg: 0,
                    copy: at.copy,
                  }),
                )}
          </>
        ) : (
          <small className="k-soft">{text('sim.noPage')}</small>
        )}
        {button('placeBlank', text('sim.blank'), { do: 'placeBlank' }, plant?.platen === 'blank')}
        {button('removePaper', text('sim.remove'), { do: 'removePaper' })}
      </div>
      <b>{text('sim.people')}</b>
      <div className="k-chips">
        {crowds.map((n) =>
          button(`person-${n}`, text(`sim.people.${n}`), { do: 'person', faces: n }, plant?.faces === n),
        )}
      </div>
      <div className="k-chips">
        {button(
          'network',
          text(plant?.network === false ? 'sim.network.down' : 'sim.network.up'),
          { do: 'network', up: plant?.network === false },
          plant?.network === false,
        )}
        {button(
          'lid',
          text(plant?.lidOpen ? 'sim.lid.open' : 'sim.lid.closed'),
          { do: 'lid', open: !(plant?.lidOpen ?? false) },
          plant?.lidOpen === true,
        )}
      </div>
    </div>
  );
}

/** What lies at hand: a page, and of a seal across the seam all its sheets, with their numbers as people count. */
interface AtHand {
  readonly digest: string;
  readonly page: number;
  readonly copy: number;
  readonly fan: { readonly pages: number[]; readonly digests: string[] } | null;
}

/** Which page of which job lies at hand: that of the present screen, else the first of the first open job. */
function placeOf(state: ReturnType<typeof useMachine>['state']): AtHand | undefined {
  const { screen, jobs } = state;
  const job =
    'authorization' in screen
      ? jobs.find((j) => j.authorization === screen.authorization)
      : jobs.find((j) => j.state === 'ready' || j.state === 'interrupted');
  const page = 'page' in screen ? screen.page : 0;
  const digest = job?.pageDigests?.[page];
  if (!digest) return undefined;
  const seam = 'seam' in screen ? screen.seam : undefined;
  const digests = seam?.flatMap((n) => job.pageDigests?.[n] ?? []) ?? [];
  return {
    digest,
    page,
    copy: 'copy' in screen ? screen.copy : 0,
    fan: seam ? { pages: seam.map((n) => n + 1), digests } : null,
  };
}
