import Script from "next/script";

/** The chat of a post: a component of the server, since the element needs no code of its own. */
export function Chat({ post, title, theme = "auto", height = 520 }) {
  return (
    <>
      <realtime-chat
        data-post={post}
        data-title={title}
        data-theme={theme}
        data-height={height}
        style={{ display: "block", height }}
      />
      <Script src="https://chat.example/embed.js" strategy="lazyOnload" />
    </>
  );
}
