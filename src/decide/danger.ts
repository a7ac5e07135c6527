import type { NewCase } from './decision.ts'

/** Whether life, limb or a house is at stake now: what is told as over is not. */
export function isEmergency(record: Pick<NewCase, 'urgency' | 'toldAsHandled'>): boolean {
  return record.urgency === 'emergency' && !record.toldAsHandled
}
