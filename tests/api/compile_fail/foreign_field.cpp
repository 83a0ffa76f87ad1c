// Compiles, unless FOREIGN puts a field of another struct into the table.
#include "resource/resource.hpp"

namespace crm {

struct Book : Record {
    std::string title;
};
struct Film : Record {
    std::string title;
};

#ifdef FOREIGN
using Other = Film;
#else
using Other = Book;
#endif

constexpr FieldOf<Book> fields[] = {
    field<&Book::title>("title", required),
    field<&Other::title>("subtitle"),
};

const Resource resource = describe<Book>({.name = "books", .fields = fields});

}  // namespace crm
