// Unpacking what the build compressed.
#pragma once
#include <string>
#include <string_view>

namespace crm {

// Throws Error(internal) on what is no whole gzip file (RFC 1952).
std::string gunzip(std::string_view);

}  // namespace crm
