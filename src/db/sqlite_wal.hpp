// What SQLite writes to the write-ahead log is gathered until a commit is whole: that is then a write of all its pages,
// where SQLite makes two for each.
#pragma once

struct sqlite3;

namespace crm {

// The name for sqlite3_open_v2 of the way to the file system that does so; null, which stands for SQLite's own way,
// where it cannot be had. To be called after sqlite3_config; from any thread.
//
// Nothing is at risk, however PRAGMA synchronous is set: SQLite lets others see the pages of a commit after the last of
// them was written only, and reads its own through the same file, which passes on what it has gathered first. What
// belongs to no transaction any more has to be forgotten.
const char* gathering_wal();

// Forgets what was gathered of a transaction that was rolled back, whose place in the log the next writer takes:
// written later, it would lie over what somebody else was told is there.
void forget_gathered(sqlite3*);

}  // namespace crm
