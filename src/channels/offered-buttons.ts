import type { Card, CardButton } from './channel.ts'

const SUBMIT: CardButton = { label: '提交', action: 'submit', says: '提交', style: 'primary' }

/** The buttons of an open card: a question that has none of its own gets one to send it with. */
export function offeredButtons({ buttons, choices }: Pick<Card, 'buttons' | 'choices'>): CardButton[] {
  return buttons.length === 0 && choices !== null ? [SUBMIT] : buttons
}
