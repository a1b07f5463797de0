/** One screen: a frame of the embedding page's own origin is told a little before it comes into view. */
const AHEAD = "100%";

/**
 * Calls back once, as soon as somebody may be looking: the tab is in front and the frame, if it is one, in view.
 *
 * An observer without a root sees through all the pages around the frame, of whatever origin.
 */
export function onceSeen(action) {
  let inView = window.parent === window;
  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1).isIntersecting;
    look();
  }, { rootMargin: AHEAD });
  const look = () => {
    if (!inView || document.visibilityState !== "visible") return;
    observer.disconnect();
    document.removeEventListener("visibilitychange", look);
    action();
  };
  document.addEventListener("visibilitychange", look);
  if (!inView) observer.observe(document.documentElement);
  look();
}
