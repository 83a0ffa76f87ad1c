// The body of a write: JSON or form, read by its content type.
#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "base/json.hpp"
#include "http/form.hpp"
#include "http/request.hpp"

namespace crm {

// What a body says about one field.
struct GivenValue {
    const json::Value* json = nullptr;
    const std::string* form = nullptr;
};

class Body {
public:
    // Throws Error(unsupported_media), Error(bad_request) with DRF's texts, Invalid(non_field_errors) when it is not an
    // object.
    explicit Body(const Request&);
    explicit Body(std::string_view json);
    std::optional<GivenValue> find(std::string_view field) const;  // the last of that name

private:
    void read_json(std::string_view);

    json::Document document_;
    FormFields form_;
    const json::Value* object_ = nullptr;
};

}  // namespace crm
