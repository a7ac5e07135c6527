import type { Command } from 'commander'
import { campaignTexts } from '../decide/replies/announcements.ts'

/** `texts`: words to begin the activity with, for members, for residents and for the door. */
export function registerTexts(program: Command): void {
  program
    .command('texts')
    .description('活动启动时可以直接用的文案')
    .option('--branch <name>', '支部的名字', '本支部')
    .action((options: { branch: string }) => console.log(campaignTexts(options.branch)))
}
