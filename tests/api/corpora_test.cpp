// The corpora as request input: malformed JSON and UTF-8 are refused and leave nothing behind, naughty strings come
// back as they were.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;
namespace fs = std::filesystem;

TEST_SUITE_BEGIN("corpora");
namespace {

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) FAIL("cannot read " << path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST_CASE("JSONTestSuite: what is malformed is refused, what is not is read") {
    TestApp app;
    const auto maria = app.as("maria");
    int bad = 0, good = 0, either = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(TEST_CORPORA) / "JSONTestSuite/test_parsing")) {
        const std::string name = entry.path().filename(), body = read_file(entry.path());
        INFO(name);
        for (const char* target : {"/api/customers/1/", "/api/token/"}) {
            const auto answer = target[5] == 't' ? maria.post(target, body) : maria.patch(target, body);
            CHECK(answer.status < 500);
            const bool parse_error =
                answer.status == 400 && answer.body.starts_with(R"({"detail":"JSON parse error - )");
            if (name.starts_with("n_")) CHECK((parse_error || body.empty()));
            if (name.starts_with("y_")) CHECK_FALSE(parse_error);
            if (name.starts_with("i_")) CHECK((answer.status == 200 || answer.status == 400));
            ++(name.starts_with("n_") ? bad : name.starts_with("y_") ? good : either);
        }
    }
    CHECK(bad > 300);
    CHECK(good > 150);
    CHECK(either > 60);
}

std::vector<std::string> invalid_utf8() {
    std::vector<std::string> sequences;
    const auto document = json::Document::parse(read_file(fs::path(TEST_CORPORA) / "utf8-invalid.json"));
    for (const json::Value& item : document.root().items) {
        const std::string_view digits = item.find("hex")->text;
        std::string bytes;
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
            bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
        sequences.push_back(std::move(bytes));
    }
    return sequences;
}

TEST_CASE("invalid UTF-8 is refused wherever it stands, and never stored") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto sequences = invalid_utf8();
    CHECK(sequences.size() > 400);
    const auto form = maria.with("Content-Type", form_type),
               multipart = maria.with("Content-Type", "multipart/form-data; boundary=b");
    for (const std::string& bytes : sequences) {
        INFO(hex(bytes));
        const std::string encoded = percent_encode(bytes);
        CHECK(maria.patch("/api/customers/2/", "{\"name\":\"a" + bytes + "\"}").status == 400);
        CHECK(maria.patch("/api/customers/2/", "{\"" + bytes + "\":\"a\"}").status == 400);
        CHECK(form.patch("/api/customers/2/", "name=a" + encoded).status == 400);
        CHECK(form.patch("/api/customers/2/", "name=a" + bytes).status == 400);
        CHECK(form.patch("/api/customers/2/", encoded + "=a").status == 400);
        CHECK(multipart
                  .patch("/api/customers/2/",
                         "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na" + bytes + "\r\n--b--\r\n")
                  .status == 400);
        const auto in_path = maria.get("/api/customers/" + encoded + "/");
        CHECK((in_path.status == 400 || in_path.status == 404));
        const auto in_query = maria.get("/api/customers/?format=" + encoded);
        CHECK((in_query.status == 400 || in_query.status == 404));
        CHECK(maria.get("/api/customers/?" + encoded + "=1").status == 400);
        CHECK(app.as("stranger").post("/api/token/", "{\"username\":\"a" + bytes + "\",\"password\":\"b\"}").status ==
              400);
        CHECK(app.as("stranger").with("Authorization", "Bearer a" + bytes).get("/api/me/").status == 401);
        CHECK(maria.with("Accept", "application/json;x=" + bytes).get("/api/me/").status < 500);
    }
}

fs::path naughty_file() {
    const fs::path ours = fs::path(TEST_CORPORA) / "blns.json";
    return fs::exists(ours) ? ours : fs::path(TEST_NODE_MODULES) / "blns/resources/blns.json";
}

TEST_CASE("naughty strings go through every text field and come back byte for byte, or are refused with a reason") {
    TestApp app;
    const auto david = app.as("david");
    const auto document = json::Document::parse(read_file(naughty_file()));
    CHECK(document.root().items.size() > 400);
    for (const json::Value& item : document.root().items) {
        const std::string text(item.text), stripped(strip(text));
        INFO(text);
        for (const Resource* resource : catalogue().all()) {
            const std::string path = "/api/" + std::string(resource->name) + "/2/";
            Members fitting, others;
            for (const Field* field : text_fields(*resource)) {
                const bool fits = field->max_length == 0 || code_points(stripped) <= field->max_length;
                const bool blank = field->required && stripped.empty();
                (fits && !blank ? fitting : others).emplace_back(field->name, crm::for_tests::json_text(text));
            }
            if (!fitting.empty()) {
                CHECK(david.patch(path, body_of(fitting)).status == 200);
                const auto stored = david.get(path);
                for (const auto& [name, value] : fitting)  // a blank one may mean nothing
                    CHECK((stored.at(name).is(json::Type::null) ? "" : stored.text(name)) == stripped);
            }
            if (!others.empty()) {
                const auto refused = david.patch(path, body_of(others));
                CHECK(refused.status == 400);
                CHECK(refused.json().members.size() == others.size());
            }
        }
        CHECK(login(app, text.empty() ? "x" : text, "x").status < 500);
    }
}

}  // namespace
TEST_SUITE_END();
