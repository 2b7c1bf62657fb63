import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

/** A metric that a query asks for, and the labels that it is narrowed or grouped by. */
export interface Asked {
  readonly metric: string
  readonly labels: readonly string[]
}

/** What a query of Prometheus asks for; throws where it is no query. */
export function askedBy(query: string): readonly Asked[] {
  const tree = parser.parse(query)
  const asked: Asked[] = []
  const grouped: string[] = []
  tree.iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${query.slice(0, from)}⟪${query.slice(from, to + 20)}`)
      if (type.name === 'VectorSelector') asked.push(selected(node, query))
      if (type.name === 'GroupingLabels') grouped.push(...namesIn(node, 'LabelName', query))
    },
  })
  return asked.map(({ metric, labels }) => ({ metric, labels: [...labels, ...grouped] }))
}

function selected(node: SyntaxNode, query: string): Asked {
  const [metric = ''] = namesIn(node, 'Identifier', query)
  return { metric, labels: namesIn(node, 'LabelName', query) }
}

function namesIn(node: SyntaxNode, kind: string, query: string): readonly string[] {
  const names: string[] = []
  node.cursor().iterate((one) => {
    if (one.name === kind && one.from >= node.from && one.to <= node.to) names.push(query.slice(one.from, one.to))
  })
  return names
}
