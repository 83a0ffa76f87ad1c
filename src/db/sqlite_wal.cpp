// A layer between SQLite and its file system (https://www.sqlite.org/vfs.html). Files other than the log pass it by.
#include "db/sqlite_wal.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace crm {
namespace {

// Bytes, for each session that writes. SQLite 3.40 can write no more than 0x1ffff at once (seekAndWriteFd in
// os_unix.c).
constexpr std::size_t most_gathered = 31 * (4096 + 24);
// Bytes, which nothing else has that is written (https://www.sqlite.org/fileformat2.html#walformat).
constexpr std::size_t frame_header = 24;

sqlite3_vfs* below = nullptr;  // SQLite's own

// Followed by the file as the system below sees it.
struct Wal {
    sqlite3_file file;  // first, as SQLite knows this one
    sqlite3_int64 from;
    std::size_t gathered;
    char* bytes;
    bool ends_commit;  // the frame that was begun last
};
static_assert(sizeof(Wal) % alignof(sqlite3_int64) == 0);  // as SQLite itself aligns files

Wal& wal_of(sqlite3_file* file) { return *reinterpret_cast<Wal*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&wal_of(file) + 1); }

// What could not be written is dropped, and SQLite takes the whole transaction back.
int pass_on(sqlite3_file* file) {
    Wal& wal = wal_of(file);
    if (wal.gathered == 0) return SQLITE_OK;
    const auto size = static_cast<int>(std::exchange(wal.gathered, 0));
    return real(file)->pMethods->xWrite(real(file), wal.bytes, size, wal.from);
}

// It has the size of the database then, else 0.
bool ends_commit(const void* header) { return std::memcmp(static_cast<const char*>(header) + 4, "\0\0\0\0", 4) != 0; }

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    Wal& wal = wal_of(file);
    const auto size = static_cast<std::size_t>(count);
    const bool is_header = size == frame_header;
    if (is_header) wal.ends_commit = ends_commit(bytes);
    const bool goes_on = at == wal.from + static_cast<sqlite3_int64>(wal.gathered);
    if (wal.gathered > 0 && (!goes_on || wal.gathered + size > most_gathered))
        if (const int code = pass_on(file); code != SQLITE_OK) return code;
    if (!wal.bytes) wal.bytes = static_cast<char*>(std::malloc(most_gathered));
    if (!wal.bytes || size > most_gathered) return real(file)->pMethods->xWrite(real(file), bytes, count, at);
    const bool follows = wal.gathered > 0;
    if (!follows) wal.from = at;
    std::memcpy(wal.bytes + wal.gathered, bytes, size);
    wal.gathered += size;
    // Of a header that follows nothing the page may be there already: then the header is what ends the commit.
    return wal.ends_commit && !(is_header && follows) ? pass_on(file) : SQLITE_OK;
}

int close(sqlite3_file* file) {
    std::free(wal_of(file).bytes);
    return real(file)->pMethods->xClose(real(file));
}

// Where it did not mean to write: a full disk it would take for a reason to undo no more than a statement.
int pass_on_between(sqlite3_file* file) { return pass_on(file) == SQLITE_OK ? SQLITE_OK : SQLITE_IOERR_WRITE; }

int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 at) {
    if (const int code = pass_on_between(file); code != SQLITE_OK) return code;
    return real(file)->pMethods->xRead(real(file), bytes, count, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = pass_on_between(file); code != SQLITE_OK) return code;
    return real(file)->pMethods->xTruncate(real(file), size);
}

int sync(sqlite3_file* file, int flags) {
    if (const int code = pass_on(file); code != SQLITE_OK) return code;
    return real(file)->pMethods->xSync(real(file), flags);
}

int size_of(sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = pass_on_between(file); code != SQLITE_OK) return code;
    return real(file)->pMethods->xFileSize(real(file), size);
}

int lock(sqlite3_file* file, int kind) { return real(file)->pMethods->xLock(real(file), kind); }
int unlock(sqlite3_file* file, int kind) { return real(file)->pMethods->xUnlock(real(file), kind); }
int is_reserved(sqlite3_file* file, int* answer) {
    return real(file)->pMethods->xCheckReservedLock(real(file), answer);
}
int control(sqlite3_file* file, int what, void* with) {
    return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

// Of version 1: the log is neither mapped nor does it have shared memory, both of which belong to the database's file.
constexpr sqlite3_io_methods methods{.iVersion = 1,
                                     .xClose = close,
                                     .xRead = read,
                                     .xWrite = write,
                                     .xTruncate = truncate,
                                     .xSync = sync,
                                     .xFileSize = size_of,
                                     .xLock = lock,
                                     .xUnlock = unlock,
                                     .xCheckReservedLock = is_reserved,
                                     .xFileControl = control,
                                     .xSectorSize = sector_size,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = nullptr,
                                     .xShmLock = nullptr,
                                     .xShmBarrier = nullptr,
                                     .xShmUnmap = nullptr,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_then) {
    if (!(flags & SQLITE_OPEN_WAL)) return below->xOpen(below, name, file, flags, flags_then);
    wal_of(file) = Wal{};
    const int code = below->xOpen(below, name, real(file), flags, flags_then);
    if (real(file)->pMethods) file->pMethods = &methods;  // then SQLite closes it, also after a failure
    return code;
}

}  // namespace

const char* gathering_wal() {
    static const char* const name = []() -> const char* {
        below = sqlite3_vfs_find(nullptr);
        if (!below) return nullptr;
        static sqlite3_vfs layer = *below;
        layer.zName = "connectcrm";
        layer.szOsFile += static_cast<int>(sizeof(Wal));
        layer.xOpen = open;
        return sqlite3_vfs_register(&layer, 0) == SQLITE_OK ? layer.zName : nullptr;
    }();
    return name;
}

void forget_gathered(sqlite3* db) {
    sqlite3_file* file = nullptr;
    // Of the log, as soon as there is one.
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) != SQLITE_OK || !file) return;
    if (file->pMethods == &methods) wal_of(file).gathered = 0;
}

}  // namespace crm
