import { useEffect, useRef } from "react";

const EMBED = "https://chat.example/embed.js";

/** The chat of a post. `onUnread` is called with the number of messages the reader has not seen. */
export function Chat({ post, title, theme = "auto", height = 520, onUnread }) {
  const chat = useRef(null);

  useEffect(() => {
    if (document.querySelector(`script[src="${EMBED}"]`)) return;
    const script = document.createElement("script");
    script.src = EMBED;
    script.async = true;
    document.head.append(script);
  }, []);

  useEffect(() => {
    const element = chat.current;
    const tell = ({ detail }) => onUnread?.(detail.count);
    element.addEventListener("chat-unread", tell);
    return () => element.removeEventListener("chat-unread", tell);
  }, [onUnread]);

  return (
    <realtime-chat
      ref={chat}
      data-post={post}
      data-title={title}
      data-theme={theme}
      data-height={height}
      style={{ display: "block", height }}
    />
  );
}
