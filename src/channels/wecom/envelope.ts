import { CallbackRefused } from '../refused.ts'
import { readXml, textOf } from './xml.ts'

/** Flat, and small apart from one long text: `ToUserName`, `AgentID`, `Encrypt`. Base64 needs no entities. */
const ENVELOPE_LIMITS = { maxDepth: 2, maxElements: 16, maxEntities: 0 }
const MOST_JSON_MEMBERS = 16

/**
 * The ciphertext of a callback's body, XML or JSON.
 *
 * Nothing else of the envelope is read: only the ciphertext is signed, so the company and the application named beside
 * it may have been changed on the way. A body without ciphertext is unsigned and never taken.
 *
 * @throws CallbackRefused `malformed` or `no_envelope`
 */
export function readEnvelope(body: Buffer): string {
  const source = body.toString('utf8')
  const encrypted = /^\uFEFF?\s{0,64}\{/.test(source) ? readJsonEnvelope(source) : readXmlEnvelope(source)
  if (encrypted === null) throw new CallbackRefused('no_envelope', 'The callback is not encrypted')
  return encrypted
}

function readXmlEnvelope(source: string): string | null {
  return textOf(readXml(source, ENVELOPE_LIMITS), 'Encrypt')
}

/** WeCom writes both `Encrypt` and `encrypt` [D 90238, TP callback_json_python3]. */
function readJsonEnvelope(source: string): string | null {
  // Looked at before it is parsed, so that a body of brackets or commas costs nothing.
  const flat = !source.includes('[') && source.indexOf('{') === source.lastIndexOf('{')
  if (!flat || source.split(',', MOST_JSON_MEMBERS + 1).length > MOST_JSON_MEMBERS) {
    throw new CallbackRefused('malformed', 'The JSON envelope is not a small flat object')
  }
  const envelope = parseObject(source.replace(/^\uFEFF/, ''))
  const encrypted = envelope.Encrypt ?? envelope.encrypt
  return typeof encrypted === 'string' && encrypted !== '' ? encrypted : null
}

function parseObject(source: string): Record<string, unknown> {
  try {
    return JSON.parse(source) as Record<string, unknown>
  } catch (cause) {
    throw new CallbackRefused('malformed', 'The JSON envelope cannot be read', { cause })
  }
}
