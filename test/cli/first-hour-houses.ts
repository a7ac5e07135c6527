/** Where a new branch talks with the product: phones of people, on each platform. */
import { type ChatClient, openChatClient } from '../../src/cli/chat-client.ts'
import { printedLine } from '../../src/cli/chat-print.ts'
import { untilConnected } from '../faults/dingtalk-product.ts'
import { wecomEnvironment } from '../faults/wecom-product.ts'
import { startFakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import { startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import type { Environment } from '../support/product.ts'
import { onDingtalk, onWecom } from '../support/screens.ts'

/** A phone of somebody. */
export interface Phone {
  says(text: string): Promise<void>
  /** Everything that stands on it. */
  reads(): string
}

export interface House {
  /** What the operator sets, beside nothing. */
  environment: Environment
  /** The column of the roster in which the first secretary's account stands, and the account; `null`: none is needed. */
  secretary: { column: string; account: string } | null
  /** The product runs at this address. */
  connect(url: string): Promise<void>
  /** The phone of the secretary, who is in the roster. */
  secretaryPhone(name: string): Promise<Phone>
  /** The phone of somebody who has said nothing yet. */
  newPhone(account: string): Promise<Phone>
  close(): Promise<void>
}

export async function wecomHouse(): Promise<House> {
  const platform = await startFakeWecom()
  const phone = (account: string): Phone => ({
    async says(text) {
      const { delivered } = await platform.send({ from: account, text })
      if (!delivered) throw new Error('WeCom could not deliver the message')
    },
    reads: () =>
      platform
        .inboxOf(account)
        .flatMap((received) => onWecom(received).lines)
        .join('\n'),
  })
  return {
    environment: wecomEnvironment(platform),
    secretary: { column: '企业微信账号', account: 'chenshuhua' },
    connect: async (url) => platform.connect(`${url}/webhooks/wecom`),
    secretaryPhone: async () => phone('chenshuhua'),
    newPhone: async (account) => phone(account),
    close: () => platform.close(),
  }
}

export async function dingtalkHouse(): Promise<House> {
  const platform = await startFakeDingtalk({ everybodyExists: true })
  const phone = (account: string): Phone => ({
    async says(text) {
      const { acked } = await platform.send({ from: account, text })
      if (!acked) throw new Error('the message was not taken')
    },
    reads: () =>
      platform
        .inboxOf(account)
        .flatMap((shown) => onDingtalk(shown).lines)
        .join('\n'),
  })
  return {
    environment: platform.environment(),
    secretary: { column: '钉钉账号', account: 'chenshuhua01' },
    async connect() {
      const LIMIT_MS = 15_000
      if ((await untilConnected(platform, LIMIT_MS)) >= LIMIT_MS) throw new Error('no line to DingTalk')
    },
    secretaryPhone: async () => phone('chenshuhua01'),
    newPhone: async (account) => phone(account),
    close: () => platform.close(),
  }
}

/** The chat of the product itself: everybody of the roster is there, and each newcomer has a window of their own. */
export function localHouse(): House {
  let address = ''
  const open: { close(): void }[] = []
  const phoneOf = async (name: string): Promise<Phone> => {
    const client = await openChatClient(address, null)
    const account = client.people.find((person) => person.name === name)?.account
    if (account === undefined) throw new Error(`the chat does not list ${name}`)
    return windowOf(client, account, open)
  }
  return {
    environment: {},
    secretary: null,
    async connect(url) {
      address = url
    },
    secretaryPhone: phoneOf,
    newPhone: () => phoneOf('新来的人'),
    async close() {
      for (const one of open) one.close()
    },
  }
}

function windowOf(client: ChatClient, account: string, open: { close(): void }[]): Phone {
  const lines: string[] = []
  const follow = {
    lines: (more: readonly Parameters<typeof printedLine>[0][]) => void lines.push(...more.map(printedLine)),
  }
  open.push(client.follow(account, { ...follow, connected: () => undefined }))
  return {
    says: (text) => client.post('/chat/messages', { as: account, clientId: crypto.randomUUID(), text }),
    reads: () => lines.join('\n'),
  }
}
