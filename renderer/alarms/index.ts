export { AlarmsElsewhere, useAlarmsElsewhere } from './alarms-elsewhere.tsx';
export { CanariesSetting } from './canaries-setting.tsx';
export { SessionAlarms } from './session-alarms.tsx';
