// Follows the links of pages.
#include "support/pages.hpp"

#include <doctest/doctest.h>

namespace crm::for_tests {

Ids ids_of(const json::Value& list) {
    Ids ids;
    for (const json::Value& record : list.items) ids.push_back(std::stoll(std::string(record.find("id")->text)));
    return ids;
}

Ids walk(const Client& client, std::string target, std::string_view link) {
    Ids all;
    for (int pages = 0; !target.empty(); ++pages) {
        REQUIRE(pages < 100);
        const Answer page = client.get(target);
        REQUIRE(page.status == 200);
        const auto ids = ids_of(page.at("results"));
        all.insert(all.end(), ids.begin(), ids.end());
        target = page.link(link);
    }
    return all;
}

Ids listed(const Client& client, const std::string& target) {
    const Answer answer = client.get(target);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return answer.ids();
}

}  // namespace crm::for_tests
