/** What reaches the people of the fake platform: counted, and told to who waits for a person or for a number of people. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface People {
  /** Where the product finds its platform. */
  url: string
  /** Told of every first message to a person of `expect`. */
  onReached: ((person: string) => void) | null
  /** People reached by all sends so far; a send to a thousand counts a thousand. */
  personSends: number
}

/**
 * Serve what the product calls of WeCom, answering by rote: a platform that costs next to nothing. How the real one
 * behaves is the matter of the tests.
 */
export async function servePeople(): Promise<People> {
  const people: People = { url: '', onReached: null, personSends: 0 }
  let count = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url?.startsWith('/cgi-bin/message/send')) reach(people, Buffer.concat(chunks).toString())
      count += 1
      response.setHeader('content-type', 'application/json')
      response.end(
        `{"errcode":0,"errmsg":"ok","access_token":"bench","expires_in":7200,"msgid":"m${count}","response_code":"r${count}","name":"bench"}`,
      )
    })
  })
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  people.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return people
}

function reach(people: People, body: string): void {
  const addressed = /"touser":"([^"]*)"/.exec(body)?.[1] ?? ''
  const accounts = addressed.split('|')
  people.personSends += accounts.length
  if (accounts.length === 1) people.onReached?.(addressed)
}
