// Dates and ids for responses, cheaply.
#include "http/io_thread.hpp"

#include "base/random.hpp"
#include "base/time.hpp"
#include "http/connection.hpp"

namespace crm {

thread_local IoThread* IoThread::current_ = nullptr;

IoThread::IoThread(unsigned number, std::shared_ptr<Serving> common) : index(number), serving(std::move(common)) {
    for (const char byte : random_bytes(8)) seed_ = seed_ << 8 | static_cast<unsigned char>(byte);
}

std::string_view IoThread::date() {
    const Timestamp time = now();
    if (const auto second = seconds_of(time); second != second_) {
        second_ = second;
        date_ = to_http_date(time);
    }
    return date_;
}

std::string IoThread::new_id() {
    std::uint64_t mixed = seed_ += 0x9e3779b97f4a7c15;  // splitmix64
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
    std::string id(16, '0');
    for (char& digit : id) {
        digit = "0123456789abcdef"[mixed & 15];
        mixed >>= 4;
    }
    return id;
}

}  // namespace crm
