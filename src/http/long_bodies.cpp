// The files of long bodies, counted.
#include "http/long_bodies.hpp"

#include <optional>

namespace crm {

struct LongBodies::Counted {
    explicit Counted(std::shared_ptr<std::atomic<unsigned>> counter) : count(std::move(counter)), place(++*count) {}
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
        file.reset();
        --*count;
    }

    const std::shared_ptr<std::atomic<unsigned>> count;
    const unsigned place;
    std::optional<TemporaryFile> file;
};

std::shared_ptr<TemporaryFile> LongBodies::open(LongBody kind) {
    const auto counted = std::make_shared<Counted>(count_);
    if (counted->place > (kind == LongBody::if_few ? at_once_ - at_once_ / 4 : at_once_)) return nullptr;
    return {counted, &counted->file.emplace()};
}

}  // namespace crm
