/** How DingTalk words its answers, in its two families of calls (dingtalk.md §3). */
import { randomUUID } from 'node:crypto'

export type Json = Readonly<Record<string, unknown>>

export interface StoredFile {
  bytes: Buffer
  contentType: string
  name: string
}

export type Reply =
  | { status: number; json: Json }
  | { status: number; html: string }
  | { status: number; file: StoredFile }

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

export function ok(json: Json): Reply {
  return { status: 200, json }
}

/** New family: the status carries the error [KB 0003, 0013]. */
export function refused(status: number, code: string, message = code): Reply {
  return { status, json: { code, message, requestid: randomUUID().toUpperCase() } }
}

/** The capitalised variant of the same, seen in the field [KB 0003; GW client.js reads both]. */
export function refusedInCapitals(status: number, code: string, message = code): Reply {
  const RequestId = randomUUID().toUpperCase()
  return { status, json: { Code: code, Message: message, RequestId, AccessDeniedDetail: {} } }
}

/** Old family: always 200, `errcode` tells what became of the call [KB 0013]. */
export function oldOk(fields: Json = {}): Reply {
  return ok({ errcode: 0, errmsg: 'ok', request_id: randomUUID(), ...fields })
}

export function oldRefused(errcode: number, errmsg: string): Reply {
  return ok({ errcode, errmsg, request_id: randomUUID() })
}

export function parseObject(text: string): Json | null {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : null
  } catch {
    return null
  }
}

/** A member of an object that is an object itself, or an empty one. */
export function part(json: Json | null, name: string): Json {
  const value = json?.[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
