package store.jungyu.chat.room;

/// Everything that one client may use only so much of. The names are those of a metric.
public enum Quota {
  /// Open sockets from one address.
  SOCKETS_PER_ADDRESS,
  /// Open sockets of one person, all rooms together.
  SOCKETS_PER_PERSON,
  /// Sockets opened from one address, in a time.
  HANDSHAKES_PER_ADDRESS,
  /// Messages of one person, all rooms together, in a time.
  MESSAGES_PER_PERSON,
  /// Messages of all persons at one address together, in a time.
  MESSAGES_PER_ADDRESS,
  /// First messages in rooms, from one address, in a time.
  ROOMS_PER_ADDRESS,
  /// Frames of any type that one socket sends, in a time.
  FRAMES_PER_SOCKET,
  /// Bytes that one socket sends, in a time.
  BYTES_PER_SOCKET,
  /// Questions from one address what the chat knows of somebody, in a time.
  INQUIRIES_PER_ADDRESS,
  /// Deletions of all that one person said, at a time.
  ERASURES_PER_PERSON,
  /// Looks into the database for pages, older messages and counts, from one address, in a time.
  READS_PER_ADDRESS,
  /// Requests of one address that are being answered, at a time.
  REQUESTS_PER_ADDRESS
}
