import { addFinding } from './add-finding.ts';
import { disposeAlarm } from './dispose-alarm.ts';
import { exportRegister } from './export-register.ts';
import { getPermissions } from './get-permissions.ts';
import { getStatistics } from './get-statistics.ts';
import { listAlarms } from './list-alarms.ts';
import { listMachines } from './list-machines.ts';
import { listMatters } from './list-matters.ts';
import { listPeople } from './list-people.ts';
import { listRegister } from './list-register.ts';
import { listSeals } from './list-seals.ts';
import { listUnits } from './list-units.ts';

/** Operations of the area `supervision`. */
export const supervisionHandlers = [
  listRegister,
  exportRegister,
  listAlarms,
  disposeAlarm,
  addFinding,
  getStatistics,
  listMachines,
  listUnits,
  listSeals,
  listPeople,
  listMatters,
  getPermissions,
];
