/**
 * A scanner for the XML that WeCom sends: elements, text, CDATA, nothing else.
 *
 * A general parser is not used here on purpose: the outer envelope comes from anybody on the internet, and attributes,
 * comments, document types and entities of one's own, where parsers get hurt, never occur in callbacks. One pass, no
 * recursion, and a limit on everything, so the cost is linear in the length whatever arrives.
 */
import { CallbackRefused } from '../refused.ts'

export interface XmlElement {
  name: string
  /** Text and CDATA directly inside, joined. */
  text: string
  children: XmlElement[]
}

export interface XmlLimits {
  /** The root counts as 1. */
  maxDepth: number
  maxElements: number
  /** Predefined and numeric entities to decode in the whole document; one more is refused. */
  maxEntities: number
}

const NAME = /^[A-Za-z_][\w.-]{0,63}$/
const LONGEST_TAG = 70
const LONGEST_ENTITY = 12
const DECLARATION = /^\uFEFF?\s{0,64}(?:<\?xml [^<>?]{0,200}\?>\s{0,64})?/
const PREDEFINED: Record<string, string> = { 'lt;': '<', 'gt;': '>', 'amp;': '&', 'quot;': '"', 'apos;': "'" }

interface Scan {
  source: string
  limits: XmlLimits
  elements: number
  entities: number
  open: XmlElement[]
}

/** @throws CallbackRefused `malformed` */
export function readXml(source: string, limits: XmlLimits): XmlElement {
  const scan: Scan = { source, limits, elements: 0, entities: 0, open: [] }
  let at = DECLARATION.exec(source)?.[0].length ?? 0
  for (;;) {
    const tag = source.indexOf('<', at)
    if (tag === -1) throw malformed('ends before its root does')
    if (tag > at) addText(scan, source.slice(at, tag))
    const next = source.charCodeAt(tag + 1)
    if (next === 0x21 /* ! */) {
      at = readCdata(scan, tag)
    } else if (next === 0x2f /* / */) {
      at = source.indexOf('>', tag) + 1
      const closed = closeElement(scan, tag, at)
      if (scan.open.length > 0) continue
      if (source.slice(at, at + 1024).trim() !== '' || source.length > at + 1024)
        throw malformed('goes on after its root')
      return closed
    } else {
      at = openElement(scan, tag)
    }
  }
}

function openElement(scan: Scan, tag: number): number {
  const end = scan.source.indexOf('>', tag)
  if (end === -1 || end - tag > LONGEST_TAG) throw malformed('has an unfinished or over-long tag')
  const empty = scan.source.charCodeAt(end - 1) === 0x2f
  const name = scan.source.slice(tag + 1, empty ? end - 1 : end).trimEnd()
  if (!NAME.test(name)) throw malformed('has a tag that is no plain element')
  scan.elements += 1
  if (scan.elements > scan.limits.maxElements) throw malformed('has too many elements')
  if (scan.open.length >= scan.limits.maxDepth) throw malformed('is nested too deeply')
  const element: XmlElement = { name, text: '', children: [] }
  const parent = scan.open.at(-1)
  if (parent) parent.children.push(element)
  else if (scan.elements > 1 || empty) throw malformed('has no root with content')
  if (!empty) scan.open.push(element)
  return end + 1
}

function closeElement(scan: Scan, tag: number, end: number): XmlElement {
  const element = scan.open.pop()
  if (end === 0 || end - tag > LONGEST_TAG) throw malformed('has an unfinished or over-long tag')
  const name = scan.source.slice(tag + 2, end - 1).trimEnd()
  if (element === undefined || element.name !== name) throw malformed('closes what it did not open')
  return element
}

/** Also turns away `<!DOCTYPE`, `<!ENTITY` and comments. */
function readCdata(scan: Scan, tag: number): number {
  if (!scan.source.startsWith('<![CDATA[', tag)) throw malformed('has a declaration or a comment')
  const end = cdataEnd(scan.source, tag + 9)
  if (end === -1) throw malformed('has an unfinished CDATA section')
  const element = scan.open.at(-1)
  if (element === undefined) throw malformed('has text outside its root')
  element.text += scan.source.slice(tag + 9, end)
  return end + 3
}

function addText(scan: Scan, text: string): void {
  const element = scan.open.at(-1)
  if (element === undefined) {
    if (text.trim() !== '') throw malformed('has text outside its root')
    return
  }
  element.text += text.includes('&') ? decodeEntities(scan, text) : text
}

/** Where `]]>` is. Searching for it as a whole slows down tenfold on a body of nothing but brackets. */
function cdataEnd(source: string, from: number): number {
  const bracket = source.indexOf(']', from)
  if (bracket === -1) return -1
  for (let at = bracket + 2; at < source.length; at++) {
    if (source.charCodeAt(at) !== 0x3e /* > */) continue
    if (source.charCodeAt(at - 1) === 0x5d && source.charCodeAt(at - 2) === 0x5d) return at - 2
  }
  return -1
}

/** One after the other, so that the first one too many ends it. */
function decodeEntities(scan: Scan, text: string): string {
  let decoded = ''
  let at = 0
  for (let start = text.indexOf('&'); start !== -1; start = text.indexOf('&', at)) {
    scan.entities += 1
    if (scan.entities > scan.limits.maxEntities) throw malformed('has too many entities')
    const entity = text.slice(start + 1, start + LONGEST_ENTITY).match(/^[^;]*;/)?.[0] ?? ''
    const character = PREDEFINED[entity] ?? numericEntity(entity)
    if (character === undefined) throw malformed('has an unknown entity')
    decoded += text.slice(at, start) + character
    at = start + 1 + entity.length
  }
  return decoded + text.slice(at)
}

function numericEntity(entity: string): string | undefined {
  const digits = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));$/i.exec(entity)
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number.parseInt(digits[2] ?? '', 10) : Number.parseInt(digits[1], 16)
  const character = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return character ? String.fromCodePoint(code) : undefined
}

export function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element?.children.find((child) => child.name === name) ?? null
}

export function childrenOf(element: XmlElement | null, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The trimmed text of a child, `null` where there is none or it is blank. */
export function textOf(element: XmlElement | null, name: string): string | null {
  const text = childOf(element, name)?.text.trim()
  return text === undefined || text === '' ? null : text
}

function malformed(what: string): CallbackRefused {
  return new CallbackRefused('malformed', `The XML ${what}`)
}
