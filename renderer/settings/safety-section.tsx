import { CanariesSetting } from '../alarms/index.ts';

/** What watches beyond rules and grants. */
export function SafetySection() {
  return <CanariesSetting />;
}
