import type { CommandName } from '../../understanding/understanding.ts'
import { answerBindingInWords, bindCommand } from '../bind.ts'
import type { Decision } from '../decision.ts'
import { saidFine } from '../fine.ts'
import { canBegin, canTakeOn, inHand } from '../handling.ts'
import { judgeNamed } from '../rate.ts'
import { helpText, receiptText, secretaryHelpsText } from '../replies/commands.ts'
import { orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { approveZones, knowZone } from './acknowledge.ts'
import { announce, announcementsOf, readyTexts, recallAnnouncement } from './announce.ts'
import { ask } from './ask.ts'
import { addMember, assignZone, replaceMember, standBy } from './assign.ts'
import { codeNamed } from './case-named.ts'
import { claim } from './claim.ts'
import { close } from './close.ts'
import { sayWhetherPublic } from './commendations.ts'
import { confirmNamed } from './confirm.ts'
import { coverage } from './coverage.ts'
import { openDigest } from './digest.ts'
import { previewZone } from './draw-zone.ts'
import { duties } from './duties.ts'
import { edit } from './edit.ts'
import { endAs } from './end-as.ts'
import { endPosts } from './end-post.ts'
import { acceptFocus, declineFocus, focus, setFocus } from './focus.ts'
import { follow, unfollow } from './follow.ts'
import { handBack } from './hand-back.ts'
import { handOn } from './hand-on.ts'
import { handAllOver } from './handover.ts'
import { dropNote, keepNote } from './hardship.ts'
import { leave, returnToWork } from './leave.ts'
import { lookup } from './lookup.ts'
import { approveTime, extend, refuseTime } from './more-time.ts'
import { myZones } from './my-zones.ts'
import { nameGroup } from './name-group.ts'
import { answerOffer, offerZone, withdrawOffer } from './nominate.ts'
import { hidePhone, hidePhoto, posters, showPhone, showPhoto } from './notice.ts'
import { onOffered } from './offered.ts'
import { otherPerson } from './other-person.ts'
import { back, refer } from './outside.ts'
import { plan } from './plan.ts'
import { allowPublic, publishCase, withholdPublic } from './public-text.ts'
import { openRectifications, reportRectified } from './rectifications.ts'
import { reply } from './reply.ts'
import { appraisal, myReview, reviewProgress } from './reviews.ts'
import { eraseMe, exportMe, keepMe, tellRights } from './rights.ts'
import { seedPhrase } from './seed-phrase.ts'
import { start } from './start.ts'
import { cancelTalk, holdTalk, talks } from './talk.ts'
import { recordTalk } from './talk-record.ts'
import { previewResult } from './talk-result.ts'
import { todo } from './todo.ts'
import { withdrawNamed } from './withdraw.ts'

/** An order to the bot itself, by its name. */
const COMMANDS: Readonly<Record<CommandName, (turn: SpokenTurn) => Decision[]>> = {
  help: (turn) => [say(turn, helpText(turn.facts.sender.person))],
  todo,
  duties,
  my_zones: myZones,
  digest: openDigest,
  lookup: (turn) => lookup(turn, codeNamed(turn)),
  claim: (turn) => onOffered(turn, { verb: '认领', fits: canTakeOn }, claim),
  close,
  withdraw: withdrawNamed,
  edit,
  bind: bindCommand,
  follow: (turn) => follow(turn, codeNamed(turn)),
  unfollow: (turn) => unfollow(turn, codeNamed(turn)),
  receipt: (turn) => [say(turn, receiptText(turn.facts))],
  privacy: tellRights,
  export_me: exportMe,
  erase_me: eraseMe,
  keep_me: keepMe,
  confirm: confirmNamed,
  start: (turn) => onOffered(turn, { verb: '到场', fits: canBegin }, start),
  vouch: (turn) => answerBindingInWords(turn, true),
  deny: (turn) => answerBindingInWords(turn, false),
  ask,
  reply,
  other_person: otherPerson,
  schedule: plan,
  refer,
  back,
  return: handBack,
  close_as: endAs,
  good: (turn) => judgeNamed(turn, true),
  not_good: (turn) => judgeNamed(turn, false),
  fine: saidFine,
  keep_note: keepNote,
  drop_note: dropNote,
  refuse: (turn) => (isAboutOffer(turn) ? answerOffer(turn, false) : onNamed(turn, refuseTime)),
  return_to_work: returnToWork,
  extend,
  leave,
  handover: (turn) => (givesOne(turn) ? handOn(turn) : handAllOver(turn)),
  nominate: offerZone,
  withdraw_offer: withdrawOffer,
  assign_zone: assignZone,
  add_member: addMember,
  replace_member: replaceMember,
  stand_by: standBy,
  end_post: endPosts,
  add_zone: previewZone,
  change_zone: previewZone,
  end_zone: previewZone,
  approve_zones: approveZones,
  know_zone: knowZone,
  coverage,
  announce,
  recall_announcement: recallAnnouncement,
  announcements: announcementsOf,
  texts: readyTexts,
  hold_talk: holdTalk,
  talk_record: recordTalk,
  talk_result: previewResult,
  cancel_talk: cancelTalk,
  talks,
  focus,
  accept_focus: acceptFocus,
  decline_focus: declineFocus,
  set_focus: setFocus,
  publish_case: publishCase,
  allow_public: allowPublic,
  withhold_public: withholdPublic,
  show_phone: showPhone,
  hide_phone: hidePhone,
  show_photo: showPhoto,
  hide_photo: hidePhoto,
  posters,
  name_group: nameGroup,
  review_progress: reviewProgress,
  my_review: myReview,
  publish_commendation: (turn) => sayWhetherPublic(turn, true),
  withhold_commendation: (turn) => sayWhetherPublic(turn, false),
  appraisal,
  seed_phrase: seedPhrase,
  rectifications: openRectifications,
  rectified: reportRectified,
  approve: (turn) => (isAboutOffer(turn) ? answerOffer(turn, true) : onNamed(turn, approveTime)),
  export: (turn) => bySecretary(turn, '导出'),
}

export function command(turn: SpokenTurn, name: CommandName): Decision[] {
  return COMMANDS[name](turn)
}

/** 同意老王报3号楼, and no case. */
function isAboutOffer(turn: SpokenTurn): boolean {
  const { person, zone } = orderOf(turn).args
  return codeNamed(turn) === null && (person !== undefined || zone !== undefined)
}

/** What is decided about a case that is named or quoted; other requests are for a person. */
function onNamed(turn: SpokenTurn, act: (turn: SpokenTurn, code: string) => Decision[]): Decision[] {
  const code = codeNamed(turn)
  return code === null ? bySecretary(turn, '审批') : act(turn, code)
}

/** One case that is named, quoted, or the sender's to give, not all that the sender has. */
function givesOne(turn: SpokenTurn): boolean {
  if (orderOf(turn).args.all) return false
  const named = codeNamed(turn) !== null || turn.facts.quotedCodes.length > 0
  return named || (orderOf(turn).args.person !== undefined && inHand(turn).length > 0)
}

/** What the bot does not do itself yet: a person does. */
function bySecretary(turn: SpokenTurn, what: string): Decision[] {
  return [say(turn, secretaryHelpsText(what, turn.facts.sender.person))]
}
