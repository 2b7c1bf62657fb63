import type { Overview } from '../../api.js'
import { AgentDialog } from './agent-dialog.js'
import { CloseDialog } from './close-dialog.js'
import type { Question } from './controls-context.js'
import { HaltDialog, type QuestionProps } from './halt-dialog.js'
import { ResumeDialog } from './resume-dialog.js'
import { TokenDialog } from './token-dialog.js'
import type { UsedControls } from './use-controls.js'

/** The dialog that stands open, if one does. */
export function Dialogs({ used, overview }: { readonly used: UsedControls; readonly overview: Overview }) {
  const { asking, confirm, giveToken, cancel } = used
  switch (asking.step) {
    case 'nothing':
      return null
    case 'token':
      return <TokenDialog isRefused={asking.isRefused} onToken={giveToken} onCancel={cancel} />
    case 'question': {
      const { question, isBusy } = asking
      return questionDialog(question, { overview, isBusy, onConfirm: confirm, onCancel: cancel })
    }
  }
}

function questionDialog(question: Question, props: QuestionProps) {
  switch (question.about) {
    case 'halt':
      return <HaltDialog {...props} />
    case 'resume':
      return <ResumeDialog {...props} />
    case 'close':
      return <CloseDialog {...props} symbol={question.symbol} />
    case 'agent':
      return <AgentDialog {...props} agent={question.agent} />
  }
}
