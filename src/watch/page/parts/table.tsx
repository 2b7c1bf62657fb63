import type { ComponentChildren } from 'preact'

/** A column of a table. */
export interface Column<Row> {
  readonly head: string
  /** `number` stands at the right; `name` and `text` may be long; `control` is a button. */
  readonly kind?: 'number' | 'name' | 'text' | 'control'
  readonly cell: (row: Row) => ComponentChildren
}

/** What a table shows. */
export interface TableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly toneOf?: (row: Row) => string
}

/**
 * A table whose rows become blocks on a narrow screen, each cell with the name of its column; the roles are written out,
 * as a browser forgets them with another display. The first column names the row.
 */
export function Table<Row>({ label, columns, rows, keyOf, toneOf }: TableProps<Row>) {
  return (
    <table role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, kind }) => (
            <th key={head} role="columnheader" scope="col" class={kind}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row" class={toneOf?.(row)}>
            {columns.map(({ head, kind, cell }, index) =>
              index === 0 ? (
                <th key={head} role="rowheader" scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={head} role="cell" class={kind} data-label={head}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
