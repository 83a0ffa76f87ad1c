// The pages of the first run, as HTML that needs nothing but itself.
#pragma once
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "http/response.hpp"

namespace crm {

struct SetupForm {
    std::string token, username, email;
};

Response setup_page(int status, const SetupForm&, const Problems&);
Response set_up_page(std::string_view username, std::string_view host);  // done: how to sign in
Response set_up_already_page();
Response token_over_page();  // used, or too old

}  // namespace crm
