import type { Picture } from './pictures.js'

/** The figure of a picture, with its title and what it shows; its legend and its canvas are drawn into it. */
export function ChartFigure({ picture: { key, title, unit, alternative } }: { readonly picture: Picture }) {
  return (
    <figure class={`chart ${key}`} id={`${key}-chart`}>
      <figcaption>
        <h3>
          {title} <small>{unit}</small>
        </h3>
      </figcaption>
      <div class="legend" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its values are read by arrow keys */}
      <div class="plot" role="img" tabIndex={0} aria-label={`${title}. ${alternative} Arrow keys read the values.`} />
    </figure>
  )
}
