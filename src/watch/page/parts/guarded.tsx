import { Component, type ComponentChildren } from 'preact'

interface GuardedProps {
  readonly name: string
  readonly children: ComponentChildren
}

/** Shows its part of the page, or says that it cannot: one part that fails takes no other with it. */
export class Guarded extends Component<GuardedProps, { readonly why: string | undefined }> {
  override state = { why: undefined }

  static override getDerivedStateFromError(error: unknown) {
    return { why: error instanceof Error ? error.message : String(error) }
  }

  override render({ name, children }: GuardedProps, { why }: { readonly why: string | undefined }) {
    if (why === undefined) return children
    return (
      <section class="broken">
        <p>
          {name} cannot be shown: {why}
        </p>
      </section>
    )
  }
}
