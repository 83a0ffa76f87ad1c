// Heads, bodies and chunks on their way out.
#include "http/response_writer.hpp"

#include <algorithm>
#include <charconv>

namespace crm {
namespace {
constexpr std::size_t sent_with_head = 4 * 1024;  // bytes that are sooner copied than sent as a part of their own
}

void ResponseWriter::start(Response response, std::shared_ptr<Pipe> pipe, const HeadFacts& facts, bool head_only) {
    response_ = std::move(response);
    pipe_ = std::move(pipe);
    chunked_ = facts.chunked;
    head_.clear();
    append_head(head_, response_, facts);
    response_.headers = {};  // said, and not to be kept for as long as a body lasts
    const bool bodiless = head_only || is_bodiless(response_.status);
    const std::string_view body = bodiless ? std::string_view() : response_.whole_body();
    if (body.size() <= sent_with_head) {
        head_ += body;
        pending_ = {head_, {}, {}};
    } else {
        pending_ = {head_, body, {}};
    }
}

void ResponseWriter::sent(std::size_t count) {
    for (auto& part : pending_) {
        const auto of_part = std::min(count, part.size());
        part.remove_prefix(of_part);
        count -= of_part;
    }
}

ResponseWriter::Next ResponseWriter::next() {
    if (has_pending()) return Next::send;
    if (!pipe_) {
        response_ = Response{};
        return Next::done;
    }
    const auto state = pipe_->take(response_.body);
    if (!response_.body.empty()) {
        if (!chunked_) {
            pending_ = {response_.body, {}, {}};
            return Next::send;
        }
        char size[16];
        head_.assign(size, std::to_chars(size, size + sizeof size, response_.body.size(), 16).ptr);
        head_ += "\r\n";
        pending_ = {head_, response_.body, "\r\n"};
        return Next::send;
    }
    if (state == Pipe::State::open) return Next::wait;
    pipe_.reset();
    if (state == Pipe::State::abandoned) return Next::broken;
    if (chunked_) pending_ = {"0\r\n\r\n", {}, {}};
    return next();
}

void ResponseWriter::finish() {
    if (pipe_) pipe_->finish();
}

void ResponseWriter::stop() {
    if (pipe_) pipe_->close();
    pipe_.reset();
}

}  // namespace crm
