package store.jungyu.chat.room;

/// What waits to be made durable.
public sealed interface Entry permits Draft, Change {}
