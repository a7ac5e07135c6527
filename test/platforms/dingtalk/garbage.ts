/** Frames that no platform should send, and some that one may send some day. */

const bot = '/v1.0/im/bot/messages/get'
const headers = { contentType: 'application/json', messageId: 'garbage-1', time: '1795349507000', topic: bot }
const frame = (changes: object) =>
  JSON.stringify({ specVersion: '1.0', type: 'CALLBACK', headers, data: '{}', ...changes })

export const GARBAGE = {
  'no JSON': '<html>502 Bad Gateway</html>',
  empty: '',
  'broken JSON': '{"specVersion":"1.0","type":"CALLB',
  null: 'null',
  array: '[1,2,3]',
  'no headers': JSON.stringify({ type: 'CALLBACK', data: '{}' }),
  'numeric headers': frame({ headers: { ...headers, messageId: 17, time: 1_795_349_507_000 } }),
  'data is an object': frame({ data: { msgId: 'x' } }),
  'data is no JSON': frame({ data: 'hello' }),
  'unknown topic': frame({ headers: { ...headers, topic: '/v9.9/nothing/known' } }),
  'unknown type': frame({ type: 'WHATEVER' }),
  'unknown system topic': frame({ type: 'SYSTEM', headers: { ...headers, topic: 'KEEPALIVE' } }),
  'message without msgId': frame({ data: JSON.stringify({ msgtype: 'text', text: { content: 'x' } }) }),
  'card without body': frame({ headers: { ...headers, topic: '/v1.0/card/instances/callback' }, data: '{}' }),
  'event without id': frame({ type: 'EVENT', headers: { ...headers, topic: '*' } }),
  // Java clients take 256 KiB at most [JAVA WebsocketTransportConnector].
  huge: frame({ data: JSON.stringify({ msgId: 'huge', text: { content: '灯'.repeat(700_000) } }) }),
  'deeply nested': frame({ data: `${'['.repeat(50_000)}${']'.repeat(50_000)}` }),
} as const

export type GarbageKind = keyof typeof GARBAGE
