/** A page pinched larger than this is zoomed, and what is not seen of it is not under a keyboard. */
const ZOOMED = 1.02;

/**
 * Keeps the input above a phone's keyboard where the browser does not make the page smaller by itself (`viewport`,
 * `interactive-widget`): Safari lays the keyboard over it and scrolls the header away.
 *
 * Only for a room that is the whole page. In a frame there is nothing to do: a frame keeps its size under a keyboard,
 * and the browser scrolls the page around it, of whatever site, until the field that has the focus is seen.
 */
export function stayAboveKeyboard() {
  const view = window.visualViewport;
  if (!view || window.parent !== window) return;
  const root = document.documentElement;
  const fit = () => {
    const covered = view.scale < ZOOMED && view.height < root.clientHeight - 1;
    if (covered) root.style.setProperty("--visible", `${view.height}px`);
    else root.style.removeProperty("--visible");
    if (covered) scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  fit();
}
