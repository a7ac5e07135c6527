import type { Card } from '../../src/channels/channel.ts'

/** What a reporter is shown of a matter: a fact and two buttons. */
export const SAMPLE_CARD: Card = {
  taskId: 'case-7KQ2MX-1',
  title: 'A3-0001 记下了',
  subtitle: null,
  facts: [{ label: '地点', value: '3号楼' }],
  text: null,
  buttons: [
    { label: '对', action: 'confirm', says: '对', style: 'primary' },
    { label: '改', action: 'edit', says: '改', style: 'plain' },
  ],
  choices: null,
  url: null,
  closedAs: null,
}
